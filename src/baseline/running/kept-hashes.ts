/**
 * Which texts a bounded set keeps: those with the smallest hashes, up to a threshold (bottom-k sampling: Cohen & Kaplan,
 * "Summarizing data using bottom-k sketches", PODC 2007). So what is kept does not depend on the order of learning, and a
 * text up to the threshold that is not there is new. One beyond it may have been left out, and nobody can tell.
 *
 * When three quarters of a full set have faded, the threshold is doubled; `settlingDays` later a text missing in what was
 * added is taken for new as well. Two words, and two flags in the word before them.
 */

import { valuesPerSetMax } from '../../limits.ts';
import type { Page } from '../../memory/heap.ts';

export const keptHashesWords = 2;

// From the word of the flags on: flags, largest hash kept, day on which it was doubled.
const thresholdAt = 1;
const doubledAt = 2;

const overflowFlag = 1 << 16;
const settlingFlag = 1 << 17;
const hashMax = 0xffffffff;

/** Values in regular use come back within a month. */
const settlingDays = 30;

/** True once texts had to be left out. @param at word of the flags, here as below */
export function leavesOut(page: Page, at: number): boolean {
  return (page.u32[at] & overflowFlag) !== 0;
}

export function keepsHash(page: Page, at: number, hash: number): boolean {
  return !leavesOut(page, at) || hash <= page.u32[at + thresholdAt];
}

/** Largest hash up to which a missing text was never met. */
export function certainHash(page: Page, at: number): number {
  if (!leavesOut(page, at)) return hashMax;
  const threshold = page.u32[at + thresholdAt];
  return (page.u32[at] & settlingFlag) === 0 ? threshold : threshold >>> 1;
}

/** Share of all texts that are kept, in (0, 1]. */
export function sampledShare(page: Page, at: number): number {
  return leavesOut(page, at) ? (page.u32[at + thresholdAt] + 1) / (hashMax + 1) : 1;
}

/** Leaves out what lies above `threshold`, from now on. */
export function lowerHash(page: Page, at: number, threshold: number): void {
  if (!keepsHash(page, at, threshold)) return;
  page.u32[at] |= overflowFlag;
  page.u32[at + thresholdAt] = Math.max(0, threshold);
}

/** Lets a set that was full and has become small grow again. @param count values in it */
export function settleHashes(page: Page, at: number, count: number, day: number): void {
  if (!leavesOut(page, at)) return;
  const threshold = page.u32[at + thresholdAt];
  if ((page.u32[at] & settlingFlag) !== 0) {
    if (day < page.u32[at + doubledAt] + settlingDays) return;
    page.u32[at] &= ~settlingFlag;
    if (threshold === hashMax) page.u32[at] &= ~overflowFlag;
  } else if (count < valuesPerSetMax / 4) {
    page.u32[at] |= settlingFlag;
    page.u32[at + thresholdAt] = Math.min(hashMax, 2 * threshold + 1);
    page.u32[at + doubledAt] = Math.max(0, day);
  }
}
