/**
 * Calendar units of a local clock: where an hour, day, ISO week, month, quarter or year begins and ends, and which hour
 * or day an instant falls on. A day lasts 23 or 25 hours where the clock is changed.
 */
import { civilFromDays, civilMonth, civilYear, daysFromCivil } from './civil.ts';
import { dayMs, hourMs } from './duration.ts';
import type { Zone } from './zone.ts';

/** Weeks are ISO weeks: they begin on Monday. */
export type CalendarUnit = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

/**
 * Start of the unit that holds the instant: units tile time without gaps, each from the first instant of its first local
 * day to that of the next unit. A clock set back over midnight does not reopen the day that ended. O(1).
 */
export function floorTo(unit: CalendarUnit, instant: number, zone: Zone): number {
  if (unit === 'hour') return hourStart(instant, zone);
  const first = firstDayOf(unit, localDayNumber(instant, zone));
  const following = zone.firstInstantFrom(firstDayAfter(unit, first) * dayMs);
  return following <= instant ? following : zone.firstInstantFrom(first * dayMs);
}

/** Start of the unit after the one that holds the instant; always greater than the instant. O(1). */
export function next(unit: CalendarUnit, instant: number, zone: Zone): number {
  if (unit === 'hour') return hourEnd(instant, zone);
  let first = firstDayAfter(unit, firstDayOf(unit, localDayNumber(instant, zone)));
  let start = zone.firstInstantFrom(first * dayMs);
  while (start <= instant) {
    first = firstDayAfter(unit, first);
    start = zone.firstInstantFrom(first * dayMs);
  }
  return start;
}

/** Hour on the local clock, 0..23. */
export function localHourOfDay(instant: number, zone: Zone): number {
  const localMs = instant + zone.offsetMs(instant);
  return Math.floor((localMs - Math.floor(localMs / dayMs) * dayMs) / hourMs);
}

/** Hour of the local week, 0..167; Monday 00:00 is 0. */
export function localHourOfWeek(instant: number, zone: Zone): number {
  const localMs = instant + zone.offsetMs(instant);
  const day = Math.floor(localMs / dayMs);
  return mondayBased(day) * 24 + Math.floor((localMs - day * dayMs) / hourMs);
}

/** Days from 1970-01-01 to the date on the local calendar: a whole number, usable as the id of a local day. */
export function localDayNumber(instant: number, zone: Zone): number {
  return Math.floor((instant + zone.offsetMs(instant)) / dayMs);
}

/** Day of the local week, 0 is Monday. */
export function dayOfWeek(instant: number, zone: Zone): number {
  return mondayBased(localDayNumber(instant, zone));
}

/** Day number 0, 1970-01-01, was a Thursday. */
function mondayBased(day: number): number {
  const sinceMonday = (day + 3) % 7;
  return sinceMonday < 0 ? sinceMonday + 7 : sinceMonday;
}

function firstDayOf(unit: Exclude<CalendarUnit, 'hour'>, day: number): number {
  if (unit === 'day') return day;
  if (unit === 'week') return day - mondayBased(day);
  const civil = civilFromDays(day);
  return daysFromCivil(civilYear(civil), firstMonthOf(unit, civilMonth(civil)), 1);
}

function firstMonthOf(unit: 'month' | 'quarter' | 'year', month: number): number {
  if (unit === 'month') return month;
  return unit === 'quarter' ? month - ((month - 1) % 3) : 1;
}

function firstDayAfter(unit: Exclude<CalendarUnit, 'hour'>, first: number): number {
  if (unit === 'day') return first + 1;
  if (unit === 'week') return first + 7;
  const civil = civilFromDays(first);
  const year = civilYear(civil);
  if (unit === 'year') return daysFromCivil(year + 1, 1, 1);
  const month = civilMonth(civil) + (unit === 'month' ? 1 : 3);
  return month > 12 ? daysFromCivil(year + 1, month - 12, 1) : daysFromCivil(year, month, 1);
}

/**
 * A local hour begins where the clock reads a full hour, or where a change of the clock lands inside another hour. So
 * an hour read twice is two hours, and where the clock moves by half an hour one hour lasts 30 or 90 minutes.
 */
function hourStart(instant: number, zone: Zone): number {
  const offsetMs = zone.offsetMs(instant);
  const start = instant - sinceFullHour(instant + offsetMs);
  const offsetAtStartMs = zone.offsetMs(start);
  if (offsetAtStartMs === offsetMs) return start;
  const change = zone.changeBetween(start, instant);
  return opensAnHour(change, offsetAtStartMs, offsetMs) ? change : hourStart(change - 1, zone);
}

function hourEnd(instant: number, zone: Zone): number {
  const offsetMs = zone.offsetMs(instant);
  const end = instant - sinceFullHour(instant + offsetMs) + hourMs;
  const offsetAtEndMs = zone.offsetMs(end);
  if (offsetAtEndMs === offsetMs) return end;
  const change = zone.changeBetween(instant, end);
  return opensAnHour(change, offsetMs, offsetAtEndMs) ? change : hourEnd(change, zone);
}

function opensAnHour(change: number, offsetBeforeMs: number, offsetAfterMs: number): boolean {
  if (sinceFullHour(change + offsetAfterMs) === 0) return true;
  return Math.floor((change - 1 + offsetBeforeMs) / hourMs) !== Math.floor((change + offsetAfterMs) / hourMs);
}

function sinceFullHour(localMs: number): number {
  return localMs - Math.floor(localMs / hourMs) * hourMs;
}
