/**
 * A number per window of which every strangeness counts: height, volatility, stillness, shape (series-strangeness.ts).
 * Each of the seven kinds is turned into bits by its rank among the greatest that the series had before
 * (series-records.ts), then
 *
 *     S        = Σ weight · max(0, bits − 2)         number 1.5, its averages 1, volatility 1.25, stillness and shapes 0.75
 *     recent   = max(S, recent · 2^(-4 Δdays))       after a sample was noted
 *     tail     = 2^-(max(0, S − recent · 2^(-4 Δdays)) / 2)
 *
 * The sum rewards agreement. Since kinds agree by nature (a jump is high, and moves), a bit of the sum counts half: for
 * Fisher's sum of dependent tests see Brown, Biometrics 31 (1975). What was strange of late is subtracted, so that the
 * same strangeness is told once, and a greater one again. No distribution is assumed, hence one setting for all series.
 *
 * State 6.3 kB. Judging 0.6 µs, learning 1.2 µs on average: every third sample completes a shape, which costs the most.
 */

import { tailProbabilityMin } from '../../limits.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment } from './running-model.ts';
import type { Fading } from './running-spec.ts';
import { SequenceModel } from './sequence-model.ts';
import { seriesDocument, seriesText } from './series-document.ts';
import { markSeen, openFor } from './series-envelope.ts';
import {
  channels,
  dayAt,
  envelopes,
  evidenceAt,
  fadedAt,
  movementAt,
  originAt,
  panesAt,
  previousAt,
  recentAt,
  runAt,
  seenAt,
  seriesWords,
  shapeChannel,
  shapes,
  slotsPerDay,
  smoothedAt,
  stepDaysAt,
  volatilityAt,
  volatilityChannel,
  wholeAt,
} from './series-layout.ts';
import { bitsOf, fade, note } from './series-records.ts';
import { learnShape, shapesSeen } from './series-shape.ts';
import { blockSamples, Strangeness } from './series-strangeness.ts';

export interface SeriesOptions extends Fading {
  readonly heap: Heap;
}

const weights = [1.5, 1, 1, 1.25, 0.75, 0.75, 0.75] as const;
/** What comes one time in four is not strange, however many kinds of it come together. */
const ordinaryBits = 2;
const tailBitsPerBit = 0.5;
const recentHalfLifeDays = 0.25;
/** Envelopes close faster than records fade. */
const envelopeHalfLives = 1 / 7;
const movementShare = 0.005;
const stepShare = 0.05;
/** A sample is learnt as at most this many widths of what was ever usual outside of it: one broken number does not blind. */
const widthsLearnt = 3;
/** A shape with more bits than these becomes a template of its own. */
const strangeShapeBits = 2;
/** Records are faded in steps, so that not every sample pays for it. */
const fadingStepDays = 0.25;
/** Numbers from here on are not subtracted from others: single floats would not tell the rest apart. */
const originMax = 2 ** 53;
/** Room for a number as a single float. */
const learntMax = 1e30;
const u32Max = 0xffffffff;

export class Series extends SequenceModel {
  readonly #halfLifeDays: number;
  readonly #measured = new Strangeness();
  readonly #bits = new Float64Array(channels);

  constructor({ heap, halfLifeDays }: SeriesOptions) {
    super({ heap, words: seriesWords, name: 'series', version: 1 });
    this.#halfLifeDays = halfLifeDays;
  }

  /** By the own level alone: what is usual for a series is so in its own order. */
  override tail(levels: Levels, sample: Float64Array, moment: Moment, side: Side): number {
    const state = levels.states[0];
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    if (page.f64[(at + evidenceAt) >>> 1] === 0) return 1;
    const direction = side === 'high' ? 1 : side === 'low' ? -1 : 0;
    this.#measured.measure(page, at, sample[0], moment.day, direction);
    const days = Math.max(0, moment.day - page.f64[(at + dayAt) >>> 1]);
    const news = this.#sum(page, at) - this.#recent(page, at, days);
    return Math.max(tailProbabilityMin, 2 ** (-tailBitsPerBit * Math.max(0, news)));
  }

  /**
   * Weight 0 notes how strange it was: it is no news if it comes again. A sample of an earlier day than the last has lost
   * its place in the order, and only opens the envelope of its hour.
   */
  override learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    const isFirst = page.u32[at + seenAt] === 0;
    if (isFirst) {
      if (weight === 0) return;
      this.#begin(page, at, sample[0], moment.day);
    }
    const days = moment.day - page.f64[(at + dayAt) >>> 1];
    const measured = this.#measured;
    measured.measure(page, at, sample[0], moment.day, 0);
    if (days < 0) {
      if (weight > 0) this.#openLate(page, at, weight);
      return;
    }
    this.#note(page, at, moment.day, days);
    page.f64[(at + evidenceAt) >>> 1] *= 2 ** (-days / this.#halfLifeDays);
    page.f64[(at + dayAt) >>> 1] = moment.day;
    if (weight === 0) return;
    page.f64[(at + evidenceAt) >>> 1] += weight;
    const learnt = this.#clipped(page, at, measured.value, isFirst);
    if (learnt !== measured.value) {
      measured.measure(page, at, learnt + page.f64[(at + originAt) >>> 1], moment.day, 0);
    }
    // The first one is where everything begins, whatever its weight.
    this.#advance(page, at, days, isFirst ? 1 : weight);
  }

