/**
 * In which ways a sample is strange to a series: the seven kinds, each on a scale of its own, which only its records
 * (series-records.ts) give a meaning.
 *
 *     height      outside the envelope of its hour: the number itself, and two exponential averages of it (5 and 25 samples)
 *     volatility  the same for the mean absolute step (20 samples)
 *     stillness   samples in a row that equal the one before, in a series that moves
 *     shape       distance of the last 8 · 3 and 8 · 12 samples to all shapes remembered
 */

import type { Page } from '../../memory/heap.ts';
import { bounded } from './sequence-number.ts';
import { middleOf, outsideBy, slotOf } from './series-envelope.ts';
import {
  channels,
  dayAt,
  envelopes,
  movementAt,
  originAt,
  previousAt,
  runAt,
  seenAt,
  shapeChannel,
  shapes,
  smoothedAt,
  stepDaysAt,
  stillChannel,
  volatilityAt,
  volatilityChannel,
} from './series-layout.ts';
import { type MeasuredShape, measureShape, newShape } from './series-shape.ts';

/** Shares of a new sample in the signals: the number itself and two averages. */
const signalShares = [1, 0.2, 0.04] as const;
const volatilityShare = 0.05;
/** Usual steps without a sample from which on it is a gap. */
const gapSteps = 6;
/** Samples per block of each length of shape. */
export const blockSamples = [3, 12] as const;

/** One sample, measured against a state. Reused for all of them. */
export class Strangeness {
  /** Of each kind, from 0 on. */
  readonly of = new Float64Array(channels);
  /** What the signals with envelopes would become. */
  readonly signals = new Float64Array(envelopes);
  readonly shapes: readonly MeasuredShape[] = Array.from({ length: shapes }, newShape);
  /** The number, seen from the origin. */
  value = 0;
  slot = 0;
  /** Step from the sample before; 0 for the first. */
  step = 0;
  /** Samples in a row that equal the one before, this one included. */
  run = 0;
  /** True above the middle of what is usual at the hour. */
  isHigh = true;
  /** Bits of channels that belong to the wrong side are 0: +1 keeps what is high, -1 what is low, 0 both. */
  #direction = 0;

  /** Measures without changing the state. @param direction which side counts: 1 high, -1 low, 0 both */
  measure(page: Page, at: number, sample: number, day: number, direction: number): void {
    this.#direction = direction;
    const isFirst = page.u32[at + seenAt] === 0;
    const isGap = day - page.f64[(at + dayAt) >>> 1] > gapSteps * page.f32[at + stepDaysAt];
    const origin = page.f64[(at + originAt) >>> 1];
    this.value = bounded(sample - origin);
    this.slot = slotOf(day);
    this.step = isFirst || isGap ? 0 : Math.abs(this.value - page.f32[at + previousAt]);
    const stands = !isFirst && Math.fround(this.value) === page.f32[at + previousAt];
    this.run = stands && page.f32[at + movementAt] > 0 ? page.u32[at + runAt] + 1 : 0;
    this.isHigh = isFirst || this.value >= middleOf(page, at, 0, this.slot);
    this.#follow(page, at, isFirst, isGap);
    if (isFirst) this.of.fill(0);
    else this.#compare(page, at);
  }

  #follow(page: Page, at: number, isFirst: boolean, isGap: boolean): void {
    this.signals[0] = this.value;
    for (let signal = 1; signal < volatilityChannel; signal++) {
      // Behind a gap the old average says nothing: it goes on from what is usual at the hour.
      const before = isGap ? middleOf(page, at, signal, this.slot) : page.f32[at + smoothedAt + signal - 1];
      this.signals[signal] = isFirst ? this.value : before + signalShares[signal] * (this.value - before);
    }
    const before = page.f32[at + volatilityAt];
    this.signals[volatilityChannel] = before + volatilityShare * (this.step - before);
  }

  #compare(page: Page, at: number): void {
    const direction = this.#direction;
    const isOfSide = direction === 0 || this.isHigh === direction > 0;
    for (let signal = 0; signal < volatilityChannel; signal++) {
      const outside = outsideBy(page, at, signal, this.slot, this.signals[signal]);
      this.of[signal] = direction === 0 ? Math.abs(outside) : Math.max(0, direction * outside);
    }
    const outside = outsideBy(page, at, volatilityChannel, this.slot, this.signals[volatilityChannel]);
    this.of[volatilityChannel] = isOfSide ? Math.abs(outside) : 0;
    this.of[stillChannel] = isOfSide ? this.run : 0;
    for (let shape = 0; shape < shapes; shape++) {
      const measured = this.shapes[shape];
      measureShape(page, at, shape, blockSamples[shape], this.value, measured);
      this.of[shapeChannel + shape] = isOfSide ? measured.distance : 0;
    }
  }
}
