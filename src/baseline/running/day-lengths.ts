/**
 * How much the days of a key came to, in bits: decayed counts of days in 16 bins, two for each doubling of 1 + bits, and the
 * total of the newest day, which goes on growing until the next one. Totals are in 256ths of a bit: whole numbers add up in any
 * order. Words: 18.
 */

import type { Page } from '../../memory/heap.ts';

const bins = 16;
const binsPerDoubling = 2;
const totalUnit = 256;
const lengthsAt = 2;

export const dayLengthWords = lengthsAt + bins;

/** Adds bits to the newest day. */
export function addBits(page: Page, at: number, bits: number): void {
  page.i32[at] += Math.round(bits * totalUnit);
}

/** Bits of the newest day. */
export function newestBits(page: Page, at: number): number {
  return page.i32[at] / totalUnit;
}

/** Puts the newest day among the others, and lets them fade; a new day begins. @param kept what is left of a day, in [0, 1] */
export function closeDay(page: Page, at: number, kept: number): void {
  const first = at + lengthsAt;
  page.f32[first + Math.min(bins - 1, Math.floor(placeOf(newestBits(page, at))))] += 1;
  for (let bin = first; bin < first + bins; bin++) page.f32[bin] *= kept;
  page.i32[at] = 0;
}

/** Days, the newest one apart. */
export function closedDays(page: Page, at: number): number {
  let days = 0;
  for (let bin = 0; bin < bins; bin++) days += page.f32[at + lengthsAt + bin];
  return days;
}

/** Of them, those of at least so many bits; a bin is cut in proportion. */
export function closedDaysFrom(page: Page, at: number, bits: number): number {
  const place = placeOf(bits);
  const cut = Math.min(bins - 1, Math.floor(place));
  let days = page.f32[at + lengthsAt + cut] * Math.max(0, 1 - (place - cut));
  for (let bin = cut + 1; bin < bins; bin++) days += page.f32[at + lengthsAt + bin];
  return days;
}

/** Counts of days by bin, to two digits. */
export function daysByBits(page: Page, at: number): number[] {
  const counts = page.f32.subarray(at + lengthsAt, at + dayLengthWords);
  return Array.from(counts, (days) => Math.round(days * 100) / 100);
}

function placeOf(bits: number): number {
  return binsPerDoubling * Math.log2(1 + bits);
}
