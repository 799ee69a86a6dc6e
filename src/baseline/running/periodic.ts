/**
 * A number that repeats, in a period found by itself. The last 512 panes, and the last 512 blocks of eight, are kept; every
 * 128 panes their autocorrelation (period-search.ts) tells the period: up to 256 panes from the first, up to 2,048 from
 * the second, so a day or a week from five minutes on. Within 3 % of an hour, a day or a week it is taken for one. Then
 *
 *     forecast = mean of the phase + offset;   offset += 0.05 r*,  r* = r within ± 3 deviations
 *
 * with residual-tail.ts for r = x − forecast. The offset follows a new level of the whole; after six surprising samples in
 * a row it follows at once. Without a period, or at a phase never seen, the mean and spread of all samples judge.
 *
 * State 6.2 kB. Judging 0.2 µs, learning 0.5 µs; looking for a period 0.4 ms every 128th pane, so 3.5 µs more.
 */

import type { Address, Heap, Page } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import { PeriodFinder } from './periodic-finder.ts';
import {
  dayAt,
  evidenceAt,
  highestAt,
  lowestAt,
  meanAt,
  offsetAt,
  periodAt,
  periodicWords,
  phasesAt,
  phaseWords,
  profileAt,
  profileSpreadAt,
  runAt,
  samplesAt,
  spreadAt,
  stepAt,
  strengthAt,
  waitingAt,
} from './periodic-layout.ts';
import {
  deviationOf,
  forecastOf,
  knownPhase,
  learnPhase,
  phaseMean,
  phaseOf,
  phaseSamples,
  spreadOf,
} from './periodic-profile.ts';
import { clearRings, writePane } from './periodic-ring.ts';
import { deviationsPerMeanAbsolute, residualTail } from './residual-tail.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment } from './running-model.ts';
import type { Fading } from './running-spec.ts';
import { SequenceModel } from './sequence-model.ts';
import { bounded, newShare, readableNumber } from './sequence-number.ts';

export interface PeriodicOptions extends Fading {
  readonly heap: Heap;
}

/** Panes from search to search at most; a young number is searched whenever it has grown by a quarter. */
const searchPanesMax = 128;
const searchPanesMin = 12;
const grownShare = 0.25;
/** Panes closer than this are no panes: a rule's windows are minutes at least. */
const stepLeastDays = 1 / 1440;
const shorterStepShare = 0.75;
const clipDeviations = 3;
const shiftSamples = 6;
const offsetShare = 0.05;
const shiftShare = 0.5;
const shiftSpreadShare = 0.1;
/** Samples that are taken as they are: before there is a spread, everything is surprising. */
const youngSamples = 6;
const u32Max = 0xffffffff;

export class Periodic extends SequenceModel {
  readonly #halfLifeDays: number;
  readonly #finder = new PeriodFinder();

  constructor({ heap, halfLifeDays }: PeriodicOptions) {
    super({ heap, words: periodicWords, name: 'periodic number', version: 1 });
    this.#halfLifeDays = halfLifeDays;
  }

  /** By the own level alone. */
  override tail(levels: Levels, sample: Float64Array, moment: Moment, side: Side): number {
    const page = this.heap.pageOf(levels.states[0]);
    const at = this.heap.offsetOf(levels.states[0]);
    const evidence = page.f64[(at + evidenceAt) >>> 1];
    if (evidence < 2) return 1;
    const phase = knownPhase(page, at, moment.day);
    const residual = bounded(sample[0]) - forecastOf(page, at, phase);
    const uncertainty = phase === 0 ? 1 : Math.sqrt(1 + 1 / phaseSamples(page, phase));
    return residualTail(residual, deviationOf(page, at, phase) * uncertainty, evidence, side);
  }

