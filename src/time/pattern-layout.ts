/** Reading and writing of times in a compiled pattern. The only layout with a memory: a pattern without a year needs the record before. */
import { DayMemory } from './civil.ts';
import { type LocalTime, localTimeOf, monthNames, offsetText, padded, weekdayNames } from './local-time.ts';
import {
  digitAt,
  endOfDigits,
  fourDigitsAt,
  fractionMs,
  offsetLengthAt,
  offsetMsAt,
  timeOfDayMs,
  twoDigitsAt,
} from './text-bytes.ts';
import * as pattern from './time-pattern.ts';
import type { Zone } from './zone.ts';

const space = 0x20;
const monthKeys = Int32Array.from(monthNames, nameKey);
const weekdayKeys = Int32Array.from(weekdayNames, nameKey);

/** A month further than this from the one of the record before lies in a neighbouring year. */
const monthsApartMax = 6;

/** Without a year in the pattern, `year` is that of the first record read. */
export class PatternLayout {
  readonly #program: pattern.PatternProgram;
  readonly #zone: Zone;
  readonly #days = new DayMemory();
  #year: number;
  #month = 0;

  constructor(program: pattern.PatternProgram, options: { zone: Zone; year: number }) {
    this.#program = program;
    this.#zone = options.zone;
    this.#year = options.year;
  }

  /** Epoch milliseconds, NaN when the bytes do not fit the pattern to the last one or name a time that does not exist. O(bytes). */
  parseBytes(bytes: Uint8Array, start: number, end: number): number {
    const { steps, operands } = this.#program;
    let at = start;
    let year = -1;
    let month = 0;
    let day = 0;
    let hour = 0;
    let minute = 0;
    let second = 0;
    let milliseconds = 0;
    let offsetMs = Number.NaN;
    let isLocal = true;
    for (let index = 0; index < steps.length; index++) {
      switch (steps[index]) {
        case pattern.takeLiteral:
          if (at >= end || bytes[at] !== operands[index]) return Number.NaN;
          at += 1;
          break;
        case pattern.takeYear:
          year = fourDigitsAt(bytes, at, end);
          if (year < 0) return Number.NaN;
          at += 4;
          break;
        case pattern.takeMonth:
          month = twoDigitsAt(bytes, at, end);
          at += 2;
          break;
        case pattern.takeShortMonth:
          month = shortNumberAt(bytes, at, end);
          at += shortLengthAt(bytes, at, end);
          break;
        case pattern.takeMonthName:
          month = at + 3 <= end ? monthKeys.indexOf(keyAt(bytes, at)) + 1 : 0;
          at += 3;
          break;
        case pattern.takeDay:
          day = twoDigitsAt(bytes, at, end);
          at += 2;
          break;
        case pattern.takeShortDay:
          if (at < end && bytes[at] === space) {
            day = digitAt(bytes, at + 1, end);
            at += 2;
          } else {
            day = shortNumberAt(bytes, at, end);
            at += shortLengthAt(bytes, at, end);
          }
          break;
        case pattern.takeHour:
          hour = twoDigitsAt(bytes, at, end);
          at += 2;
          break;
        case pattern.takeShortHour:
          hour = shortNumberAt(bytes, at, end);
          at += shortLengthAt(bytes, at, end);
          break;
        case pattern.takeMinute:
          minute = twoDigitsAt(bytes, at, end);
          at += 2;
          break;
        case pattern.takeSecond:
          second = twoDigitsAt(bytes, at, end);
          at += 2;
          break;
        case pattern.takeFraction: {
          const fractionEnd = at + operands[index]!;
          if (endOfDigits(bytes, at, Math.min(fractionEnd, end)) !== fractionEnd) return Number.NaN;
          milliseconds = fractionMs(bytes, at, fractionEnd);
          at = fractionEnd;
          break;
        }
        case pattern.takeWeekdayName:
          if (at + 3 > end || !weekdayKeys.includes(keyAt(bytes, at))) return Number.NaN;
          at += 3;
          break;
        default: {
          const length = offsetLengthAt(bytes, at, end);
          if (length === 0) return Number.NaN;
          offsetMs = offsetMsAt(bytes, at, length);
          isLocal = false;
          at += length;
        }
      }
    }
    if (at !== end) return Number.NaN;
    const recordYear = this.#program.hasYear ? year : this.#yearOf(month);
    const localMs =
      this.#days.midnightMs(recordYear, month, day) + timeOfDayMs(hour, minute, second) + milliseconds;
    const instant = isLocal ? this.#zone.localToInstant(localMs) : localMs - offsetMs;
    if (!Number.isNaN(instant)) {
      this.#year = recordYear;
      this.#month = month;
    }
    return instant;
  }

  /** The instant in the pattern, on the local clock of the zone. */
  format(instant: number): string {
    const local = localTimeOf(instant, this.#zone);
    const { steps, operands } = this.#program;
    const bytes: number[] = [];
    for (let index = 0; index < steps.length; index++) {
      if (steps[index] === pattern.takeLiteral) bytes.push(operands[index]!);
      else bytes.push(...Buffer.from(fieldText(steps[index]!, operands[index]!, local)));
    }
    return Buffer.from(bytes).toString();
  }

  #yearOf(month: number): number {
    if (this.#month === 0) return this.#year;
    const monthsOn = month - this.#month;
    if (monthsOn < -monthsApartMax) return this.#year + 1;
    return monthsOn > monthsApartMax ? this.#year - 1 : this.#year;
  }
}

function fieldText(step: number, operand: number, local: LocalTime): string {
  switch (step) {
    case pattern.takeYear:
      return padded(local.year, 4);
    case pattern.takeMonth:
      return padded(local.month, 2);
    case pattern.takeShortMonth:
      return String(local.month);
    case pattern.takeMonthName:
      return monthNames[local.month - 1]!;
    case pattern.takeDay:
      return padded(local.day, 2);
    case pattern.takeShortDay:
      return String(local.day).padStart(operand);
    case pattern.takeHour:
      return padded(local.hour, 2);
    case pattern.takeShortHour:
      return String(local.hour);
    case pattern.takeMinute:
      return padded(local.minute, 2);
    case pattern.takeSecond:
      return padded(local.second, 2);
    case pattern.takeFraction:
      return padded(local.millisecond, 3).padEnd(operand, '0').slice(0, operand);
    case pattern.takeWeekdayName:
      return weekdayNames[local.weekday]!;
    default:
      return offsetText(local.offsetMs, '');
  }
}

/** Value of the one or two digits at `at`, −1 when there are none. */
function shortNumberAt(bytes: Uint8Array, at: number, end: number): number {
  const both = twoDigitsAt(bytes, at, end);
  return both < 0 ? digitAt(bytes, at, end) : both;
}

function shortLengthAt(bytes: Uint8Array, at: number, end: number): number {
  return digitAt(bytes, at + 1, end) < 0 ? 1 : 2;
}

/** Three letters of a name as one number, capitals and small letters alike. */
function keyAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! | 0x20) << 16) | ((bytes[at + 1]! | 0x20) << 8) | (bytes[at + 2]! | 0x20);
}

function nameKey(name: string): number {
  return keyAt(Buffer.from(name), 0);
}
