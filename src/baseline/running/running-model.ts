/**
 * What every model of a running baseline can do. A running baseline goes on learning: what happened in a pane (a local day,
 * or a window) is judged by the panes that closed before it, and learnt when the pane has closed, oldest pane first.
 * So a model may depend on the order of panes, never on the order within one. What it learnt fades with a half-life.
 *
 * `tail` is the probability of an observation at least as unusual: in (0, 1], small is unusual. It need not be exact: tails
 * are calibrated afterwards against what the model said of everyone before.
 */

import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import type { RunningDocument } from './running-document.ts';

/** Distinct samples of one feature in one pane. Reused: valid until the next judgement. */
export interface SampleList {
  readonly count: number;
  /** Local time of the first observation of the sample, in days. */
  dayOf(index: number): number;
  /** Observations of the sample, at least 1. */
  observationsOf(index: number): number;
  /** Writes the sample's numbers from `into[0]` on. */
  read(index: number, into: Float64Array): void;
}

/** When an observation was made, and what came before it in its pane. Reused: valid until the next judgement. */
export interface Moment {
  /** Local time of the key in days since 1970-01-01, with its fraction: 0.25 is six in the morning. Monday is where (floor + 3) % 7 is 0. */
  readonly day: number;
  /** True on weekends, and on the days that the rule calls holidays. */
  readonly isDayOff: boolean;
  /** How often the sample was observed in its pane, this time included, at least 1. */
  readonly observations: number;
  /** Samples of the feature first observed earlier in the same pane; only for models with `usesEarlier`, otherwise empty. */
  readonly earlier: SampleList;
}

/**
 * States of one feature that a sample is judged against: the key's own first, then its peer groups, from the narrowest to everyone.
 * A group's state has learnt the panes of all its members with the weight 1 each. The own state is a zeroed one for a key without history.
 */
export interface Levels {
  /** At least 1. */
  readonly count: number;
  /** The first `count` are used. */
  readonly states: Float64Array;
}

export interface RunningModel {
  /** Fixed 32-bit words of state per key; starts as zeros. Even. */
  readonly words: number;
  /** Numbers in a sample. A text is its dictionary number; 0 is a text nobody has learnt. */
  readonly dimensions: number;
  /** True when samples are dictionary numbers of texts. */
  readonly ofTexts: boolean;
  /** True when a judgement depends on what came earlier in the pane. */
  readonly usesEarlier: boolean;

  /** Tail probability of a sample, in (0, 1], under all levels together. Numbers of a sample are finite. Writes nothing but caches. */
  tail(levels: Levels, sample: Float64Array, moment: Moment, side: Side): number;

  /**
   * Folds a sample of a closed pane in, once per distinct sample and pane; `moment.observations` is final, `moment.day` the first time.
   * @param weight in [0, 1]: 1 learns it, less counts for less, 0 only notes that something surprising came and was not learnt
   */
  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void;

  /** Adds what another state has learnt: panes of other members of a group. The other is left as it was. Integer weights add up exactly. */
  merge(state: Address, other: Address): void;

  /** True when the sample was learnt before by this state; for numbers: within the range learnt. */
  isKnown(state: Address, sample: Float64Array): boolean;

  /** True when the sample came on a day before that, learnt or only noted; of models that note what comes. @param day whole local day */
  wasMet?(state: Address, sample: Float64Array, day: number): boolean;

  /** True when two samples are the same habit: equal texts, neighbouring hours, like amounts. What returns in quarantine is told by it. */
  isAlike(one: Float64Array, other: Float64Array): boolean;

  /** Panes learnt that have not faded, weighted. */
  evidence(state: Address): number;

  /** How often such a sample was seen by a state: its share of the panes learnt, in [0, 1]. */
  share(state: Address, sample: Float64Array): number;

  /** What is usual, in a few words for an alert line. */
  usual(state: Address): string;

  document(state: Address): RunningDocument;

  /** Tail of a slow drift: how probable it is that what was learnt lately and long ago are the same. 1 for models that cannot tell. */
  drift(state: Address): number;

  /** Bytes beyond the fixed words (variable blocks). */
  extraBytes(state: Address): number;

  /** Gives back variable blocks and dictionary references, and zeroes the fixed words. */
  release(state: Address): void;

  /** Writes the state; `load` of these bytes into zeroed words brings exactly the same state back. Equal content gives equal bytes. */
  save(state: Address, writer: ByteWriter): void;
  load(state: Address, reader: ByteReader): void;
}
