/**
 * A bounded set of texts that fades: dictionary number → when it was met last, and a few decayed sums that belong to the model. One
 * heap block, sorted by the hash of the text, so that the order is the same in every run. 8 bytes a value, 4 a single float
 * and 8 a double. What a full set keeps is told in kept-hashes.ts.
 */

import { notedValuesMax, valuesPerSetMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Dictionary } from '../../memory/dictionary.ts';
import type { Heap, Page } from '../../memory/heap.ts';
import { isNoted, lastDayOf } from './day-mark.ts';

import {
  certainHash,
  keepsHash,
  keptHashesWords,
  leavesOut,
  lowerHash,
  sampledShare,
  settleHashes,
} from './kept-hashes.ts';
import { entryCountMask, ValueEntries, valueEntriesWords } from './value-entries.ts';

/** Fixed words of a set. */
export const seenValuesWords = valueEntriesWords + keptHashesWords;

/** Count of entries, with the flags of the hashes kept. */
const flagsAt = 1;

/** Four half-lives after a value was met once it is forgotten: its weight has faded to this. */
const weightMin = 1 / 16;
const halfLivesKept = 4;
/** A noted value has no weight; it is forgotten after as many days as it may still make a repetition less surprising. */
const notedDays = 60;

export interface SeenValuesOptions {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly halfLifeDays: number;
  /** Single floats of an entry that fade; the first is the weight by which a value is forgotten. Without any, its last day decides. */
  readonly singles: number;
  /** Doubles after them; the singles before them must be even in number. */
  readonly doubles?: number;
}

export class SeenValues {
  readonly entries: ValueEntries;
  readonly #dictionary: Dictionary;
  readonly #daysKept: number;

  constructor(options: SeenValuesOptions) {
    this.#dictionary = options.dictionary;
    this.entries = new ValueEntries({ ...options, doubles: options.doubles ?? 0 });
    this.#daysKept = halfLivesKept * options.halfLifeDays;
  }

  count(page: Page, at: number): number {
    return this.entries.count(page, at);
  }

  /** Entry of a text, or −1 − the place where it belongs. O(log n). @param value not 0 */
  find(page: Page, at: number, value: number): number {
    let high = this.count(page, at) - 1;
    if (high < 0) return -1;
    const words = this.entries.pageOf(page, at).u32;
    const first = this.entries.place(page, at, 0);
    let low = 0;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(words[first + middle * this.entries.stride], value);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1 - low;
  }

  /** True when a text that is not in the set may have been left out. 0 is a text that nobody keeps. */
  isUncertain(page: Page, at: number, value: number): boolean {
    if (!leavesOut(page, at + flagsAt)) return false;
    return value === 0 || this.#dictionary.hashOf(value) > certainHash(page, at + flagsAt);
  }

  /** Share of all texts that a set of this threshold keeps, 1 until it was full. */
  sampled(page: Page, at: number): number {
    return sampledShare(page, at + flagsAt);
  }