  override isKnown(state: Address, sample: Float64Array): boolean {
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    if (page.u32[at + seenAt] === 0) return false;
    const value = Math.fround(sample[0] - page.f64[(at + originAt) >>> 1]);
    return value >= page.f32[at + wholeAt] && value <= page.f32[at + wholeAt + 1];
  }

  override evidence(state: Address): number {
    return this.heap.pageOf(state).f64[(this.heap.offsetOf(state) + evidenceAt) >>> 1];
  }

  override usual(state: Address): string {
    return seriesText(this.heap.pageOf(state), this.heap.offsetOf(state));
  }

  override document(state: Address): RunningDocument {
    return seriesDocument(this.heap.pageOf(state), this.heap.offsetOf(state));
  }

  /** 1: what changes slowly is for this model not strange. */
  override drift(_state: Address): number {
    return 1;
  }

  #begin(page: Page, at: number, value: number, day: number): void {
    page.f64[(at + originAt) >>> 1] = Math.abs(value) < originMax ? value : 0;
    page.f64[(at + dayAt) >>> 1] = day;
    page.f64[(at + fadedAt) >>> 1] = day;
  }

  /** Weighted bits of what was measured; leaves those of each kind in `#bits`. */
  #sum(page: Page, at: number): number {
    const { of } = this.#measured;
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const noted =
        channel < shapeChannel ? page.u32[at + panesAt] : shapesSeen(page, at, channel - shapeChannel);
      this.#bits[channel] = bitsOf(page, at, channel, of[channel], noted);
      sum += weights[channel] * Math.max(0, this.#bits[channel] - ordinaryBits);
    }
    return sum;
  }

  #recent(page: Page, at: number, days: number): number {
    return page.f32[at + recentAt] * 2 ** (-days / recentHalfLifeDays);
  }

  #note(page: Page, at: number, day: number, days: number): void {
    const sum = this.#sum(page, at);
    page.f32[at + recentAt] = Math.max(sum, this.#recent(page, at, days));
    const unfadedDays = day - page.f64[(at + fadedAt) >>> 1];
    const isDue = unfadedDays >= fadingStepDays;
    for (let channel = 0; channel < channels; channel++) {
      if (isDue) fade(page, at, channel, 2 ** (-unfadedDays / this.#halfLifeDays));
      note(page, at, channel, this.#measured.of[channel]);
    }
    if (isDue) page.f64[(at + fadedAt) >>> 1] = day;
    if (page.u32[at + panesAt] !== u32Max) page.u32[at + panesAt]++;
  }

  #clipped(page: Page, at: number, value: number, isFirst: boolean): number {
    const low = page.f32[at + wholeAt];
    const high = page.f32[at + wholeAt + 1];
    // A series that never moved has no width to measure by.
    const room = !isFirst && high > low ? widthsLearnt * (high - low) : learntMax;
    return Math.max(-learntMax, low - room, Math.min(learntMax, high + room, value));
  }

  #advance(page: Page, at: number, days: number, weight: number): void {
    const { signals, slot, value, step, run } = this.#measured;
    const halfLifeDays = this.#halfLifeDays * envelopeHalfLives;
    const slotClosing = 1 - 2 ** (-Math.min(1, slotsPerDay * days) / halfLifeDays);
    const wholeClosing = 1 - 2 ** (-Math.min(1, days) / halfLifeDays);
    for (let signal = 0; signal < envelopes; signal++) {
      openFor(page, at, signal, slot, signals[signal], slotClosing, wholeClosing, weight);
    }
    markSeen(page, at, slot);
    for (let signal = 1; signal < volatilityChannel; signal++) {
      this.#move(page, at + smoothedAt + signal - 1, signals[signal], weight);
    }
    this.#move(page, at + volatilityAt, signals[volatilityChannel], weight);
    page.f32[at + movementAt] += weight * movementShare * (step - page.f32[at + movementAt]);
    page.f32[at + previousAt] = value;
    const stepDays = page.f32[at + stepDaysAt];
    page.f32[at + stepDaysAt] =
      stepDays === 0 ? days : stepDays + stepShare * (Math.min(days, 2 * stepDays) - stepDays);
    page.u32[at + runAt] = run;
    for (let shape = 0; shape < shapes; shape++) {
      const isStrange = this.#bits[shapeChannel + shape] > strangeShapeBits;
      learnShape(
        page,
        at,
        shape,
        blockSamples[shape],
        value,
        this.#measured.shapes[shape],
        isStrange,
        weight,
      );
    }
  }

  #move(page: Page, place: number, to: number, weight: number): void {
    page.f32[place] += weight * (to - page.f32[place]);
  }

  #openLate(page: Page, at: number, weight: number): void {
    const { value, slot } = this.#measured;
    if ((page.u32[at + seenAt] & (1 << slot)) === 0) return;
    openFor(page, at, 0, slot, this.#clipped(page, at, value, false), 0, 0, weight);
    page.f64[(at + evidenceAt) >>> 1] += weight;
  }
}
