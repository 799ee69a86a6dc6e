/**
 * A number that moves: level and trend, with a season of hours when asked for (Holt–Winters, additive), made robust:
 *
 *     forecast = level + trend · min(Δdays, 3 steps) + season(slot);   r = x − forecast,  r* = r within ± 2 deviations
 *     level   += a r*,  trend = 0.98 trend + 0.1 a r* / Δdays,  season(slot) += c (1 − a) r*,  spread += d (|r*| − spread)
 *
 * a is 0.2 without a season; with one the level has a half-life of the whole season, so that it leaves the hours to it.
 * c and d are the weight of one sample among those that have not faded. The first three samples of an hour are taken as
 * they are, and say nothing of the spread. From six surprising samples in a row on, what was learnt does not hold any
 * more: they are taken as they are, with a = 0.5 and d = 0.1. The trend is damped and ends in gaps; with a season it is
 * taken from whole seasons (Δdays ≥ season), or it would be the season. Until there is a spread, nothing is judged.
 * Sources: Winters, Management Science 6 (1960); Gelper, Fried & Croux, "Robust forecasting with exponential and
 * Holt–Winters smoothing", J. Forecasting 29 (2010), whose k = 2 it has. Tail: residual-tail.ts.
 *
 * Drift (smoothed-drift.ts) compares with the level in the long run. State 128 bytes, with a season of a day 320, of a week
 * 1,472. O(1): judging 0.2 µs, learning 0.4 µs.
 */

import type { Address, Heap, Page } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import { deviationsPerMeanAbsolute, residualTail, usableDeviation } from './residual-tail.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment } from './running-model.ts';
import type { Fading } from './running-spec.ts';
import { SequenceModel } from './sequence-model.ts';
import { bounded, newShare, readableNumber } from './sequence-number.ts';
import { driftTail, learnDrift } from './smoothed-drift.ts';
import {
  dayAt,
  evidenceAt,
  highestAt,
  levelAt,
  lowestAt,
  runAt,
  samplesAt,
  seasonAt,
  slowLevelAt,
  spreadAt,
  spreadSamplesAt,
  stepAt,
  trendAt,
} from './smoothed-layout.ts';
import {
  hoursPerDay,
  learnSeason,
  seasonal,
  seasonByHour,
  seasonPlace,
  slotSamples,
  slotWords,
} from './smoothed-season.ts';

export interface SmoothedOptions extends Fading {
  readonly heap: Heap;
  readonly season: 'none' | 'day' | 'week';
}

const levelShareMax = 0.2;
const trendShare = 0.1;
/** What of the trend is left after a sample that did not move. */
const trendKept = 0.98;
const seasonDays = { none: 0, day: 1, week: 7 } as const;
const clipDeviations = 2;
const shiftSamples = 6;
const shiftShare = 0.5;
const trendSteps = 3;
const stepShare = 0.1;
const shiftSpreadShare = 0.1;
/** Samples of a slot that are taken as they are: before there is a season, every hour is surprising. */
const slotSamplesMin = 3;
/** Shortest time between two samples that a trend is taken from. */
const daysLeast = 1e-6;
const u32Max = 0xffffffff;

export class Smoothed extends SequenceModel {
  readonly #halfLifeDays: number;
  readonly #seasonDays: number;

  constructor({ heap, halfLifeDays, season }: SmoothedOptions) {
    const days = seasonDays[season];
    super({ heap, words: seasonAt + slotWords * days * hoursPerDay, name: 'smoothed number', version: 1 });
    this.#halfLifeDays = halfLifeDays;
    this.#seasonDays = days;
  }

  /** By the own level alone: what is usual is so in the order of the own samples. */
  override tail(levels: Levels, sample: Float64Array, moment: Moment, side: Side): number {
    const page = this.heap.pageOf(levels.states[0]);
    const at = this.heap.offsetOf(levels.states[0]);
    const evidence = page.f64[(at + spreadSamplesAt) >>> 1];
    if (evidence < 2) return 1;
    const residual = bounded(sample[0]) - this.#forecast(page, at, moment.day);
    return residualTail(residual, deviation(page, at), evidence, side);
  }

