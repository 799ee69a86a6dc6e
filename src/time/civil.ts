/**
 * Integer arithmetic of the proleptic Gregorian calendar: days since 1970-01-01 to year, month, day and back.
 * Formulas: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", exact for every year a double can count.
 */
import { dayMs } from './duration.ts';

/** Days from 1970-01-01 to the given date. Month 1..12, day 1..31, unchecked. O(1). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1;
  const dayOfEra = yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a day number, packed into one integer so that nothing is allocated; read it with civilYear, civilMonth, civilDay. */
export function civilFromDays(days: number): number {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra =
    ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0)) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0));
  const marchMonth = ((5 * dayOfYear + 2) / 153) | 0;
  const day = dayOfYear - (((153 * marchMonth + 2) / 5) | 0) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return year * 512 + month * 32 + day;
}

/** Year of a packed date; 0 is 1 BC. */
export function civilYear(packed: number): number {
  return packed >> 9;
}

/** Month of a packed date, 1..12. */
export function civilMonth(packed: number): number {
  return (packed >> 5) & 15;
}

/** Day of the month of a packed date, 1..31. */
export function civilDay(packed: number): number {
  return packed & 31;
}

/** Days in the month, 28..31. Month 1..12, unchecked. */
export function daysInMonth(year: number, month: number): number {
  if (month !== 2) return 30 + ((month + (month >> 3)) & 1);
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** The last date asked for and its midnight: records of a log repeat their date, so most are answered by one comparison. */
export class DayMemory {
  #packed = -1;
  #midnightMs = Number.NaN;

  /** Local milliseconds at the midnight that begins the date, or NaN when there is no such date. Year 0..9999, month and day −1..99. */
  midnightMs(year: number, month: number, day: number): number {
    // Two decimal digits each: a day 36 read from a text must not pass for a day of the next month.
    const packed = year * 10_000 + month * 100 + day;
    if (packed === this.#packed) return this.#midnightMs;
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return Number.NaN;
    this.#packed = packed;
    this.#midnightMs = daysFromCivil(year, month, day) * dayMs;
    return this.#midnightMs;
  }
}
