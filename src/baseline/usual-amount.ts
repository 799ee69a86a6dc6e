/**
 * The usual range of an amount: a count, a sum, a number of bytes per window. From the histogram's mean m and deviation s on
 * the stabilised scale f (see amount-scale.ts), a next observation x is judged as one more of the same kind:
 *
 *     t       = (f(x) - m) / (s √(1 + 1/n)),  P(T ≥ t) with n - 1 degrees of freedom   (predictive Student t)
 *     e       = (observations above x + ½ observations equal to x + ½) / (n + 1)       (empirical, mid-rank)
 *     high(x) = max(P(T ≥ t), e) for x up to the largest observation, P(T ≥ t) beyond;  low(x) in the mirror
 *     both(x) = min(1, 2 min(high, low))
 *
 * So inside the range the data speak, whatever their shape; outside, the t distribution extrapolates, cautious as long as
 * little was learnt. A silent window (x = 0, judged low) is at least as probable as the share of silent windows.
 * Source of the predictive t: Gelman et al., Bayesian Data Analysis, 3rd ed., 3.2. The deviation has a floor (amount-scale.ts).
 *
 * What is inherited from the generation before counts half, in eighths of observations; without being seen again it is
 * gone after four generations.
 *
 * Noise: what lies further than `sigmas` robust deviations from the median (see robust-centre.ts), from five observations on.
 * Learning O(log n); judging O(n) in the buckets (at most 128); the first judgement after learning also renews the summary.
 */

import { tailProbabilityMin } from '../limits.ts';
import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import type { Address, Heap } from '../memory/heap.ts';
import { AmountHistogram } from './amount-histogram.ts';
import { type AmountScale, amountOf, bucketOf, stabilised } from './amount-scale.ts';
import {
  AmountStatistics,
  amountWords,
  keptAt,
  meanAt,
  observationsAt,
  partsPerObservation,
  silentAt,
  spreadAt,
} from './amount-statistics.ts';
import { amountSummary, amountText } from './amount-summary.ts';
import type { AmountDocument } from './document.ts';
import type { Model, Side } from './model.ts';
import { readVersion } from './snapshot-version.ts';
import { studentTail } from './student.ts';

/** Observations beyond `sigmas` robust deviations are noise; against `history`, only those that the generation before calls outliers, too. */
export interface AmountNoise {
  readonly sigmas: number;
  readonly against: 'period' | 'history';
}

export interface UsualAmountOptions {
  readonly heap: Heap;
  readonly scale: AmountScale;
  readonly noise?: AmountNoise;
}

const version = 1;
const u32Max = 0xffffffff;

export class UsualAmount implements Model {
  readonly kind = 'amount';
  readonly words = amountWords;
  readonly #heap: Heap;
  readonly #histogram: AmountHistogram;
  readonly #scale: AmountScale;
  readonly #noise: AmountNoise | undefined;
  readonly #statistics: AmountStatistics;

