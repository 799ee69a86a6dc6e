/**
 * The last panes of a number, twice: 512 single ones, and 512 means of blocks of eight. A pane without a sample is NaN, so
 * that places in a ring are places in time. O(1) for a pane; a gap costs at most what empties the rings.
 */

import type { Page } from '../../memory/heap.ts';
import {
  blockPanes,
  blockPanesAt,
  blockSamplesAt,
  blockSumAt,
  ringPanes,
  ringsAt,
  writtenAt,
} from './periodic-layout.ts';

export type Ring = 0 | 1;

/** Room for a number as a single float. */
const storedMax = 1e30;

/** Writes a sample behind so many panes without one. */
export function writePane(page: Page, at: number, value: number, missed: number): void {
  if (missed >= ringPanes * blockPanes) clearRings(page, at);
  else for (let pane = 0; pane < missed; pane++) write(page, at, Number.NaN);
  write(page, at, Math.max(-storedMax, Math.min(storedMax, value)));
}

export function clearRings(page: Page, at: number): void {
  page.u32.fill(0, at + writtenAt, at + blockPanesAt + 1);
  page.u32.fill(0, at + ringsAt, at + ringsAt + 2 * ringPanes);
}

/** Panes (or blocks) in a ring. */
export function filledOf(page: Page, at: number, ring: Ring): number {
  return Math.min(ringPanes, page.u32[at + writtenAt + ring]);
}

/** The value so many panes (or blocks) before the last; NaN for none. */
export function paneOf(page: Page, at: number, ring: Ring, before: number): number {
  const place = (page.u32[at + writtenAt + ring] - 1 - before) & (ringPanes - 1);
  return page.f32[at + ringsAt + ring * ringPanes + place];
}

/** Copies a ring, the oldest first. @returns how many */
export function readRing(page: Page, at: number, ring: Ring, into: Float64Array): number {
  const filled = filledOf(page, at, ring);
  for (let pane = 0; pane < filled; pane++) into[pane] = paneOf(page, at, ring, filled - 1 - pane);
  return filled;
}

function write(page: Page, at: number, value: number): void {
  put(page, at, 0, value);
  if (!Number.isNaN(value)) {
    page.f32[at + blockSumAt] += value;
    page.u32[at + blockSamplesAt]++;
  }
  if (++page.u32[at + blockPanesAt] < blockPanes) return;
  const samples = page.u32[at + blockSamplesAt];
  put(page, at, 1, samples > 0 ? page.f32[at + blockSumAt] / samples : Number.NaN);
  page.f32[at + blockSumAt] = 0;
  page.u32[at + blockSamplesAt] = 0;
  page.u32[at + blockPanesAt] = 0;
}

function put(page: Page, at: number, ring: Ring, value: number): void {
  const written = page.u32[at + writtenAt + ring];
  page.f32[at + ringsAt + ring * ringPanes + (written & (ringPanes - 1))] = value;
  // Beyond a full ring only the place matters.
  page.u32[at + writtenAt + ring] = written + 1 < 2 * ringPanes ? written + 1 : ringPanes;
}