  /**
   * Puts a text in its place (`find`), with empty sums. `trim` must follow once they are filled: until then it is one too many.
   * @returns its entry, −1 when it is left out
   */
  enter(page: Page, at: number, place: number, value: number, mark: number): number {
    if (!keepsHash(page, at + flagsAt, this.#dictionary.hashOf(value))) return -1;
    this.entries.open(page, at, place);
    this.entries.setValue(page, at, place, value);
    this.entries.setMark(page, at, place, mark);
    this.#dictionary.retain(value);
    return place;
  }

  /** Drops what is beyond the bound, the largest hashes. @returns learnt values dropped */
  trim(page: Page, at: number): number {
    let dropped = 0;
    while (this.count(page, at) > valuesPerSetMax) {
      const last = this.count(page, at) - 1;
      if (!isNoted(this.entries.markAt(page, at, last))) dropped++;
      lowerHash(page, at + flagsAt, this.#dictionary.hashOf(this.entries.valueAt(page, at, last)) - 1);
      this.#remove(page, at, last);
    }
    return dropped + this.#dropBeyond(page, at);
  }

  /** True when a value was learnt, not only noted. O(n). */
  hasLearnt(page: Page, at: number): boolean {
    for (let entry = this.count(page, at) - 1; entry >= 0; entry--)
      if (!isNoted(this.entries.markAt(page, at, entry))) return true;
    return false;
  }

  /** Multiplies all sums by `factor`, and drops what is forgotten on that day. O(n). */
  fade(page: Page, at: number, factor: number, day: number): void {
    const count = this.count(page, at);
    let kept = 0;
    for (let entry = 0; entry < count; entry++) {
      this.entries.fade(page, at, entry, factor);
      if (this.#isForgotten(page, at, entry, day)) {
        this.#dictionary.release(this.entries.valueAt(page, at, entry));
        continue;
      }
      if (kept < entry) this.entries.move(page, at, entry, kept);
      kept++;
    }
    this.entries.resize(page, at, kept);
    settleHashes(page, at + flagsAt, kept, day);
  }

  /** Makes room for one more noted value: beyond the bound the one noted longest ago is dropped. O(n). */
  forgetOldestNoted(page: Page, at: number): void {
    let [noted, oldest] = [0, -1];
    for (let entry = 0; entry < this.count(page, at); entry++) {
      const mark = this.entries.markAt(page, at, entry);
      if (!isNoted(mark)) continue;
      noted++;
      if (oldest < 0 || lastDayOf(mark) < lastDayOf(this.entries.markAt(page, at, oldest))) oldest = entry;
    }
    if (noted >= notedValuesMax) this.#remove(page, at, oldest);
  }

  /** Adds what another set holds. @returns learnt values that were new here, less those dropped for want of room */
  merge(page: Page, at: number, otherPage: Page, other: number): number {
    if (leavesOut(otherPage, other + flagsAt))
      lowerHash(page, at + flagsAt, certainHash(otherPage, other + flagsAt));
    let fresh = -this.#dropBeyond(page, at);
    const count = this.count(otherPage, other);
    for (let from = 0; from < count; from++) {
      const value = this.entries.valueAt(otherPage, other, from);
      const mark = this.entries.markAt(otherPage, other, from);
      let entry = this.find(page, at, value);
      const wasLearnt = entry >= 0 && !isNoted(this.entries.markAt(page, at, entry));
      if (entry < 0) entry = this.enter(page, at, -1 - entry, value, mark);
      if (entry < 0) continue;
      this.entries.joinMark(page, at, entry, mark);
      this.entries.addSums(page, at, entry, otherPage, other, from);
      if (!wasLearnt && !isNoted(mark)) fresh++;
      fresh -= this.trim(page, at);
    }
    return fresh;
  }

  extraBytes(page: Page, at: number): number {
    return this.entries.extraBytes(page, at);
  }

  /** Gives back the block and the dictionary references. O(n). */
  release(page: Page, at: number): void {
    for (let entry = this.count(page, at) - 1; entry >= 0; entry--)
      this.#dictionary.release(this.entries.valueAt(page, at, entry));
    this.entries.resize(page, at, 0);
    page.u32.fill(0, at, at + seenValuesWords);
  }

  save(page: Page, at: number, writer: ByteWriter): void {
    const count = this.count(page, at);
    for (let word = 0; word <= keptHashesWords; word++) writer.u32(page.u32[at + flagsAt + word]);
    for (let entry = 0; entry < count; entry++) {
      const words = this.entries.pageOf(page, at).u32;
      const from = this.entries.place(page, at, entry);
      writer.text(this.#dictionary.textOf(words[from]));
      for (let word = 1; word < this.entries.stride; word++) writer.u32(words[from + word]);
    }
  }

  load(page: Page, at: number, reader: ByteReader): void {
    const head = reader.u32();
    const hashes = Array.from({ length: keptHashesWords }, () => reader.u32());
    for (let entry = 0; entry < (head & entryCountMask); entry++) {
      const value = this.#dictionary.enter(reader.text());
      this.enter(page, at, entry, value, 0);
      const words = this.entries.pageOf(page, at).u32;
      const from = this.entries.place(page, at, entry);
      for (let word = 1; word < this.entries.stride; word++) words[from + word] = reader.u32();
    }
    page.u32[at + flagsAt] = head;
    page.u32.set(hashes, at + flagsAt + 1);
  }

  /** By hash, then by text. */
  #compare(one: number, other: number): number {
    if (one === other) return 0;
    const difference = this.#dictionary.hashOf(one) - this.#dictionary.hashOf(other);
    if (difference !== 0) return difference;
    return this.#dictionary.textOf(one) < this.#dictionary.textOf(other) ? -1 : 1;
  }

  #isForgotten(page: Page, at: number, entry: number, day: number): boolean {
    const mark = this.entries.markAt(page, at, entry);
    const silentDays = day - lastDayOf(mark);
    if (isNoted(mark)) return silentDays > notedDays;
    if (this.entries.singles === 0) return silentDays > this.#daysKept;
    return this.entries.single(page, at, entry, 0) < weightMin;
  }

  /** Equal hashes go together. @returns learnt values dropped */
  #dropBeyond(page: Page, at: number): number {
    if (!leavesOut(page, at + flagsAt)) return 0;
    let dropped = 0;
    for (let last = this.count(page, at) - 1; last >= 0; last--) {
      if (keepsHash(page, at + flagsAt, this.#dictionary.hashOf(this.entries.valueAt(page, at, last)))) break;
      if (!isNoted(this.entries.markAt(page, at, last))) dropped++;
      this.#remove(page, at, last);
    }
    return dropped;
  }

  #remove(page: Page, at: number, entry: number): void {
    this.#dictionary.release(this.entries.valueAt(page, at, entry));
    this.entries.remove(page, at, entry);
  }
}
