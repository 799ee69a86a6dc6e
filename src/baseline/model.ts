/**
 * What every baseline model can do. A model is the algorithm; the numbers it has learnt for one key stand in the state
 * heap, so one model object serves every key of a rule's feature.
 *
 * Two verbs: `learn` folds an observation in, `tail` judges one. `tail` is the probability, under what was learnt, of
 * an observation at least as unusual as this one: in (0, 1], small is unusual. Scores shown to people are `1 - tail`.
 * Learning is commutative and never depends on the order of the observations.
 */

import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import type { Address } from '../memory/heap.ts';
import type { ModelDocument } from './document.ts';

/** Which direction counts as unusual for an amount. Categorical models ignore it. */
export type Side = 'high' | 'low' | 'both';

export interface Model {
  readonly kind: 'values' | 'hours' | 'amount';
  /** Fixed 32-bit words of state per key and generation; starts as zeros. Even. */
  readonly words: number;

  /**
   * Folds one observation in.
   * @param value a dictionary number (values), an hour slot (hours) or the number itself (amount)
   * @param day local day number of the observation (days since 1970-01-01)
   */
  learn(state: Address, value: number, day: number): void;

  /** Tail probability of an observation, in (0, 1]. `value` as in `learn`; dictionary number 0 is a value nobody has learnt. */
  tail(state: Address, value: number, side: Side): number;

  /** True when the observation (a value, an hour) was learnt before, noise not counted; for an amount: within the range learnt. */
  isKnown(state: Address, value: number): boolean;

  /** True when the observation lies so far out of what was learnt that learning it again elsewhere would be learning noise. */
  isOutlier(state: Address, value: number): boolean;

  /** How much was learnt: distinct days (values, hours) or observations (amount). */
  evidence(state: Address): number;

  /**
   * Noise reduction for good, when the generation closes: drops what the noise rule calls noise; `history` is the state of
   * the generation before (0 when there is none). Judging before that treats the same content as noise without dropping it.
   * @returns how many values or observations were dropped
   */
  settle(state: Address, history: Address): number;

  /**
   * Takes over half of what a closed generation knew, beside what was learnt here. To be called once, after `settle`: noise is
   * told by what this generation saw itself, and nothing is learnt afterwards. Deterministic: equal states give equal states.
   */
  inherit(state: Address, previous: Address): void;

  /** What is usual, in a few words for an alert line: "Beijing 82 %, Shanghai 17 %", "08–19 h", "2–9, median 4". */
  usual(state: Address): string;

  document(state: Address): ModelDocument;

  /** Bytes beyond the fixed words (variable blocks). */
  extraBytes(state: Address): number;

  /** Gives back variable blocks and dictionary references. The fixed words belong to the caller. */
  release(state: Address): void;

  /** Writes the state; `load` of these bytes into zeroed words brings exactly the same state back. */
  save(state: Address, writer: ByteWriter): void;
  load(state: Address, reader: ByteReader): void;
}