  /** Weight 0, and a sample of an earlier day than the last, which has lost its place in the order, leave no trace. */
  override learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    const isFirst = page.u32[at + samplesAt] === 0;
    const days = isFirst ? 0 : moment.day - page.f64[(at + dayAt) >>> 1];
    if (weight === 0 || days < 0) return;
    const value = bounded(sample[0]);
    const doubles = page.f64;
    if (isFirst) {
      doubles[(at + meanAt) >>> 1] = value;
      doubles[(at + lowestAt) >>> 1] = value;
      doubles[(at + highestAt) >>> 1] = value;
    }
    const evidence = doubles[(at + evidenceAt) >>> 1] * 2 ** (-days / this.#halfLifeDays) + weight;
    doubles[(at + evidenceAt) >>> 1] = evidence;
    this.#learnValue(page, at, value, moment.day, days, weight);
    doubles[(at + dayAt) >>> 1] = moment.day;
    doubles[(at + lowestAt) >>> 1] = Math.min(doubles[(at + lowestAt) >>> 1], value);
    doubles[(at + highestAt) >>> 1] = Math.max(doubles[(at + highestAt) >>> 1], value);
    if (page.u32[at + samplesAt] !== u32Max) page.u32[at + samplesAt]++;
    this.#keepPane(page, at, value, days, isFirst);
    const grown = Math.max(searchPanesMin, Math.min(searchPanesMax, grownShare * page.u32[at + samplesAt]));
    if (++page.u32[at + waitingAt] >= grown) this.#finder.find(page, at);
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

  /** "20 ± 3, every 24 h": at the time of the last sample. */
  override usual(state: Address): string {
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    if (page.u32[at + samplesAt] === 0) return 'nothing yet';
    const phase = knownPhase(page, at, page.f64[(at + dayAt) >>> 1]);
    const spread = 2 * deviationsPerMeanAbsolute * spreadOf(page, at, phase);
    const text = `${readableNumber(forecastOf(page, at, phase))} ± ${readableNumber(spread)}`;
    const period = page.f64[(at + periodAt) >>> 1];
    return period === 0 ? text : `${text}, every ${periodText(period)}`;
  }

  override document(state: Address): RunningDocument {
    const page = this.heap.pageOf(state);
    const at = this.heap.offsetOf(state);
    const profile = Array.from({ length: page.u32[at + phasesAt] }, (_, phase) =>
      phaseMean(page, at + profileAt + phase * phaseWords),
    );
    return {
      kind: 'periodic',
      evidence: this.evidence(state),
      usual: this.usual(state),
      details: {
        periodDays: page.f64[(at + periodAt) >>> 1],
        strength: page.f64[(at + strengthAt) >>> 1],
        mean: page.f64[(at + meanAt) >>> 1],
        deviation: deviationsPerMeanAbsolute * page.f64[(at + spreadAt) >>> 1],
        offset: page.f64[(at + offsetAt) >>> 1],
        lowest: page.f64[(at + lowestAt) >>> 1],
        highest: page.f64[(at + highestAt) >>> 1],
        ...(profile.length > 0 && { profile }),
      },
    };
  }

  /** 1: the offset follows what is slow, and says nothing of it. */
  override drift(_state: Address): number {
    return 1;
  }

  #learnValue(page: Page, at: number, value: number, day: number, days: number, weight: number): void {
    const doubles = page.f64;
    const evidence = doubles[(at + evidenceAt) >>> 1];
    const phase = knownPhase(page, at, day);
    const residual = bounded(value - forecastOf(page, at, phase));
    const room = clipDeviations * deviationOf(page, at, phase);
    const run = Math.abs(residual) > room ? Math.min(u32Max, page.u32[at + runAt] + 1) : 0;
    page.u32[at + runAt] = run;
    const isShift = run >= shiftSamples;
    const taken = isShift || evidence < youngSamples ? residual : Math.max(-room, Math.min(room, residual));
    const remembered = Math.max(1 / evidence, newShare(days, this.#halfLifeDays));
    const share = weight * Math.min(1, isShift ? Math.max(remembered, shiftSpreadShare) : remembered);
    const fromMean = bounded(forecastOf(page, at, phase) + taken - doubles[(at + meanAt) >>> 1]);
    doubles[(at + meanAt) >>> 1] += share * fromMean;
    doubles[(at + spreadAt) >>> 1] += share * (Math.abs(fromMean) - doubles[(at + spreadAt) >>> 1]);
    const period = doubles[(at + periodAt) >>> 1];
    if (period === 0) return;
    const offset = doubles[(at + offsetAt) >>> 1];
    if (phase !== 0) {
      doubles[(at + profileSpreadAt) >>> 1] +=
        share * (Math.abs(taken) - doubles[(at + profileSpreadAt) >>> 1]);
      const offsetStep = weight * (isShift ? shiftShare : offsetShare) * taken;
      doubles[(at + offsetAt) >>> 1] = bounded(offset + offsetStep);
    }
    if (isShift) return;
    const whole = period * Math.min(1, (days * page.u32[at + phasesAt]) / period);
    const kept = 2 ** (-whole / this.#halfLifeDays);
    learnPhase(page, phaseOf(page, at, day), forecastOf(page, at, phase) + taken - offset, kept, weight);
  }

  #keepPane(page: Page, at: number, value: number, days: number, isFirst: boolean): void {
    if (!isFirst && days < stepLeastDays) return;
    const step = page.f64[(at + stepAt) >>> 1];
    if (!isFirst && (step === 0 || days < shorterStepShare * step)) {
      page.f64[(at + stepAt) >>> 1] = days;
      clearRings(page, at);
    }
    const panes = isFirst ? 1 : Math.round(days / page.f64[(at + stepAt) >>> 1]);
    writePane(page, at, value, Math.max(0, panes - 1));
  }
}

function periodText(days: number): string {
  if (days >= 2) return `${readableNumber(days)} days`;
  return days * 24 >= 2 ? `${readableNumber(days * 24)} h` : `${readableNumber(days * 1440)} min`;
}
