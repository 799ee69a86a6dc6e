/**
 * Which texts a key uses (cities, networks, devices), and how rare each is, counted in panes and fading. An observation is as
 * unusual as its value is rare; how new values are judged, by the key and its groups, is told in new-value.ts.
 *
 *     tail(known) = (rate + (1 − rate) · Σ share(w)) ^ (1 / c^5)     over the values w with c(w) ≤ c, c: panes of the value, at least 1
 *     tail(new)   = rate · peers
 *
 * The power says that what was met on two days or more is a habit, however seldom it is: one more journey to the branch
 * office is no news. Both tails are at least 2^(−(d − 1)/10) when the value was met d days ago: new things come in rows, a
 * journey has a second day. A value that was only noted keeps the tail of a new one on the day it was first noted.
 * A set that had to leave values out (kept-hashes.ts) does not call new what it may have left out: its tail is 1.
 *
 * State: 32 bytes, and 12 a value: 56 with two values. Judging O(n) over the values of the key, and over those of its groups for
 * one that is new: 0.2 µs for five values, 2 µs for a new one and groups of 300 and 1,000.
 */

import { documentValuesMax, tailProbabilityMin, usualPartsMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Dictionary } from '../../memory/dictionary.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import { type ProfiledModel, textDimensions, textProfile } from './profile.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment } from './running-model.ts';
import { ValueHistory } from './value-history.ts';
import { inWords } from './values-in-words.ts';

export interface RunningValuesOptions {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly halfLifeDays: number;
}

const habitExponent = 5;

export class RunningValues implements ProfiledModel {
  readonly ofTexts = true;
  readonly usesEarlier = false;
  readonly profileDimensions = textDimensions;
  readonly dimensions = 1;
  readonly words: number;
  readonly #history: ValueHistory;

  constructor(options: RunningValuesOptions) {
    this.#history = new ValueHistory({ ...options, singles: 1 });
    this.words = this.#history.words;
  }

  tail(levels: Levels, sample: Float64Array, moment: Moment, _side: Side): number {
    const value = sample[0];
    const own = levels.states[0];
    const weight = this.#history.weight(own, value);
    if (weight === 0) {
      const tail = this.#history.tailOfNew(levels, value);
      const again = this.#history.tailOfRepetition(own, value, moment.day);
      return Math.min(1, Math.max(tailProbabilityMin, tail, again));
    }
    const share = this.#history.shareUpTo(own, value);
    if (share >= 1) return 1;
    const tail = share ** (1 / Math.max(1, weight) ** habitExponent);
    return Math.min(1, Math.max(tail, this.#history.tailOfRepetition(own, value, moment.day)));
  }

  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    if (this.#history.learn(state, sample[0], moment.day, weight) >= 0) this.#history.settle(state);
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

  /** Values learnt, one a pane: a pane with two values counts for two. */
  evidence(state: Address): number {
    return this.#history.evidence(state);
  }

  /** Share of the values met, one a pane. */
  share(state: Address, sample: Float64Array): number {
    const weight = this.#history.weight(state, sample[0]);
    return weight === 0 ? 0 : Math.min(1, weight / this.#history.evidence(state));
  }

  usual(state: Address): string {
    const parts = this.#list(state).map(
      ({ text, share }) => `${text} ${Math.max(1, Math.round(100 * share))} %`,
    );
    return inWords(parts, usualPartsMax);
  }

  document(state: Address): RunningDocument {
    const listed = this.#list(state);
    return {
      kind: 'usual values',
      evidence: this.evidence(state),
      usual: this.usual(state),
      details: { values: listed.length, novelty: this.#history.rate(state) },
      items: listed.slice(0, documentValuesMax).map(({ text, share, weight }) => ({
        value: text,
        share,
        days: weight,
      })),
    };
  }

  profile(state: Address, into: Float64Array, at: number): void {
    textProfile(this.#history.list(state), into, at);
  }

  /** Values do not drift. */
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

  #list(state: Address) {
    const listed = this.#history.list(state);
    const total = listed.reduce((sum, { weight }) => sum + weight, 0);
    return listed.map((value) => ({ ...value, share: value.weight / total }));
  }
}
