/**
 * Steps over JSON values in bytes, accepting exactly what JSON.parse accepts.
 *
 * Every function takes the offset of the first byte of a value and answers the offset after its last byte, or -1 when it is
 * not well-formed, or not simple enough to decide here. The bytes must be valid UTF-8 and end with a line feed: no function
 * steps over a line feed, so none can run off the end.
 */

import { scanDepthMax } from '../limits.ts';

export const quote = 0x22;
export const comma = 0x2c;
export const minus = 0x2d;
export const point = 0x2e;
export const zero = 0x30;
export const nine = 0x39;
export const colon = 0x3a;
export const openBracket = 0x5b;
export const backslash = 0x5c;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const letterF = 0x66;
export const letterN = 0x6e;
export const letterT = 0x74;

/** 1 for a byte that stands for itself inside a string: no quote, no backslash, no control character. */
export const plain = new Uint8Array(256).fill(1, 0x20);
plain[quote] = 0;
plain[backslash] = 0;

const escapable = new Set(Array.from('"\\/bfnrt', (letter) => letter.charCodeAt(0)));

/** Steps over spaces, tabs and carriage returns. A line feed ends the record, so it is none of them. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let here = at;
  let byte = bytes[here];
  while (byte === 0x20 || byte === 0x09 || byte === 0x0d) byte = bytes[++here];
  return here;
}

/** Any value. `depth` counts the brackets already open. */
export function skipValue(bytes: Uint8Array, at: number, depth: number): number {
  const byte = bytes[at];
  if (byte === quote) return skipString(bytes, at);
  if (byte === minus || (byte >= zero && byte <= nine)) return skipNumber(bytes, at);
  if (byte === openBrace) return depth < scanDepthMax ? skipObject(bytes, at, depth + 1) : -1;
  if (byte === openBracket) return depth < scanDepthMax ? skipArray(bytes, at, depth + 1) : -1;
  return skipWord(bytes, at);
}

/** A string, escapes included. */
export function skipString(bytes: Uint8Array, at: number): number {
  let here = at + 1;
  for (;;) {
    while (plain[bytes[here]] === 1) here++;
    const byte = bytes[here];
    if (byte === quote) return here + 1;
    if (byte !== backslash) return -1;
    const letter = bytes[here + 1];
    if (escapable.has(letter)) {
      here += 2;
    } else {
      if (letter !== 0x75) return -1;
      for (let digit = here + 2; digit < here + 6; digit++) if (!isHexadecimal(bytes[digit])) return -1;
      here += 6;
    }
  }
}

/** A string without escapes. */
export function skipPlainString(bytes: Uint8Array, at: number): number {
  let here = at + 1;
  while (plain[bytes[here]] === 1) here++;
  return bytes[here] === quote ? here + 1 : -1;
}

/** A number by the grammar of RFC 8259: no plus sign, no leading zero, digits on both sides of the point. */
export function skipNumber(bytes: Uint8Array, at: number): number {
  let here = bytes[at] === minus ? at + 1 : at;
  const first = bytes[here];
  if (first === zero) here++;
  else {
    here = skipDigits(bytes, here);
    if (here < 0) return -1;
  }
  if (bytes[here] === point) {
    here = skipDigits(bytes, here + 1);
    if (here < 0) return -1;
  }
  if ((bytes[here] | 0x20) === 0x65) {
    const sign = bytes[here + 1];
    here = skipDigits(bytes, sign === minus || sign === 0x2b ? here + 2 : here + 1);
  }
  return here;
}

/** `true`, `false` or `null`. */
export function skipWord(bytes: Uint8Array, at: number): number {
  if (bytes[at] === letterT) {
    return bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65 ? at + 4 : -1;
  }
  if (bytes[at] === letterF) {
    const matches = bytes[at + 1] === 0x61 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x73;
    return matches && bytes[at + 4] === 0x65 ? at + 5 : -1;
  }
  if (bytes[at] !== letterN) return -1;
  return bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c ? at + 4 : -1;
}

function skipObject(bytes: Uint8Array, at: number, depth: number): number {
  let here = skipSpace(bytes, at + 1);
  if (bytes[here] === closeBrace) return here + 1;
  for (;;) {
    if (bytes[here] !== quote) return -1;
    here = skipString(bytes, here);
    if (here < 0) return -1;
    here = skipSpace(bytes, here);
    if (bytes[here] !== colon) return -1;
    here = skipValue(bytes, skipSpace(bytes, here + 1), depth);
    if (here < 0) return -1;
    here = skipSpace(bytes, here);
    if (bytes[here] === closeBrace) return here + 1;
    if (bytes[here] !== comma) return -1;
    here = skipSpace(bytes, here + 1);
  }
}

function skipArray(bytes: Uint8Array, at: number, depth: number): number {
  let here = skipSpace(bytes, at + 1);
  if (bytes[here] === closeBracket) return here + 1;
  for (;;) {
    here = skipValue(bytes, here, depth);
    if (here < 0) return -1;
    here = skipSpace(bytes, here);
    if (bytes[here] === closeBracket) return here + 1;
    if (bytes[here] !== comma) return -1;
    here = skipSpace(bytes, here + 1);
  }
}

/** One digit or more. */
function skipDigits(bytes: Uint8Array, at: number): number {
  let here = at;
  while (bytes[here] >= zero && bytes[here] <= nine) here++;
  return here === at ? -1 : here;
}

function isHexadecimal(byte: number): boolean {
  return (byte >= zero && byte <= nine) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}
