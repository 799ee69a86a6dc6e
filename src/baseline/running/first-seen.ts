/**
 * Texts a key has never met before, and nothing else: no rarity, no counts. What was met is as usual as anything.
 *
 *     tail(known) = 1
 *     tail(new)   = rate · peers                 see new-value.ts; at least 2^(−(d − 1)/10) when it was noted d days ago, but not learnt
 *
 * A value is forgotten four half-lives after it was met last. A set that had to leave values out (kept-hashes.ts) does not call
 * new what it may have left out.
 *
 * State: 32 bytes, and 8 a value. Judging a known value O(log n), 0.03 µs; a new one asks the groups as well, 0.1 to 0.3 µs.
 */

import { documentValuesMax, tailProbabilityMin, usualPartsMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Dictionary } from '../../memory/dictionary.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment, RunningModel } from './running-model.ts';
import { ValueHistory } from './value-history.ts';
import { inWords } from './values-in-words.ts';

export interface FirstSeenOptions {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly halfLifeDays: number;
}

export class FirstSeen implements RunningModel {
  readonly ofTexts = true;
  readonly usesEarlier = false;
  readonly dimensions = 1;
  readonly words: number;
  readonly #history: ValueHistory;

  constructor(options: FirstSeenOptions) {
    this.#history = new ValueHistory({ ...options, singles: 0 });
    this.words = this.#history.words;
  }

  tail(levels: Levels, sample: Float64Array, moment: Moment, _side: Side): number {
    const value = sample[0];
    const own = levels.states[0];
    if (this.#history.find(own, value) >= 0) return 1;
    const tail = this.#history.tailOfNew(levels, value);
    const again = this.#history.tailOfRepetition(own, value, moment.day);
    return Math.min(1, Math.max(tailProbabilityMin, tail, again));
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

  /** Counts are not kept: 1 for a known value, 0 for any other. */
  share(state: Address, sample: Float64Array): number {
    return this.#history.find(state, sample[0]) >= 0 ? 1 : 0;
  }

  /** The values met last. */
  usual(state: Address): string {
    const texts = this.#history.list(state).map(({ text }) => text);
    return inWords(texts, usualPartsMax);
  }

  document(state: Address): RunningDocument {
    const texts = this.#history.list(state).map(({ text }) => text);
    return {
      kind: 'first seen',
      evidence: this.evidence(state),
      usual: this.usual(state),
      details: {
        values: texts.length,
        novelty: this.#history.rate(state),
        known: inWords(texts, documentValuesMax),
      },
    };
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
}