  constructor(options: UsualAmountOptions) {
    this.#heap = options.heap;
    this.#histogram = new AmountHistogram(options.heap);
    this.#scale = options.scale;
    this.#noise = options.noise;
    this.#statistics = new AmountStatistics({
      histogram: this.#histogram,
      scale: options.scale,
      sigmas: options.noise?.sigmas,
    });
  }

  /** NaN is no observation and is not learnt. */
  learn(state: Address, value: number, _day: number): void {
    if (Number.isNaN(value)) return;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#histogram.add(page, at, bucketOf(value), 1);
    this.#statistics.outdate(page, at);
    if (page.u32[at + observationsAt] !== u32Max) page.u32[at + observationsAt]++;
  }

  /** Counts windows in which the key had no event at all. They are not observations: a key is judged by what it does when it acts. */
  addSilent(state: Address, windows: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    page.u32[at + silentAt] = Math.min(u32Max, page.u32[at + silentAt] + windows);
  }

  tail(state: Address, value: number, side: Side): number {
    if (Number.isNaN(value)) return 1;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#statistics.refresh(page, at);
    const unit = this.#statistics.unit(page, at);
    const kept = page.u32[at + keptAt] * unit;
    // Two observations are the least that have a spread.
    if (kept < 2) return 1;
    const histogram = this.#histogram;
    const level = histogram.level(page, at);
    const index = bucketOf(value) >> level;
    const from = this.#statistics.from(page, at);
    const to = this.#statistics.to(page, at);
    const entry = Math.min(to, Math.max(from, histogram.lowerBound(page, at, index)));
    const below = histogram.sum(page, at, from, entry) * unit;
    const hit = entry < to && histogram.indexAt(page, at, entry) === index;
    const equal = hit ? histogram.observationsAt(page, at, entry) * unit : 0;
    const t =
      (stabilised(this.#scale, index, level) - page.f64[(at + meanAt) >>> 1]) /
      page.f64[(at + spreadAt) >>> 1];
    let high = 1;
    let low = 1;
    if (side !== 'low') high = oneSided(t, kept - below - equal, equal, kept);
    if (side !== 'high') {
      low = oneSided(-t, below, equal, kept);
      const silent = page.u32[at + silentAt];
      if (value === 0 && silent > 0)
        low = Math.max(low, (silent + below + 0.5 * equal + 0.5) / (kept + silent + 1));
    }
    const tail = side === 'both' ? 2 * Math.min(high, low) : Math.min(high, low);
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }

  isKnown(state: Address, value: number): boolean {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#statistics.refresh(page, at);
    const index = bucketOf(value) >> this.#histogram.level(page, at);
    const from = this.#statistics.from(page, at);
    const to = this.#statistics.to(page, at);
    if (from >= to) return false;
    return (
      index >= this.#histogram.indexAt(page, at, from) && index <= this.#histogram.indexAt(page, at, to - 1)
    );
  }

  /** Only with a noise rule, and from five observations on. */
  isOutlier(state: Address, value: number): boolean {
    if (this.#noise === undefined || Number.isNaN(value)) return false;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#statistics.refresh(page, at);
    const index = bucketOf(value) >> this.#histogram.level(page, at);
    return this.#statistics.isBeyond(page, at, index);
  }

  evidence(state: Address): number {
    return this.#heap.pageOf(state).u32[this.#heap.offsetOf(state) + observationsAt];
  }

  settle(state: Address, history: Address): number {
    if (this.#noise === undefined) return 0;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    if (this.#statistics.settled(page, at)) return 0;
    this.#statistics.refresh(page, at);
    const judge = this.#noise.against === 'history' ? history : 0;
    const level = this.#histogram.level(page, at);
    let dropped = 0;
    for (let entry = this.#histogram.count(page, at) - 1; entry >= 0; entry--) {
      const index = this.#histogram.indexAt(page, at, entry);
      if (!this.#statistics.isBeyond(page, at, index)) continue;
      if (judge !== 0 && !this.isOutlier(judge, amountOf(index, level))) continue;
      dropped += this.#histogram.observationsAt(page, at, entry);
      this.#histogram.remove(page, at, entry);
    }
    page.u32[at + observationsAt] -= Math.min(dropped, page.u32[at + observationsAt]);
    this.#statistics.settle(page, at);
    return dropped;
  }

  /** The counts of both become parts of observations, those of the generation before half as many. */
  inherit(state: Address, previous: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const before = this.#heap.pageOf(previous);
    const beforeAt = this.#heap.offsetOf(previous);
    const histogram = this.#histogram;
    histogram.multiply(page, at, partsPerObservation);
    this.#statistics.markParts(page, at);
    const level = histogram.level(before, beforeAt);
    histogram.coarsenTo(page, at, level);
    const partsBefore = this.#statistics.unit(before, beforeAt) * partsPerObservation;
    for (let entry = 0; entry < histogram.count(before, beforeAt); entry++) {
      const parts = Math.floor((histogram.observationsAt(before, beforeAt, entry) * partsBefore) / 2);
      if (parts > 0) histogram.add(page, at, histogram.indexAt(before, beforeAt, entry) * 2 ** level, parts);
    }
    const inherited = Math.floor(before.u32[beforeAt + observationsAt] / 2);
    page.u32[at + observationsAt] = Math.min(u32Max, page.u32[at + observationsAt] + inherited);
    this.addSilent(state, Math.floor(before.u32[beforeAt + silentAt] / 2));
  }

  usual(state: Address): string {
    return amountText(this.document(state));
  }

  document(state: Address): AmountDocument {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#statistics.refresh(page, at);
    const level = this.#histogram.level(page, at);
    const from = this.#statistics.from(page, at);
    const to = this.#statistics.to(page, at);
    const unit = this.#statistics.unit(page, at);
    const pairs = Array.from({ length: to - from }, (_, step) => ({
      amount: amountOf(this.#histogram.indexAt(page, at, from + step), level),
      observations: this.#histogram.observationsAt(page, at, from + step) * unit,
    }));
    return amountSummary(pairs, page.u32[at + silentAt]);
  }

  extraBytes(state: Address): number {
    return this.#histogram.extraBytes(this.#heap.pageOf(state), this.#heap.offsetOf(state));
  }

  release(state: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#histogram.release(page, at);
    page.u32.fill(0, at, at + this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(version);
    const isInParts = this.#statistics.unit(page, at) < 1;
    writer.u8((this.#statistics.settled(page, at) ? 1 : 0) | (isInParts ? 2 : 0));
    writer.u8(this.#histogram.level(page, at));
    writer.u32(page.u32[at + observationsAt]);
    writer.u32(page.u32[at + silentAt]);
    const count = this.#histogram.count(page, at);
    writer.u32(count);
    for (let entry = 0; entry < count; entry++) {
      writer.u32(this.#histogram.indexAt(page, at, entry));
      writer.u32(this.#histogram.observationsAt(page, at, entry));
    }
  }

  load(state: Address, reader: ByteReader): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    readVersion(reader, 'usual amount', version);
    const flags = reader.u8();
    if ((flags & 1) !== 0) this.#statistics.settle(page, at);
    if ((flags & 2) !== 0) this.#statistics.markParts(page, at);
    this.#histogram.setLevel(page, at, reader.u8());
    page.u32[at + observationsAt] = reader.u32();
    page.u32[at + silentAt] = reader.u32();
    const count = reader.u32();
    for (let entry = 0; entry < count; entry++) {
      const index = reader.u32() | 0;
      this.#histogram.addAtLevel(page, at, index, reader.u32());
    }
  }
}

/** Inside the range of what was observed the empirical tail speaks, beyond it the t distribution alone. */
function oneSided(t: number, beyond: number, equal: number, kept: number): number {
  const empirical = beyond + equal === 0 ? 0 : (beyond + 0.5 * equal + 0.5) / (kept + 1);
  // For t ≥ 0 Student's tail is at most one half: no need to compute it.
  if (t >= 0 && empirical >= 0.5) return empirical;
  return Math.max(empirical, studentTail(t, kept - 1));
}
