/** Numbers written as text: read from bytes without a string where that is exact, and from texts people deliver. */

import { minus, nine, point, zero } from './json-skip.ts';
import { decodeText } from './text-bytes.ts';

/** A double holds any integer of this many digits, so mantissa and power of ten are exact and one division rounds right. */
const exactDigitsMax = 15;
const powersOfTen = Float64Array.from({ length: exactDigitsMax + 1 }, (_, exponent) => 10 ** exponent);

/**
 * The value of bytes[start, end), which must be a number by the grammar of JSON. Equal to Number() of the same text: up to
 * 15 digits without exponent are computed here (Clinger's fast path), the rest is handed to Number().
 */
export function numberOfSpan(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === minus;
  const first = negative ? start + 1 : start;
  if (end - first > exactDigitsMax) return Number(decodeText(bytes, start, end));
  let mantissa = 0;
  let decimals = 0;
  for (let at = first; at < end; at++) {
    const byte = bytes[at];
    if (byte >= zero && byte <= nine) mantissa = mantissa * 10 + (byte - zero);
    else if (byte === point) decimals = end - at - 1;
    else return Number(decodeText(bytes, start, end));
  }
  const value = decimals === 0 ? mantissa : mantissa / powersOfTen[decimals];
  return negative ? -value : value;
}

/** True when the text of a JSON number is also what String() makes of its value, so that it needs no rewriting as text. */
export function isCanonicalInteger(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === minus ? start + 1 : start;
  if (end - first > exactDigitsMax || (first > start && bytes[first] === zero)) return false;
  for (let at = first; at < end; at++) if (bytes[at] < zero || bytes[at] > nine) return false;
  return true;
}

const decimalText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The value of a decimal number with white space around it at most, NaN for anything else (hexadecimal, "1,234", infinities). */
export function numberOfText(text: string): number {
  const trimmed = text.trim();
  if (!decimalText.test(trimmed)) return Number.NaN;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : Number.NaN;
}
