/** What a baseline that keeps learning has observed, as people read it: times of day, speeds, shares, places. */

import { missingMark, showNumber } from './show-value.ts';

/** Times of day are learnt by quarters of an hour, 0 … 95. */
export const quartersPerHour = 4;

/** Hours of the day with their fraction as "03:15". */
export function showTimeOfDay(hours: number): string {
  if (Number.isNaN(hours)) return missingMark;
  const hour = Math.floor(hours);
  return `${twoDigits(hour)}:${twoDigits(Math.floor((hours - hour) * 60))}`;
}

/** "1,240 km/h" */
export function showSpeed(kilometresPerHour: number): string {
  return Number.isNaN(kilometresPerHour) ? missingMark : `${showGrouped(Math.round(kilometresPerHour))} km/h`;
}

/** A part of a whole in [0, 1] as "40 %", with three digits at most: "0.125 %". */
export function showShare(share: number): string {
  const percent = Number((share * 100).toPrecision(3));
  return !Number.isFinite(percent) ? missingMark : `${percent} %`;
}

/** Degrees as "52.52, 13.40": two digits tell towns apart. */
export function showPlace(latitude: number, longitude: number): string {
  const isMissing = Number.isNaN(latitude) || Number.isNaN(longitude);
  return isMissing ? missingMark : `${latitude.toFixed(2)}, ${longitude.toFixed(2)}`;
}

/** "12, 3,400, 2" */
export function showNumbers(numbers: ArrayLike<number>): string {
  return Array.from(numbers, showGrouped).join(', ');
}

/** Thousands apart: "3,400", "12.5". */
function showGrouped(value: number): string {
  const text = showNumber(value);
  const [whole, fraction] = text.split('.');
  if (!/^-?\d+$/.test(whole)) return text;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
