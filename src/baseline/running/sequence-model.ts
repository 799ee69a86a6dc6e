/**
 * What all models of sequences have in common: one number per window, judged by the order in which the own numbers came,
 * in a state of fixed words. So the own level is the only one: two sequences have no common order, and rules that ask for
 * group levels of a sequence are refused when they are checked.
 */

import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment, RunningModel } from './running-model.ts';
import { areAlikeNumbers } from './sequence-number.ts';
import { type FixedWords, loadWords, saveWords } from './sequence-words.ts';

export abstract class SequenceModel implements RunningModel {
  readonly words: number;
  readonly dimensions = 1;
  readonly ofTexts = false;
  readonly usesEarlier = false;
  protected readonly heap: Heap;
  readonly #codec: FixedWords;

  protected constructor(codec: FixedWords) {
    this.words = codec.words;
    this.heap = codec.heap;
    this.#codec = codec;
  }

  abstract tail(levels: Levels, sample: Float64Array, moment: Moment, side: Side): number;
  abstract learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void;
  abstract isKnown(state: Address, sample: Float64Array): boolean;
  abstract evidence(state: Address): number;
  abstract usual(state: Address): string;
  abstract document(state: Address): RunningDocument;
  abstract drift(state: Address): number;

  /** Adds nothing: two sequences have no common order. */
  merge(_state: Address, _other: Address): void {}

  isAlike(one: Float64Array, other: Float64Array): boolean {
    return areAlikeNumbers(one[0], other[0]);
  }

  /** 1 within the range learnt, 0 outside: how often a number came is not kept. */
  share(state: Address, sample: Float64Array): number {
    return this.isKnown(state, sample) ? 1 : 0;
  }

  extraBytes(_state: Address): number {
    return 0;
  }

  release(state: Address): void {
    const at = this.heap.offsetOf(state);
    this.heap.pageOf(state).u32.fill(0, at, at + this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    saveWords(this.#codec, state, writer);
  }

  load(state: Address, reader: ByteReader): void {
    loadWords(this.#codec, state, reader);
  }
}
