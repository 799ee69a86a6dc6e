/**
 * How often each text (action, program, status) comes in a pane. Counts are looked at as octaves, y = log2(1 + count): twice as
 * often is one octave, whatever the level.
 *
 *     m = (Σ y + m′) / (W + 1)                       W: panes with the text, faded; m′: the mean of the next wider level
 *     v = (Σ (y − ȳ)² + 8 v′) / (W + 8) + s²/12      v′: the variance of the next wider level; below the widest, that of Poisson counts
 *     T(x) = P(t ≥ (log2(x + ½) − m) / √(v (1 + 1/(W + 1))))   Student's t with W + 8 degrees of freedom
 *     tail(known) = T(x) / T(1)                      at least x of them, given that there is one; 1 for the first
 *     tail(new)   = rate · peers · T(x) / T(1)       see new-value.ts; T of the groups that know it, otherwise of one observation
 *
 * So a text as regular as a clock is believed to be one after some panes (√v shrinks, down to 0.1 octaves) and a bursting one
 * to burst; a young key has the spread of its group. Counts are whole: s, the distance of neighbours, gives what rounding
 * adds to v, so that 2 where there was always 1 is no miracle. Predictive t: Gelman et al., Bayesian Data Analysis, 3rd ed., 3.2; the prior
 * weights are credibilities as in levels.ts. Poisson counts of mean λ have about λ / ((1 + λ) ln 2)² octaves² (delta method).
 *
 * State: 32 bytes, and 24 a text: y is learnt in eighths of an octave, so that whole weights add up exactly. Judging O(log n),
 * 0.05 µs for the first observation of a pane, 1 µs for the others, 2 µs for a new text.
 */

import { documentValuesMax, tailProbabilityMin, usualPartsMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Dictionary } from '../../memory/dictionary.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import { studentTail } from '../student.ts';
import { type ProfiledModel, textDimensions, textProfile } from './profile.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment } from './running-model.ts';
import { ValueHistory } from './value-history.ts';
import { inWords } from './values-in-words.ts';

export interface RunningCountsOptions {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly halfLifeDays: number;
}

// Sums of an entry: panes and Σ y as single floats, Σ y² as a double.
const panes = 0;
const sum = 1;
const squares = 0;

/** Parts of an octave in which counts are learnt. */
const parts = 8;
/** Largest count learnt, in octaves. */
const octavesMax = 32;
const meanPrior = 1;
const variancePrior = 8;
/** The variance of Poisson counts leaves out what varies from day to day. */
const varianceAround = 0.05;
const varianceMin = 0.01;
/** 80 % of the panes lie within so many deviations. */
const usualDeviations = 1.28;

export class RunningCounts implements ProfiledModel {
  readonly ofTexts = true;
  readonly usesEarlier = false;
  readonly profileDimensions = textDimensions;
  readonly dimensions = 1;
  readonly words: number;
  readonly #heap: Heap;
  readonly #dictionary: Dictionary;
  readonly #history: ValueHistory;
  /** What is expected of the text at hand, in octaves. Scratch. */
  readonly #expected = { panes: 0, mean: 0, variance: 0 };

  constructor(options: RunningCountsOptions) {
    this.#heap = options.heap;
    this.#dictionary = options.dictionary;
    this.#history = new ValueHistory({ ...options, singles: 2, doubles: 1 });
    this.words = this.#history.words;
  }

  tail(levels: Levels, sample: Float64Array, moment: Moment, _side: Side): number {
    const value = sample[0];
    const own = levels.states[0];
    let tail = 1;
    if (!this.#history.isKnown(own, value)) {
      const again = this.#history.tailOfRepetition(own, value, moment.day);
      tail = Math.max(this.#history.tailOfNew(levels, value), again);
    } else if (this.#history.find(own, value) < 0) return 1;
    if (moment.observations > 1 && this.#history.hasEvidence(levels)) {
      this.#expect(levels, value);
      tail *= this.#reaching(moment.observations) / this.#reaching(1);
    }
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }

  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    const entry = this.#history.learn(state, sample[0], moment.day, weight);
    if (entry < 0) return;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const level = Math.round(parts * Math.min(octavesMax, Math.log2(1 + moment.observations)));
    this.#history.values.entries.addSingle(page, at, entry, sum, weight * level);
    this.#history.values.entries.addDouble(page, at, entry, squares, weight * level * level);
    this.#history.settle(state);
  }

  merge(state: Address, other: Address): void {
    this.#history.merge(state, other);
  }

  isKnown(state: Address, sample: Float64Array): boolean {
    return this.#history.isKnown(state, sample[0]);
  }

  wasMet(state: Address, sample: Float64Array, day: number): boolean {
    return this.#history.wasMet(state, sample[0], day);
  }

  isAlike(one: Float64Array, other: Float64Array): boolean {
    return one[0] === other[0];
  }

  /** Texts learnt, one a pane: a pane with two texts counts for two. */
  evidence(state: Address): number {
    return this.#history.evidence(state);
  }

  /** Share of the texts met, one a pane. */
  share(state: Address, sample: Float64Array): number {
    const weight = this.#history.weight(state, sample[0]);
    return weight === 0 ? 0 : Math.min(1, weight / this.#history.evidence(state));
  }

  /** "query 8–40, login 1–3": four panes of five. */
  usual(state: Address): string {
    const levels = { count: 1, states: Float64Array.of(state) };
    const words = this.#history.list(state).map(({ text }) => {
      this.#expect(levels, this.#dictionary.find(text));
      const { mean, variance } = this.#expected;
      const spread = usualDeviations * Math.sqrt(variance);
      const low = Math.max(1, Math.round(2 ** (mean - spread) - 1));
      const high = Math.max(low, Math.floor(2 ** (mean + spread) - 1));
      return low === high ? `${text} ${low}` : `${text} ${low}–${high}`;
    });
    return inWords(words, usualPartsMax);
  }

