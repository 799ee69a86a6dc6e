/** Values as people read them in alerts: short numbers, times on the local clock, durations in words. */

import { type FieldType, isTextual } from '../../event/schema.ts';
import { civilDay, civilFromDays, civilMonth, civilYear } from '../../time/civil.ts';
import { dayMs, formatDuration, hourMs, minuteMs, secondMs } from '../../time/duration.ts';
import type { Zone } from '../../time/zone.ts';
import type { Value } from '../program.ts';

/** Stands for a missing value. */
export const missingMark = '–';

const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The value of an expression of that type; times on the clock of the zone. */
export function showValue(value: Value, type: FieldType, zone: Zone): string {
  if (value === undefined || Number.isNaN(value)) return missingMark;
  if (typeof value === 'string' || isTextual(type)) return String(value);
  switch (type) {
    case 'boolean':
      return value === 1 ? 'true' : 'false';
    case 'time':
      return showTime(value, zone);
    case 'duration':
      return Number.isFinite(value) ? formatDuration(value) : String(value);
    default:
      return showNumber(value);
  }
}

/** Whole numbers in full, others with at most 3 significant decimals: 12, 3.142, 0.000123. */
export function showNumber(value: number): string {
  if (Number.isNaN(value)) return missingMark;
  if (Number.isInteger(value)) return String(value);
  return String(Math.abs(value) >= 1 ? Number(value.toFixed(3)) : Number(value.toPrecision(3)));
}

/** An hour of the day 0 … 23 as "03:00–04:00". */
export function showHourOfDay(slot: number): string {
  return Number.isNaN(slot) ? missingMark : `${twoDigits(slot)}:00–${twoDigits(slot + 1)}:00`;
}

/** An hour of the week 0 … 167, from Monday, as "Mon 03:00–04:00". */
export function showHourOfWeek(slot: number): string {
  return Number.isNaN(slot)
    ? missingMark
    : `${weekdayNames[Math.floor(slot / 24)]} ${showHourOfDay(slot % 24)}`;
}

/** "2024-03-01 09:30:00", milliseconds only when there are some. */
export function showTime(instant: number, zone: Zone): string {
  const offsetMs = zone.offsetMs(instant);
  if (Number.isNaN(offsetMs)) return missingMark;
  const localMs = Math.floor(instant + offsetMs);
  const day = Math.floor(localMs / dayMs);
  const date = civilFromDays(day);
  const restMs = localMs - day * dayMs;
  const clock = [restMs / hourMs, (restMs % hourMs) / minuteMs, (restMs % minuteMs) / secondMs];
  const fraction = restMs % secondMs === 0 ? '' : `.${String(restMs % secondMs).padStart(3, '0')}`;
  const calendar = `${String(civilYear(date)).padStart(4, '0')}-${twoDigits(civilMonth(date))}-${twoDigits(civilDay(date))}`;
  return `${calendar} ${clock.map((part) => twoDigits(Math.floor(part))).join(':')}${fraction}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
