/** An instant taken apart on a local clock, for showing it: the fields, their padding and the English names. */
import { civilDay, civilFromDays, civilMonth, civilYear } from './civil.ts';
import { dayMs, hourMs, minuteMs, secondMs } from './duration.ts';
import type { Zone } from './zone.ts';

export const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
export const weekdayNames = 'Mon Tue Wed Thu Fri Sat Sun'.split(' ');

/** Month 1..12, day 1..31, weekday 0..6 from Monday; local = instant + offsetMs. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly offsetMs: number;
}

/** @throws RangeError when the instant is not finite or beyond ±8.64e15. */
export function localTimeOf(instant: number, zone: Zone): LocalTime {
  const offsetMs = zone.offsetMs(instant);
  if (Number.isNaN(offsetMs)) {
    throw new RangeError(
      `expected an instant in epoch milliseconds to show, found ${instant}; show it as "never"`,
    );
  }
  const localMs = Math.floor(instant) + offsetMs;
  const days = Math.floor(localMs / dayMs);
  const timeMs = localMs - days * dayMs;
  const civil = civilFromDays(days);
  return {
    year: civilYear(civil),
    month: civilMonth(civil),
    day: civilDay(civil),
    weekday: (((days + 3) % 7) + 7) % 7,
    hour: Math.floor(timeMs / hourMs),
    minute: Math.floor(timeMs / minuteMs) % 60,
    second: Math.floor(timeMs / secondMs) % 60,
    millisecond: timeMs % secondMs,
    offsetMs,
  };
}

/** The number in decimal digits, zeros in front up to the width. */
export function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** `2026-03-04`; years outside 0000..9999 with a sign and six digits, as ISO 8601 has them. */
export function dateText({ year, month, day }: LocalTime): string {
  const isPlain = year >= 0 && year <= 9999;
  const yearText = isPlain ? padded(year, 4) : (year < 0 ? '-' : '+') + padded(Math.abs(year), 6);
  return `${yearText}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** `+08:00` or, with an empty separator, `+0800`; seconds only where a historical offset has them. */
export function offsetText(offsetMs: number, separator: ':' | ''): string {
  const sizeMs = Math.abs(offsetMs);
  const hours = padded(Math.floor(sizeMs / hourMs), 2);
  const minutes = padded(Math.floor(sizeMs / minuteMs) % 60, 2);
  const seconds = Math.floor(sizeMs / secondMs) % 60;
  const rest = seconds === 0 ? '' : `:${padded(seconds, 2)}`;
  // Seconds can only be read back after a colon.
  return `${offsetMs < 0 ? '-' : '+'}${hours}${seconds === 0 ? separator : ':'}${minutes}${rest}`;
}
