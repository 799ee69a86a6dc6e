/**
 * Whether a number is, of late, where it was in the long run: a cumulative sum of its differences to a level that follows
 * with half of the half-life.
 *
 *     z     = (x − slow level) / deviation, within ± 3;   e = z √((1 − ρ) / (1 + ρ)), ρ: autocorrelation of z from one sample to the next
 *     up    = max(0, up + e − k),  down = max(0, down − e − k),  k = 0.25
 *     tail  = min(1, 2 e^(−2 k · max(up, down)))
 *
 * Without drift such a sum has an exponential tail of the rate 2 k (reflected Brownian motion; Page, Biometrika 41 (1954);
 * Siegmund, Sequential Analysis (1985), ch. 2). ρ makes samples that follow each other count as the fewer that they are.
 */

import type { Page } from '../../memory/heap.ts';
import { deviationsPerMeanAbsolute, usableDeviation } from './residual-tail.ts';
import {
  apartAt,
  driftDownAt,
  driftUpAt,
  samplesAt,
  slowLevelAt,
  slowSpreadAt,
  stayingAt,
} from './smoothed-layout.ts';

const allowance = 0.25;
const apartMax = 3;
const stayingMax = 0.99;
/** Samples before a deviation means anything. */
const samplesMin = 10;
/** Beyond it the tail no longer matters, and a return would take for ever. */
const sumMax = 300;

/** @param share what one sample counts for among those that have not faded, in (0, 1] */
export function learnDrift(page: Page, at: number, value: number, share: number): void {
  const doubles = page.f64;
  const slow = doubles[(at + slowLevelAt) >>> 1];
  const spread = doubles[(at + slowSpreadAt) >>> 1];
  const samples = page.u32[at + samplesAt];
  const deviation = usableDeviation(deviationsPerMeanAbsolute * spread, slow);
  const isYoung = samples < samplesMin;
  const difference = isYoung
    ? value - slow
    : Math.max(-apartMax * deviation, Math.min(apartMax * deviation, value - slow));
  doubles[(at + slowLevelAt) >>> 1] = slow + share * difference;
  doubles[(at + slowSpreadAt) >>> 1] = spread + share * (Math.abs(difference) - spread);
  if (isYoung) return;
  const apart = difference / deviation;
  const product = apart * doubles[(at + apartAt) >>> 1];
  const before = doubles[(at + stayingAt) >>> 1];
  const staying = before + share * (product - before);
  const known = Math.max(0, Math.min(stayingMax, staying));
  const step = apart * Math.sqrt((1 - known) / (1 + known));
  doubles[(at + apartAt) >>> 1] = apart;
  doubles[(at + stayingAt) >>> 1] = staying;
  addTo(doubles, (at + driftUpAt) >>> 1, step);
  addTo(doubles, (at + driftDownAt) >>> 1, -step);
}

/** In (0, 1]. */
export function driftTail(page: Page, at: number): number {
  const sum = Math.max(page.f64[(at + driftUpAt) >>> 1], page.f64[(at + driftDownAt) >>> 1]);
  return Math.min(1, 2 * Math.exp(-2 * allowance * sum));
}

function addTo(doubles: Float64Array, place: number, step: number): void {
  doubles[place] = Math.max(0, Math.min(sumMax, doubles[place] + step - allowance));
}