  document(state: Address): RunningDocument {
    const listed = this.#history.list(state);
    const total = listed.reduce((all, { weight }) => all + weight, 0);
    return {
      kind: 'usual counts',
      evidence: this.evidence(state),
      usual: this.usual(state),
      details: { values: listed.length, novelty: this.#history.rate(state) },
      items: listed.slice(0, documentValuesMax).map(({ text, weight }) => ({
        value: text,
        share: weight / total,
        days: weight,
      })),
    };
  }

  /** A text counts for its octaves, of all panes together: who runs forty queries a day is not like who runs two. */
  profile(state: Address, into: Float64Array, at: number): void {
    const page = this.#heap.pageOf(state);
    const from = this.#heap.offsetOf(state);
    const texts = this.#history.list(state).map(({ text }) => {
      const entry = this.#history.find(state, this.#dictionary.find(text));
      return { text, weight: this.#history.values.entries.single(page, from, entry, sum) };
    });
    textProfile(texts, into, at);
  }

  /** Counts of texts do not drift. */
  drift(_state: Address): number {
    return 1;
  }

  extraBytes(state: Address): number {
    return this.#history.extraBytes(state);
  }

  release(state: Address): void {
    this.#history.release(state);
  }

  save(state: Address, writer: ByteWriter): void {
    this.#history.save(state, writer);
  }

  load(state: Address, reader: ByteReader): void {
    this.#history.load(state, reader);
  }

  /** Fills `#expected`, from the widest level to the key's own. */
  #expect(levels: Levels, value: number): void {
    const expected = this.#expected;
    expected.panes = 0;
    expected.mean = 1;
    expected.variance = poissonVariance(1);
    let isFirst = true;
    for (let level = levels.count - 1; level >= 0; level--) {
      const state = levels.states[level];
      const entry = this.#history.find(state, value);
      expected.panes = 0;
      if (entry < 0) continue;
      const page = this.#heap.pageOf(state);
      const at = this.#heap.offsetOf(state);
      const weight = this.#history.values.entries.single(page, at, entry, panes);
      const mean = this.#history.values.entries.single(page, at, entry, sum) / weight / parts;
      const square = this.#history.values.entries.double(page, at, entry, squares) / weight / (parts * parts);
      if (isFirst) expected.variance = poissonVariance(mean);
      const spread = weight * Math.max(0, square - mean * mean);
      const prior = isFirst ? 0 : meanPrior;
      expected.panes = weight;
      expected.mean = (weight * mean + prior * expected.mean) / (weight + prior);
      expected.variance = (spread + variancePrior * expected.variance) / (weight + variancePrior);
      isFirst = false;
    }
    expected.variance = Math.max(varianceMin, expected.variance) + roundingVariance(expected.mean);
  }

  /** T(x). */
  #reaching(count: number): number {
    const { panes: evidence, mean, variance } = this.#expected;
    const deviation = Math.sqrt(variance * (1 + 1 / (evidence + meanPrior)));
    const t = (Math.log2(count + 0.5) - mean) / deviation;
    return Math.max(tailProbabilityMin, studentTail(t, evidence + variancePrior));
  }
}

/** In octaves², of counts around 2^mean − 1. */
function poissonVariance(mean: number): number {
  const count = Math.max(1, 2 ** mean - 1);
  return count / ((1 + count) * Math.LN2) ** 2 + varianceAround;
}

/** Of a uniform distribution as wide as neighbouring counts around 2^mean − 1 are apart, in octaves². */
function roundingVariance(mean: number): number {
  return 1 / (2 ** mean * Math.LN2) ** 2 / 12;
}
