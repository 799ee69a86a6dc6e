/** Small readers over the bytes of a time written as text: digits, fractions of a second, UTC offsets. None allocates. */
import { timeTextBytesMax } from '../limits.ts';
import { hourMs, minuteMs, secondMs } from './duration.ts';

const encoder = new TextEncoder();

/** One text as bytes, filled by writeText and read at once by its caller. */
export const textBytes = new Uint8Array(timeTextBytesMax);

/** Writes the text into `textBytes` as UTF-8; answers its length in bytes, −1 when it is longer than any time. */
export function writeText(text: string): number {
  const { read, written } = encoder.encodeInto(text, textBytes);
  return read === text.length ? written : -1;
}

/** Value of the digit at `at`, −1 when there is none before `end`. */
export function digitAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const value = bytes[at]! - 48;
  return value >= 0 && value <= 9 ? value : -1;
}

/** Value of the two digits at `at`, −1 when they are not there. */
export function twoDigitsAt(bytes: Uint8Array, at: number, end: number): number {
  const tens = digitAt(bytes, at, end);
  const ones = digitAt(bytes, at + 1, end);
  return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
}

/** Value of the four digits at `at`, −1 when they are not there. */
export function fourDigitsAt(bytes: Uint8Array, at: number, end: number): number {
  const hundreds = twoDigitsAt(bytes, at, end);
  const ones = twoDigitsAt(bytes, at + 2, end);
  return hundreds < 0 || ones < 0 ? -1 : hundreds * 100 + ones;
}

/** Where the digits that begin at `at` end. */
export function endOfDigits(bytes: Uint8Array, at: number, end: number): number {
  let cursor = at;
  while (digitAt(bytes, cursor, end) >= 0) cursor++;
  return cursor;
}

/** Milliseconds of the decimals of a second between `at` and `end`, all of them digits; what is finer is cut off. */
export function fractionMs(bytes: Uint8Array, at: number, end: number): number {
  let milliseconds = 0;
  let weight = 100;
  for (let cursor = at; cursor < end && weight >= 1; cursor++) {
    milliseconds += (bytes[cursor]! - 48) * weight;
    weight /= 10;
  }
  return milliseconds;
}

/** Milliseconds since midnight, NaN when an hour, minute or second does not exist. Leap seconds do not. */
export function timeOfDayMs(hour: number, minute: number, second: number): number {
  const exists = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  return exists ? hour * hourMs + minute * minuteMs + second * secondMs : Number.NaN;
}

/** Length of the UTC offset at `at`: `Z`, `+08`, `+0800`, `+08:00`, `+00:53:28`; 0 when there is none. */
export function offsetLengthAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  const first = bytes[at]!;
  if (first === 0x5a || first === 0x7a) return 1;
  if ((first !== 0x2b && first !== 0x2d) || twoDigitsAt(bytes, at + 1, end) < 0) return 0;
  if (twoDigitsAt(bytes, at + 3, end) >= 0) return 5;
  if (!isColonAndDigits(bytes, at + 3, end)) return 3;
  return isColonAndDigits(bytes, at + 6, end) ? 9 : 6;
}

/** The UTC offset of that length at `at` in milliseconds, NaN when it is beyond ±18 hours, which no zone ever was. */
export function offsetMsAt(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return 0;
  const end = at + length;
  const hours = twoDigitsAt(bytes, at + 1, end);
  const minutes = length === 3 ? 0 : twoDigitsAt(bytes, length === 5 ? at + 3 : at + 4, end);
  const seconds = length === 9 ? twoDigitsAt(bytes, at + 7, end) : 0;
  const sizeMs = timeOfDayMs(hours, minutes, seconds);
  if (!(sizeMs <= 18 * hourMs)) return Number.NaN;
  return bytes[at] === 0x2d ? -sizeMs : sizeMs;
}

function isColonAndDigits(bytes: Uint8Array, at: number, end: number): boolean {
  return bytes[at] === 0x3a && twoDigitsAt(bytes, at + 1, end) >= 0;
}