  /** Weight 0 leaves no trace. A sample of an earlier day than the last has lost its place in the order, and leaves none either. */
  override learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    const value = bounded(sample[0]);
    const isFirst = page.u32[at + samplesAt] === 0;
    const days = isFirst ? 0 : moment.day - page.f64[(at + dayAt) >>> 1];
    if (weight === 0 || days < 0) return;
    const evidence = page.f64[(at + evidenceAt) >>> 1] * 2 ** (-days / this.#halfLifeDays) + weight;
    page.f64[(at + evidenceAt) >>> 1] = evidence;
    if (isFirst) this.#begin(page, at, value);
    else this.#follow(page, at, value, moment.day, days, weight);
    const adjusted = bounded(value - seasonal(page, seasonPlace(at, moment.day, this.#seasonDays)));
    learnDrift(
      page,
      at,
      adjusted,
      Math.min(1, weight * Math.max(1 / evidence, newShare(days, this.#halfLifeDays / 2))),
    );
    page.f64[(at + dayAt) >>> 1] = moment.day;
    if (page.u32[at + samplesAt] !== u32Max) page.u32[at + samplesAt]++;
  }

  override isKnown(state: Address, sample: Float64Array): boolean {
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    if (page.u32[at + samplesAt] === 0) return false;
    const value = bounded(sample[0]);
    return value >= page.f64[(at + lowestAt) >>> 1] && value <= page.f64[(at + highestAt) >>> 1];
  }

  override evidence(state: Address): number {
    return this.heap.pageOf(state).f64[(this.heap.offsetOf(state) + evidenceAt) >>> 1];
  }

  override usual(state: Address): string {
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    if (page.u32[at + samplesAt] === 0) return 'nothing yet';
    const spread = deviationsPerMeanAbsolute * page.f64[(at + spreadAt) >>> 1];
    const forecast = this.#forecast(page, at, page.f64[(at + dayAt) >>> 1]);
    return `${readableNumber(forecast)} ± ${readableNumber(2 * spread)}`;
  }

  override document(state: Address): RunningDocument {
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    const season = seasonByHour(page, at, this.#seasonDays);
    return {
      kind: 'smoothed',
      evidence: this.evidence(state),
      usual: this.usual(state),
      details: {
        level: page.f64[(at + levelAt) >>> 1],
        trendPerDay: page.f64[(at + trendAt) >>> 1],
        deviation: deviationsPerMeanAbsolute * page.f64[(at + spreadAt) >>> 1],
        longRunLevel: page.f64[(at + slowLevelAt) >>> 1],
        lowest: page.f64[(at + lowestAt) >>> 1],
        highest: page.f64[(at + highestAt) >>> 1],
        ...(season.length > 0 && { season }),
      },
    };
  }

  override drift(state: Address): number {
    return driftTail(this.heap.pageOf(state), this.heap.offsetOf(state));
  }

  #begin(page: Page, at: number, value: number): void {
    page.f64[(at + levelAt) >>> 1] = value;
    page.f64[(at + slowLevelAt) >>> 1] = value;
    page.f64[(at + lowestAt) >>> 1] = value;
    page.f64[(at + highestAt) >>> 1] = value;
  }

  #follow(page: Page, at: number, value: number, day: number, days: number, weight: number): void {
    const doubles = page.f64;
    const counted = doubles[(at + spreadSamplesAt) >>> 1] * 2 ** (-days / this.#halfLifeDays);
    const residual = bounded(value - this.#forecast(page, at, day));
    const slot = seasonPlace(at, day, this.#seasonDays);
    // At an hour not known yet a difference is the season's, not a new level's.
    const isNew = slot !== 0 && slotSamples(page, slot) < slotSamplesMin;
    const room = isNew ? Infinity : clipDeviations * deviation(page, at);
    const isSurprising = Math.abs(residual) > room;
    const run = isSurprising ? Math.min(u32Max, page.u32[at + runAt] + 1) : 0;
    page.u32[at + runAt] = run;
    const isShift = run >= shiftSamples || counted < shiftSamples;
    const taken = isShift ? residual : Math.max(-room, Math.min(room, residual));
    const step = doubles[(at + stepAt) >>> 1];
    const levelShare = run >= shiftSamples ? shiftShare : this.#levelShare(days);
    doubles[(at + levelAt) >>> 1] = bounded(
      doubles[(at + levelAt) >>> 1] + this.#ahead(page, at, days) + weight * levelShare * taken,
    );
    const trendPerDay =
      (trendShare * levelShare * taken) / Math.max(days, step / 4, daysLeast, this.#seasonDays);
    doubles[(at + trendAt) >>> 1] = bounded(trendKept * doubles[(at + trendAt) >>> 1] + weight * trendPerDay);
    doubles[(at + stepAt) >>> 1] = step === 0 ? days : step + stepShare * (Math.min(days, 2 * step) - step);
    doubles[(at + spreadSamplesAt) >>> 1] = isNew ? counted : counted + weight;
    if (!isNew) {
      const remembered = Math.max(1 / (counted + weight), newShare(days, this.#halfLifeDays));
      const spreadShare = weight * Math.min(1, isShift ? Math.max(remembered, shiftSpreadShare) : remembered);
      doubles[(at + spreadAt) >>> 1] += spreadShare * (Math.abs(taken) - doubles[(at + spreadAt) >>> 1]);
    }
    if (slot !== 0 && run < shiftSamples) {
      // A sample stands for its part of the hour, and an hour comes once in a season.
      const seasons = Math.min(1, days * hoursPerDay);
      const kept = 2 ** (-(seasons * this.#seasonDays) / this.#halfLifeDays);
      learnSeason(page, slot, taken * (1 - levelShare), kept, weight);
    }
    doubles[(at + lowestAt) >>> 1] = Math.min(doubles[(at + lowestAt) >>> 1], value);
    doubles[(at + highestAt) >>> 1] = Math.max(doubles[(at + highestAt) >>> 1], value);
  }

  #forecast(page: Page, at: number, day: number): number {
    const days = day - page.f64[(at + dayAt) >>> 1];
    return bounded(
      page.f64[(at + levelAt) >>> 1] +
        this.#ahead(page, at, days) +
        seasonal(page, seasonPlace(at, day, this.#seasonDays)),
    );
  }

  /** What the trend adds; in a gap it does not go on for ever. */
  #ahead(page: Page, at: number, days: number): number {
    const goesOnDays = Math.max(0, Math.min(days, trendSteps * page.f64[(at + stepAt) >>> 1]));
    return page.f64[(at + trendAt) >>> 1] * goesOnDays;
  }

  #levelShare(days: number): number {
    if (this.#seasonDays === 0) return levelShareMax;
    return Math.min(levelShareMax, newShare(days, this.#seasonDays));
  }
}

function deviation(page: Page, at: number): number {
  return usableDeviation(
    deviationsPerMeanAbsolute * page.f64[(at + spreadAt) >>> 1],
    page.f64[(at + levelAt) >>> 1],
  );
}
