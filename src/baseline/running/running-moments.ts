/**
 * The words of a running amount: its histogram, how many panes had nothing, what days off are like, and, kept until
 * something is learnt, the mean and spread on the scale, which follow from the histogram (amount-position.ts).
 *
 * Everything that is kept is whole numbers, faded: it adds up exactly whatever the order. 72 bytes, and 8 for each bucket.
 */

import { bucketsPerRunningAmountMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Heap, Page } from '../../memory/heap.ts';
import type { AmountScale } from '../amount-scale.ts';
import { amountDriftWords } from './amount-drift.ts';
import { amountOn, boundedPositionOn, bucketOn } from './amount-position.ts';
import { FadingHistogram, fadingHistogramWords } from './fading-histogram.ts';

/** Local day that the state was brought to, as a whole number. */
const dayAt = fadingHistogramWords;
const zerosAt = 3;
/** Sum of positions on days off, in steps, and their weight. */
const offSumAt = 4;
const offWeightAt = 6;
const weightAt = 7;
export const driftAt = 8;
const meanAt = driftAt + amountDriftWords;
const squaresAt = meanAt + 1;
export const runningAmountWords = squaresAt + 1;

/** Flags in the second word of the histogram. */
const flagsAt = 1;
const freshFlag = 1 << 24;
const startedFlag = 1 << 25;

/** Positions are summed as whole numbers of this part of the scale: doubles add them exactly. */
const steps = 2 ** 20;

export class RunningMoments {
  readonly histogram: FadingHistogram;
  readonly #scale: AmountScale;
  /** Positions of the buckets at hand. Scratch, not state. */
  readonly #places = new Float64Array(bucketsPerRunningAmountMax);

  constructor(options: { readonly heap: Heap; readonly scale: AmountScale }) {
    this.histogram = new FadingHistogram(options.heap);
    this.#scale = options.scale;
  }

  /** Local day that the state was brought to; undefined before anything was learnt. */
  day(page: Page, at: number): number | undefined {
    return (page.u32[at + flagsAt] & startedFlag) === 0 ? undefined : page.i32[at + dayAt];
  }

  /** Brings the state to a later day: what was learnt counts less. @param factor in [0, 1] */
  advance(page: Page, at: number, day: number, factor: number): void {
    page.i32[at + dayAt] = day;
    page.u32[at + flagsAt] |= startedFlag;
    if (factor === 1) return;
    this.histogram.fade(page, at, factor);
    page.f32[at + zerosAt] *= factor;
    page.f32[at + offWeightAt] *= factor;
    page.f64[(at + offSumAt) >>> 1] *= factor;
    page.u32[at + flagsAt] &= ~freshFlag;
  }

