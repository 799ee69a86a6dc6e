/**
 * The usual range of a number, or how often something happens, learnt on and on: a fading histogram and what follows from
 * it. How a number is judged stands in amount-tail.ts, how a slow drift is noticed in amount-drift.ts.
 *
 * What was learnt fades by 2^(−days / half-life) when a later local day is learnt; earlier days, out of quarantine, count in
 * full. With an infinite half-life nothing depends on the order of days but the drift, which incoming states do not watch.
 * 72 bytes and 8 for each of at most 16 buckets. Learning O(buckets), judging O(levels · buckets): below a microsecond.
 */

import { bucketsPerRunningAmountMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import type { AmountScale } from '../amount-scale.ts';
import { type AmountShare, amountSummary, amountText } from '../amount-summary.ts';
import type { Side } from '../model.ts';
import { robustCentre } from '../robust-centre.ts';
import { readVersion } from '../snapshot-version.ts';
import { closeDayForDrift, driftTail, noteForDrift } from './amount-drift.ts';
import { amountOn, boundedPositionOn, bucketOn, positionOn, valueAt } from './amount-position.ts';
import { amountProfile, amountProfileDimensions } from './amount-profile.ts';
import { amountShapes } from './amount-shape.ts';
import { AmountTail } from './amount-tail.ts';
import type { NumericModel } from './numeric-model.ts';
import type { ProfiledModel } from './profile.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment } from './running-model.ts';
import { driftAt, RunningMoments, runningAmountWords } from './running-moments.ts';

export interface RunningAmountOptions {
  readonly heap: Heap;
  readonly scale: AmountScale;
  /** Infinity forgets nothing. */
  readonly halfLifeDays: number;
  /** True for states that take days in any order: no drift is watched. */
  readonly isIncoming?: true;
}

const version = 1;
/** Median and median distance of fewer panes say nothing about noise. */
const robustPanesMin = 5;
/** Amounts are alike within a factor of 1.6, counts within one and a half Poisson deviations. */
const alikeDistance = { count: 1.5, amount: 0.5, value: 0.5 } as const;

export class RunningAmount implements NumericModel, ProfiledModel {
  readonly words = runningAmountWords;
  readonly dimensions = 1;
  readonly ofTexts = false;
  readonly usesEarlier = false;
  readonly profileDimensions = amountProfileDimensions;
  readonly #heap: Heap;
  readonly #scale: AmountScale;
  readonly #halfLifeDays: number;
  readonly #isIncoming: boolean;
  readonly #deviationMin: number;
  readonly #moments: RunningMoments;
  readonly #tail: AmountTail;
  /** Positions and weights of the histogram at hand, with one place more for nothing. Scratch, not state. */
  readonly #places = new Float64Array(bucketsPerRunningAmountMax + 1);
  readonly #weights = new Float64Array(bucketsPerRunningAmountMax + 1);

  constructor({ heap, scale, halfLifeDays, isIncoming }: RunningAmountOptions) {
    const shape = amountShapes[scale];
    this.#heap = heap;
    this.#scale = scale;
    this.#halfLifeDays = halfLifeDays;
    this.#isIncoming = isIncoming === true;
    this.#deviationMin = shape.deviationMin;
    this.#moments = new RunningMoments({ heap, scale });
    this.#tail = new AmountTail({ heap, scale, shape, moments: this.#moments });
  }

  tail(levels: Levels, sample: Float64Array, moment: Moment, side: Side): number {
    return this.#tail.tail(levels, sample[0], moment.isDayOff, side);
  }

  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    if (weight <= 0) return;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const day = Math.floor(moment.day);
    this.#advance(page, at, day);
    this.#moments.learn(page, at, sample[0], moment.isDayOff, weight);
    // A day that comes late says nothing about lately.
    if (this.#isIncoming || this.#moments.day(page, at) !== day) return;
    noteForDrift(page, at + driftAt, boundedPositionOn(this.#scale, sample[0]), weight);
  }

  /** Drifts are watched in own states only: nothing of the other's is taken over. */
  merge(state: Address, other: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const otherPage = this.#heap.pageOf(other);
    const otherAt = this.#heap.offsetOf(other);
    const day = this.#moments.day(otherPage, otherAt);
    if (day === undefined) return;
    this.#advance(page, at, day);
    this.#moments.merge(page, at, otherPage, otherAt);
  }

  /** Within the range of what was learnt, nothing included when it was. */
  isKnown(state: Address, sample: Float64Array): boolean {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const { histogram } = this.#moments;
    const bucket = bucketOn(this.#scale, sample[0]);
    const hasZeros = this.#moments.zeros(page, at) > 0;
    const count = histogram.count(page, at);
    if (count === 0) return hasZeros && bucket === 0;
    const index = bucket >> histogram.level(page, at);
    const first = histogram.indexAt(page, at, 0);
    const last = histogram.indexAt(page, at, count - 1);
    return index >= (hasZeros ? Math.min(0, first) : first) && index <= (hasZeros ? Math.max(0, last) : last);
  }

  isAlike(one: Float64Array, other: Float64Array): boolean {
    const distance = Math.abs(positionOn(this.#scale, one[0]) - positionOn(this.#scale, other[0]));
    return distance <= alikeDistance[this.#scale];
  }

  evidence(state: Address): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#moments.refresh(page, at);
    return this.#moments.weight(page, at) + this.#moments.zeros(page, at);
  }

  share(state: Address, sample: Float64Array): number {
    const all = this.evidence(state);
    if (all === 0) return 0;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const bucket = bucketOn(this.#scale, sample[0]);
    if (bucket === 0) return Math.min(1, this.#moments.zeros(page, at) / all);
    const { histogram } = this.#moments;
    const index = bucket >> histogram.level(page, at);
    const entry = histogram.lowerBound(page, at, index);
    const isThere = entry < histogram.count(page, at) && histogram.indexAt(page, at, entry) === index;
    return isThere ? Math.min(1, histogram.weightAt(page, at, entry) / all) : 0;
  }

  robustDeviations(state: Address, value: number): number {
    const { centre, deviation } = this.#robust(state);
    return deviation === 0 ? 0 : (positionOn(this.#scale, value) - centre) / deviation;
  }

  clipped(state: Address, value: number, sigmas: number): number {
    const { centre, deviation } = this.#robust(state);
    if (deviation === 0) return value;
    const distance = (positionOn(this.#scale, value) - centre) / deviation;
    if (Math.abs(distance) <= sigmas) return value;
    return valueAt(this.#scale, centre + Math.sign(distance) * sigmas * deviation);
  }

  usual(state: Address): string {
    return amountText(amountSummary(this.#shares(state), 0));
  }

  document(state: Address): RunningDocument {
    const { median, low, high, minimum, maximum, mean, deviation } = amountSummary(this.#shares(state), 0);
    const page = this.#heap.pageOf(state);
    const evidence = this.evidence(state);
    const nothing = this.#moments.zeros(page, this.#heap.offsetOf(state)) / Math.max(1, evidence);
    return {
      kind: this.#scale === 'count' ? 'frequency' : 'range',
      evidence,
      usual: this.usual(state),
      details: { median, low, high, minimum, maximum, mean, deviation, nothing },
    };
  }

  profile(state: Address, into: Float64Array, at: number): void {
    amountProfile(this.#shares(state), { scale: this.#scale, into, at });
  }

  drift(state: Address): number {
    return driftTail(this.#heap.pageOf(state), this.#heap.offsetOf(state) + driftAt, this.#deviationMin);
  }

  extraBytes(state: Address): number {
    return this.#moments.histogram.extraBytes(this.#heap.pageOf(state), this.#heap.offsetOf(state));
  }

  release(state: Address): void {
    this.#moments.release(this.#heap.pageOf(state), this.#heap.offsetOf(state));
  }

  save(state: Address, writer: ByteWriter): void {
    writer.u8(version);
    this.#moments.save(this.#heap.pageOf(state), this.#heap.offsetOf(state), writer);
  }

  load(state: Address, reader: ByteReader): void {
    readVersion(reader, 'running amount', version);
    this.#moments.load(this.#heap.pageOf(state), this.#heap.offsetOf(state), reader);
  }

  #advance(page: Page, at: number, day: number): void {
    const before = this.#moments.day(page, at);
    if (before !== undefined && day <= before) return;
    closeDayForDrift(page, at + driftAt, this.#deviationMin);
    this.#moments.advance(
      page,
      at,
      day,
      before === undefined ? 1 : 2 ** ((before - day) / this.#halfLifeDays),
    );
  }

  /** Buckets in rising order, nothing among them. */
  #shares(state: Address): AmountShare[] {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const { histogram } = this.#moments;
    const level = histogram.level(page, at);
    const shares = Array.from({ length: histogram.count(page, at) }, (_, entry) => ({
      amount: amountOn(this.#scale, histogram.indexAt(page, at, entry), level),
      observations: histogram.weightAt(page, at, entry),
    }));
    const zeros = this.#moments.zeros(page, at);
    if (zeros > 0) shares.push({ amount: 0, observations: zeros });
    return shares.sort((one, other) => one.amount - other.amount);
  }

  /** Both are 0 without evidence. The deviation has the floor of the scale. */
  #robust(state: Address): { readonly centre: number; readonly deviation: number } {
    const shares = this.#shares(state);
    for (const [place, { amount, observations }] of shares.entries()) {
      this.#places[place] = positionOn(this.#scale, amount);
      this.#weights[place] = observations;
    }
    const panes = shares.reduce((sum, { observations }) => sum + observations, 0);
    if (panes < robustPanesMin) return { centre: 0, deviation: 0 };
    const { centre, deviation } = robustCentre(this.#places, this.#weights, shares.length);
    const pieces = amountShapes[this.#scale].piecesVariance * Math.exp(-Math.abs(centre));
    return { centre, deviation: Math.max(deviation, Math.sqrt(this.#deviationMin ** 2 + pieces)) };
  }
}
