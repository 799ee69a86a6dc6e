/**
 * Mean, spread and noise limits of an amount's histogram, kept in fixed words beside it: renewed at the first judgement after
 * something was learnt, read by all the others.
 */

import { bucketsPerAmountMax } from '../limits.ts';
import type { Page } from '../memory/heap.ts';
import { type AmountHistogram, histogramWords } from './amount-histogram.ts';
import { type AmountScale, bucketIndexMax, deviationFloor, stabilised } from './amount-scale.ts';
import { robustCentre } from './robust-centre.ts';

/** Words of an amount's state: the histogram, then these. */
export const observationsAt = histogramWords;
export const silentAt = histogramWords + 1;
export const meanAt = 4;
/** s √(1 + 1/n): the deviation of the next observation from the mean. */
export const spreadAt = 6;
export const keptAt = 8;
/** Lowest and highest bucket that is not noise, 16 bit each. */
const cutsAt = 9;
export const amountWords = 10;

/** Flags in the second word of the histogram. */
const flagsAt = 1;
const freshFlag = 1 << 24;
const settledFlag = 1 << 25;
const partsFlag = 1 << 26;

/** Parts of an observation that are counted once half of a generation was taken over: what fades is gone after four more. */
export const partsPerObservation = 8;

const u32Max = 0xffffffff;

/** Median and median distance of fewer observations say nothing about noise. */
const robustMin = 5;

export class AmountStatistics {
  readonly #histogram: AmountHistogram;
  readonly #scale: AmountScale;
  readonly #sigmas: number | undefined;
  /** Places of the buckets at hand on the stabilised scale. Scratch, not state. */
  readonly #places = new Float64Array(bucketsPerAmountMax);
  /** Their observations. Scratch, not state. */
  readonly #weights = new Float64Array(bucketsPerAmountMax);

  /** @param options.sigmas robust deviations beyond which an observation is noise; nothing is noise without it */
  constructor(options: {
    readonly histogram: AmountHistogram;
    readonly scale: AmountScale;
    readonly sigmas: number | undefined;
  }) {
    this.#histogram = options.histogram;
    this.#scale = options.scale;
    this.#sigmas = options.sigmas;
  }

  /** To be called when the histogram has changed. */
  outdate(page: Page, at: number): void {
    page.u32[at + flagsAt] &= ~freshFlag;
  }

  /** Noise was dropped for good: from now on everything left counts. */
  settle(page: Page, at: number): void {
    page.u32[at + flagsAt] = (page.u32[at + flagsAt] & ~freshFlag) | settledFlag;
  }

  settled(page: Page, at: number): boolean {
    return (page.u32[at + flagsAt] & settledFlag) !== 0;
  }

  /** From now on the histogram counts in parts of observations. */
  markParts(page: Page, at: number): void {
    page.u32[at + flagsAt] = (page.u32[at + flagsAt] & ~freshFlag) | partsFlag;
  }

  /** What one unit of the histogram's counts, and of the words that are kept, stands for: 1, or a part of an observation. */
  unit(page: Page, at: number): number {
    return (page.u32[at + flagsAt] & partsFlag) === 0 ? 1 : 1 / partsPerObservation;
  }

  /** First entry of the histogram that counts. */
  from(page: Page, at: number): number {
    return this.settled(page, at) ? 0 : this.#histogram.lowerBound(page, at, lowCut(page, at));
  }

  /** End (exclusive) of the entries that count. */
  to(page: Page, at: number): number {
    if (this.settled(page, at)) return this.#histogram.count(page, at);
    return this.#histogram.lowerBound(page, at, highCut(page, at) + 1);
  }

  /** True when a bucket lies beyond the noise limits. */
  isBeyond(page: Page, at: number, index: number): boolean {
    return index < lowCut(page, at) || index > highCut(page, at);
  }

  /** Brings the fixed words up to date. O(buckets) when something has changed. */
  refresh(page: Page, at: number): void {
    if ((page.u32[at + flagsAt] & freshFlag) !== 0) return;
    const histogram = this.#histogram;
    const level = histogram.level(page, at);
    const count = histogram.count(page, at);
    const unit = this.unit(page, at);
    const places = this.#places;
    const weights = this.#weights;
    let observations = 0;
    for (let entry = 0; entry < count; entry++) {
      places[entry] = stabilised(this.#scale, histogram.indexAt(page, at, entry), level);
      weights[entry] = histogram.observationsAt(page, at, entry) * unit;
      observations += weights[entry];
    }
    this.#findCuts(page, at, level, observations);
    const from = this.from(page, at);
    const to = this.to(page, at);
    let kept = 0;
    let sum = 0;
    for (let entry = from; entry < to; entry++) {
      kept += weights[entry];
      sum += places[entry] * weights[entry];
    }
    const mean = kept === 0 ? 0 : sum / kept;
    let squares = 0;
    for (let entry = from; entry < to; entry++) squares += (places[entry] - mean) ** 2 * weights[entry];
    const deviation = kept < 2 ? 0 : Math.sqrt(squares / (kept - 1));
    const floored = Math.max(deviation, deviationFloor(this.#scale, mean, level));
    page.f64[(at + meanAt) >>> 1] = mean;
    page.f64[(at + spreadAt) >>> 1] = floored * Math.sqrt(1 + 1 / Math.max(1, kept));
    page.u32[at + keptAt] = Math.min(u32Max, kept / unit);
    page.u32[at + flagsAt] |= freshFlag;
  }

  #findCuts(page: Page, at: number, level: number, observations: number): void {
    const lowest = -bucketIndexMax >> level;
    const highest = bucketIndexMax >> level;
    if (this.#sigmas === undefined || observations < robustMin) {
      setCuts(page, at, lowest, highest);
      return;
    }
    const { centre, deviation } = robustCentre(this.#places, this.#weights, this.#histogram.count(page, at));
    const limit = this.#sigmas * Math.max(deviation, deviationFloor(this.#scale, centre, level));
    const first = this.#firstBucketFrom(centre - limit, level, lowest, highest);
    let last = this.#firstBucketFrom(centre + limit, level, lowest, highest);
    if (stabilised(this.#scale, last, level) > centre + limit) last--;
    setCuts(page, at, first, last);
  }

  /** Smallest bucket at or above a place on the stabilised scale. */
  #firstBucketFrom(place: number, level: number, lowest: number, highest: number): number {
    let low = lowest;
    let high = highest;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (stabilised(this.#scale, middle, level) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function lowCut(page: Page, at: number): number {
  return (page.i32[at + cutsAt] << 16) >> 16;
}

function highCut(page: Page, at: number): number {
  return page.i32[at + cutsAt] >> 16;
}

function setCuts(page: Page, at: number, low: number, high: number): void {
  page.i32[at + cutsAt] = (high << 16) | (low & 0xffff);
}