  learn(page: Page, at: number, value: number, isDayOff: boolean, weight: number): void {
    const bucket = bucketOn(this.#scale, value);
    if (bucket === 0) {
      page.f32[at + zerosAt] += weight;
      return;
    }
    this.histogram.add(page, at, bucket, weight);
    page.u32[at + flagsAt] &= ~freshFlag;
    if (!isDayOff) return;
    const position = boundedPositionOn(this.#scale, value);
    page.f64[(at + offSumAt) >>> 1] += Math.round(position * steps) * weight;
    page.f32[at + offWeightAt] += weight;
  }

  /** Adds what another state holds, as it is. */
  merge(page: Page, at: number, otherPage: Page, otherAt: number): void {
    this.histogram.merge(page, at, otherPage, otherAt);
    page.f32[at + zerosAt] += otherPage.f32[otherAt + zerosAt];
    page.f32[at + offWeightAt] += otherPage.f32[otherAt + offWeightAt];
    page.f64[(at + offSumAt) >>> 1] += otherPage.f64[(otherAt + offSumAt) >>> 1];
    page.u32[at + flagsAt] &= ~freshFlag;
  }

  /** Brings the means up to date. O(buckets) when something has changed; the others below need it before. */
  refresh(page: Page, at: number): void {
    if ((page.u32[at + flagsAt] & freshFlag) !== 0) return;
    const { histogram } = this;
    const places = this.#places;
    const level = histogram.level(page, at);
    const count = histogram.count(page, at);
    let weight = 0;
    let sum = 0;
    for (let entry = 0; entry < count; entry++) {
      const each = histogram.weightAt(page, at, entry);
      places[entry] = this.#placeOf(histogram.indexAt(page, at, entry), level);
      weight += each;
      sum += each * places[entry];
    }
    const mean = weight === 0 ? 0 : sum / weight;
    let squares = 0;
    for (let entry = 0; entry < count; entry++) {
      const distance = places[entry] - mean;
      squares += histogram.weightAt(page, at, entry) * distance * distance;
    }
    page.f32[at + weightAt] = weight;
    page.f32[at + meanAt] = mean;
    page.f32[at + squaresAt] = squares;
    page.u32[at + flagsAt] |= freshFlag;
  }

  /** Panes in which there was something. */
  weight(page: Page, at: number): number {
    return page.f32[at + weightAt];
  }

  /** Panes in which there was nothing. */
  zeros(page: Page, at: number): number {
    return page.f32[at + zerosAt];
  }

  /** Mean position of what there was. */
  mean(page: Page, at: number): number {
    return page.f32[at + meanAt];
  }

  /** Sum of squared distances from the mean. */
  squares(page: Page, at: number): number {
    return page.f32[at + squaresAt];
  }

  offWeight(page: Page, at: number): number {
    return Math.min(page.f32[at + offWeightAt], page.f32[at + weightAt]);
  }

  /** How much higher days off are than working days; 0 as long as only one kind was seen. */
  offDifference(page: Page, at: number): number {
    const off = page.f32[at + offWeightAt];
    const all = page.f32[at + weightAt];
    if (off === 0 || off >= all) return 0;
    const offSum = page.f64[(at + offSumAt) >>> 1] / steps;
    return offSum / off - (all * page.f32[at + meanAt] - offSum) / (all - off);
  }

  /** Weight of the buckets from the one of a number on, upwards. @param bucket of level 0 */
  atLeast(page: Page, at: number, bucket: number): number {
    const { histogram } = this;
    const from = histogram.lowerBound(page, at, bucket >> histogram.level(page, at));
    return histogram.sum(page, at, from, histogram.count(page, at));
  }

  /** Weight of the buckets up to the one of a number. */
  atMost(page: Page, at: number, bucket: number): number {
    const { histogram } = this;
    return histogram.sum(
      page,
      at,
      0,
      histogram.lowerBound(page, at, (bucket >> histogram.level(page, at)) + 1),
    );
  }

  release(page: Page, at: number): void {
    this.histogram.release(page, at);
    page.u32.fill(0, at, at + runningAmountWords);
  }

  save(page: Page, at: number, writer: ByteWriter): void {
    writer.u8((page.u32[at + flagsAt] & startedFlag) === 0 ? 0 : 1);
    for (const word of savedWords) writer.u32(page.u32[at + word]);
    this.histogram.save(page, at, writer);
  }

  load(page: Page, at: number, reader: ByteReader): void {
    if (reader.u8() !== 0) page.u32[at + flagsAt] |= startedFlag;
    for (const word of savedWords) page.u32[at + word] = reader.u32();
    this.histogram.load(page, at, reader);
  }

  /** Position of what a bucket stands for. */
  #placeOf(index: number, level: number): number {
    return boundedPositionOn(this.#scale, amountOn(this.#scale, index, level));
  }
}

/** All but the histogram, which writes itself, and what follows from it. */
const savedWords: readonly number[] = [
  dayAt,
  zerosAt,
  offSumAt,
  offSumAt + 1,
  offWeightAt,
  ...Array.from({ length: amountDriftWords }, (_, word) => driftAt + word),
];
