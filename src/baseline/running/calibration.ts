/**
 * From surprise to probability. Surprise is counted in bits, −log2 of a tail: 10 bits are one in a thousand, when the tail is
 * right. Whether it is right is known from what was said before: of everyone (first stage), and of the key (second stage).
 */

import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address } from '../../memory/heap.ts';

/** Decayed counts of surprises, in bits, of the panes of many keys. */
export interface PopulationCalibration {
  /** Fixed words; starts as zeros. Even. */
  readonly words: number;
  /** Adds the surprise of one pane, in bits, not negative. Integer counts, so that the order of members does not matter. */
  note(state: Address, bits: number): void;
  /**
   * Ages a state by some days, then adds what another has noted. The other is left as it was.
   * @param days in which the other was noted: since the merge before; at the first one 0 when nobody knows
   */
  merge(state: Address, other: Address, days: number): void;
  /** Probability that a pane surprises at least as much: in (0, 1], strictly decreasing in `bits`, also beyond all that was ever seen. 2^-bits without evidence. */
  tail(state: Address, bits: number): number;
  /** Panes noted that have not faded. */
  evidence(state: Address): number;
  /** The surprise, in bits, that this share of all panes reaches or exceeds: the inverse of `tail`. @param share in (0, 1] */
  bitsFor(state: Address, share: number): number;
  /** Panes merged per day, in the last weeks; 0 when no day was counted. */
  panesPerDay(state: Address): number;
  /** Panes to be expected per day that surprise at least as much. */
  alertsPerDay(state: Address, bits: number): number;
  save(state: Address, writer: ByteWriter): void;
  load(state: Address, reader: ByteReader): void;
}

/** Decayed counts of one key's own surprises after the first stage. */
export interface OwnCalibration {
  /** Fixed words; starts as zeros. Even. */
  readonly words: number;
  /** Adds the surprise of one pane of the key after the first stage, in bits. @param days whole ones since the last one; a pane from before counts as the same day */
  note(state: Address, bits: number, days: number): void;
  /**
   * Probability that a pane of this key surprises at least as much: its own history, shrunk to what the first stage says.
   * In (0, 1], strictly increasing in `populationTail`, and that itself without evidence.
   * @param populationTail tail after the first stage, in (0, 1]
   */
  tail(state: Address, populationTail: number): number;
  /** Panes noted that have not faded. */
  evidence(state: Address): number;
  save(state: Address, writer: ByteWriter): void;
  load(state: Address, reader: ByteReader): void;
}
