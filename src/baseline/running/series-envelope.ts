/**
 * The envelope of a signal: the lowest and the highest it was at each hour of the day, and at all. It gives way as fast
 * as the signal wants to, and closes again slowly, by a share of its width, so that what is past does not stay usual.
 *
 *     strangeness = how far the signal is outside, 0 within;  an hour never seen is judged by the whole day
 *
 * Two numbers an hour: O(1).
 */

import type { Page } from '../../memory/heap.ts';
import { seenAt, slotsAt, slotsPerDay, wholeAt } from './series-layout.ts';

/** Slot of the day in which a local time lies, in days. */
export function slotOf(day: number): number {
  // An hour that is not exact in binary must not fall into the one before.
  return Math.floor((day - Math.floor(day)) * slotsPerDay + 1e-6) % slotsPerDay;
}

/** Signed: above 0 above the envelope, below 0 below it. */
export function outsideBy(page: Page, at: number, envelope: number, slot: number, value: number): number {
  const words = page.f32;
  const pair = pairOf(page, at, envelope, slot);
  const low = words[pair];
  const high = words[pair + 1];
  return value > high ? value - high : value < low ? value - low : 0;
}

/** Middle of the envelope, to tell high from low. */
export function middleOf(page: Page, at: number, envelope: number, slot: number): number {
  const pair = pairOf(page, at, envelope, slot);
  return (page.f32[pair] + page.f32[pair + 1]) / 2;
}

/**
 * Opens an envelope for a value and closes it a little. `seenAt` is the caller's: it holds for all envelopes.
 * @param slotClosing shares of the width by which the hour's and the whole day's close: in [0, 1)
 * @param weight share of the way that it opens, in (0, 1]
 */
export function openFor(
  page: Page,
  at: number,
  envelope: number,
  slot: number,
  value: number,
  slotClosing: number,
  wholeClosing: number,
  weight: number,
): void {
  const hour = slotPair(at, envelope, slot);
  if (hasSeen(page, at, slot)) open(page.f32, hour, value, slotClosing, weight);
  else page.f32[hour] = page.f32[hour + 1] = value;
  const whole = at + wholeAt + 2 * envelope;
  if (page.u32[at + seenAt] !== 0) open(page.f32, whole, value, wholeClosing, weight);
  else page.f32[whole] = page.f32[whole + 1] = value;
}

/** Marks a slot, once all its envelopes have been opened. */
export function markSeen(page: Page, at: number, slot: number): void {
  page.u32[at + seenAt] |= 1 << slot;
}

function open(words: Float32Array, pair: number, value: number, closing: number, weight: number): void {
  const by = (words[pair + 1] - words[pair]) * closing;
  const low = words[pair] + by / 2;
  const high = words[pair + 1] - by / 2;
  words[pair] = value < low ? low + weight * (value - low) : low;
  words[pair + 1] = value > high ? high + weight * (value - high) : high;
}

function pairOf(page: Page, at: number, envelope: number, slot: number): number {
  return hasSeen(page, at, slot) ? slotPair(at, envelope, slot) : at + wholeAt + 2 * envelope;
}

function slotPair(at: number, envelope: number, slot: number): number {
  return at + slotsAt + 2 * (envelope * slotsPerDay + slot);
}

function hasSeen(page: Page, at: number, slot: number): boolean {
  return (page.u32[at + seenAt] & (1 << slot)) !== 0;
}
