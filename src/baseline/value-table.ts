/**
 * The table of values behind `UsualValues`: dictionary number → events and days, for one key, in one heap block sorted
 * by number. Most keys hold one to five values, so an entry is three or four words and a lookup a short binary search.
 *
 * A full table keeps the values with the smallest hashes (bottom-k sampling: Cohen & Kaplan, "Summarizing data using
 * bottom-k sketches", PODC 2007). A value among the k smallest of all is among the k smallest of every part, so it is
 * never driven out on the way: content and counts are a pure function of the events, never of their order.
 */

import { presenceBitsMax, valuesPerSetMax } from '../limits.ts';
import type { Dictionary } from '../memory/dictionary.ts';
import { classWords, type Heap, type Page } from '../memory/heap.ts';
import { popcount } from './presence.ts';

/** Fixed words of a table: block of entries, block of ranks, count of entries with flags. */
export const tableWords = 3;

const blockAt = 0;
const ranksAt = 1;
const countAt = 2;
const countMask = 0xffff;
const overflowFlag = 1 << 16;
const settledFlag = 1 << 17;

/** Entries from which the number of values per count of days is kept up to date instead of being counted when judging. */
const rankedFrom = 33;
/** Word 0: no hash above it is in a full table; word r: values present on r days, twice as many where days are inherited. */
const ranksWords = presenceBitsMax + 2;
const ranksWordsInheriting = 2 * presenceBitsMax + 2;
const u32Max = 0xffffffff;

/** Sums over the entries of a table, filled by `weigh`. */
export interface Weights {
  /** (value, day) pairs in all. */
  incidences: number;
  /** Pairs of values on at most `rareMax` days. */
  rare: number;
  /** Pairs of values on at least `knownMin` days. */
  known: number;
  /** Pairs of known values on at most `level` days. */
  upTo: number;
}

export class ValueTable {
  readonly weights: Weights = { incidences: 0, rare: 0, known: 0, upTo: 0 };
  readonly #heap: Heap;
  readonly #dictionary: Dictionary;
  readonly #bitmapWords: number;
  /** Word of an entry that holds its inherited days; 0 when nothing is inherited. */
  readonly #inheritedWord: number;
  readonly #stride: number;
  readonly #ranksWords: number;
  readonly #rankMax: number;

  /** @param options.inherits an entry is a word longer: days of the generation before count as well */
  constructor(options: {
    readonly heap: Heap;
    readonly dictionary: Dictionary;
    readonly bitmapWords: number;
    readonly inherits: boolean;
  }) {
    const { inherits, bitmapWords } = options;
    this.#heap = options.heap;
    this.#dictionary = options.dictionary;
    this.#bitmapWords = bitmapWords;
    this.#inheritedWord = inherits ? 2 + bitmapWords : 0;
    this.#stride = 2 + bitmapWords + (inherits ? 1 : 0);
    this.#ranksWords = inherits ? ranksWordsInheriting : ranksWords;
    this.#rankMax = bitmapWords * 32 * (inherits ? 2 : 1);
  }

  count(page: Page, at: number): number {
    return page.u32[at + countAt] & countMask;
  }

  /** True once a value had to be left out. */
  overflowed(page: Page, at: number): boolean {
    return (page.u32[at + countAt] & overflowFlag) !== 0;
  }

  /** True once noise was dropped for good. */
  settled(page: Page, at: number): boolean {
    return (page.u32[at + countAt] & settledFlag) !== 0;
  }

  markOverflowed(page: Page, at: number): void {
    page.u32[at + countAt] |= overflowFlag;
  }

  markSettled(page: Page, at: number): void {
    page.u32[at + countAt] |= settledFlag;
  }

  /** Entry of a value, or -1 - the place where it belongs. O(log n). */
  find(page: Page, at: number, value: number): number {
    let high = (page.u32[at + countAt] & countMask) - 1;
    if (high < 0) return -1;
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const first = this.#heap.offsetOf(block);
    let low = 0;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const number = words[first + middle * this.#stride];
      if (number === value) return middle;
      if (number < value) low = middle + 1;
      else high = middle - 1;
    }
    return -1 - low;
  }

  valueAt(page: Page, at: number, entry: number): number {
    return this.#word(page, at, entry, 0);
  }

  eventsAt(page: Page, at: number, entry: number): number {
    return this.#word(page, at, entry, 1);
  }

  bitmapAt(page: Page, at: number, entry: number, word: number): number {
    return this.#word(page, at, entry, 2 + word);
  }

  /** Bits set in an entry's bitmap, and what is inherited beside them: 1 to 64, or to 128. */
  presenceAt(page: Page, at: number, entry: number): number {
    const own = this.ownPresenceAt(page, at, entry);
    return this.#inheritedWord === 0 ? own : own + this.#word(page, at, entry, this.#inheritedWord);
  }

  /** Bits set in an entry's bitmap; 0 of a value that is only inherited. */
  ownPresenceAt(page: Page, at: number, entry: number): number {
    const low = popcount(this.#word(page, at, entry, 2));
    return this.#bitmapWords === 1 ? low : low + popcount(this.#word(page, at, entry, 3));
  }

  inheritedAt(page: Page, at: number, entry: number): number {
    return this.#inheritedWord === 0 ? 0 : this.#word(page, at, entry, this.#inheritedWord);
  }

  /** Counts an event of a value with one bit of presence, entering the value when it is new and has a place. */
  note(page: Page, at: number, value: number, bitmapWord: number, mask: number): void {
    let entry = this.find(page, at, value);
    if (entry < 0) {
      if (this.count(page, at) === valuesPerSetMax) {
        if (!this.#makeRoom(page, at, value)) return;
        entry = this.find(page, at, value);
      }
      entry = -1 - entry;
      this.#insert(page, at, entry, value);
    }
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const place = this.#heap.offsetOf(block) + entry * this.#stride;
    if (words[place + 1] !== u32Max) words[place + 1]++;
    if ((words[place + 2 + bitmapWord] & mask) !== 0) return;
    words[place + 2 + bitmapWord] |= mask;
    if (page.u32[at + ranksAt] !== 0) this.#raiseRank(page, at, this.presenceAt(page, at, entry));
  }

  /** Appends an entry as a snapshot holds it: bitmap, then inherited days if there are such. `rebuildRanks` must follow the last one. */
  restore(page: Page, at: number, value: number, events: number, presence: ArrayLike<number>): void {
    const entry = -1 - this.find(page, at, value);
    this.#insert(page, at, entry, value);
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const place = this.#heap.offsetOf(block) + entry * this.#stride;
    words[place + 1] = events;
    for (let word = 0; word < this.#stride - 2; word++) words[place + 2 + word] = presence[word];
  }

  /**
   * Adds inherited days of a value, entering it when it is new. `rebuildRanks` must follow the last one.
   * @returns false when a full table has no place for it
   */
  inherit(page: Page, at: number, value: number, days: number, events: number): boolean {
    let entry = this.find(page, at, value);
    if (entry < 0) {
      if (this.count(page, at) === valuesPerSetMax) return false;
      entry = -1 - entry;
      this.#insert(page, at, entry, value);
    }
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const place = this.#heap.offsetOf(block) + entry * this.#stride;
    words[place + 1] = Math.min(u32Max, words[place + 1] + events);
    words[place + this.#inheritedWord] += days;
    return true;
  }

  /** Takes an entry out and gives its dictionary reference back. `rebuildRanks` must follow the last one. */
  remove(page: Page, at: number, entry: number): void {
    const count = this.count(page, at);
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const place = this.#heap.offsetOf(block) + entry * this.#stride;
    this.#dictionary.release(words[place]);
    words.copyWithin(place, place + this.#stride, place + (count - entry) * this.#stride);
    if (count === 1) {
      this.#heap.release(block, this.#stride);
      page.u32[at + blockAt] = 0;
    } else {
      page.u32[at + blockAt] = this.#heap.resize(block, count * this.#stride, (count - 1) * this.#stride);
    }
    page.u32[at + countAt]--;
  }

  /** Counts the ranks anew from the entries; a small table has none. */
  rebuildRanks(page: Page, at: number): void {
    const count = this.count(page, at);
    let ranks = page.u32[at + ranksAt];
    if (ranks !== 0) this.#heap.release(ranks, this.#ranksWords);
    ranks = count < rankedFrom ? 0 : this.#heap.allocate(this.#ranksWords);
    page.u32[at + ranksAt] = ranks;
    if (ranks === 0) return;
    const words = this.#heap.pageOf(ranks).u32;
    const first = this.#heap.offsetOf(ranks);
    for (let entry = 0; entry < count; entry++) words[first + this.presenceAt(page, at, entry)]++;
    // Last, because an entry just inserted has no presence yet and was counted here.
    words[first] = u32Max;
  }

  /** Fills `weights`. O(n) for a small table, O(64) for a large one. */
  weigh(
    page: Page,
    at: number,
    level: number,
    limits: { readonly rareMax: number; readonly knownMin: number },
  ): void {
    const weights = this.weights;
    weights.incidences = weights.rare = weights.known = weights.upTo = 0;
    const ranks = page.u32[at + ranksAt];
    if (ranks !== 0) {
      const words = this.#heap.pageOf(ranks).u32;
      const first = this.#heap.offsetOf(ranks);
      for (let rank = 1; rank <= this.#rankMax; rank++) {
        const values = words[first + rank];
        if (values !== 0) addRank(weights, rank, values * rank, level, limits);
      }
      return;
    }
    const count = this.count(page, at);
    for (let entry = 0; entry < count; entry++) {
      const rank = this.presenceAt(page, at, entry);
      addRank(weights, rank, rank, level, limits);
    }
  }

  extraBytes(page: Page, at: number): number {
    const count = this.count(page, at);
    const entries = count === 0 ? 0 : classWords(count * this.#stride);
    return (entries + (page.u32[at + ranksAt] === 0 ? 0 : classWords(this.#ranksWords))) * 4;
  }

  /** Gives back blocks and dictionary references. O(n). */
  release(page: Page, at: number): void {
    const count = this.count(page, at);
    for (let entry = 0; entry < count; entry++) this.#dictionary.release(this.valueAt(page, at, entry));
    if (count !== 0) this.#heap.release(page.u32[at + blockAt], count * this.#stride);
    if (page.u32[at + ranksAt] !== 0) this.#heap.release(page.u32[at + ranksAt], this.#ranksWords);
    page.u32.fill(0, at, at + tableWords);
  }

  #word(page: Page, at: number, entry: number, word: number): number {
    const block = page.u32[at + blockAt];
    return this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + entry * this.#stride + word];
  }

  #insert(page: Page, at: number, entry: number, value: number): void {
    const count = this.count(page, at);
    const stride = this.#stride;
    const block =
      count === 0
        ? this.#heap.allocate(stride)
        : this.#heap.resize(page.u32[at + blockAt], count * stride, (count + 1) * stride);
    const words = this.#heap.pageOf(block).u32;
    const first = this.#heap.offsetOf(block);
    const place = first + entry * stride;
    words.copyWithin(place + stride, place, first + count * stride);
    words.fill(0, place, place + stride);
    words[place] = value;
    page.u32[at + blockAt] = block;
    page.u32[at + countAt]++;
    this.#dictionary.retain(value);
    if (count + 1 === rankedFrom) this.rebuildRanks(page, at);
  }

  #raiseRank(page: Page, at: number, rank: number): void {
    const ranks = page.u32[at + ranksAt];
    const words = this.#heap.pageOf(ranks).u32;
    const first = this.#heap.offsetOf(ranks);
    words[first + rank]++;
    if (rank > 1) words[first + rank - 1]--;
  }

  /** In a full table: drives out the entry with the largest hash, unless the new value's is larger still. */
  #makeRoom(page: Page, at: number, value: number): boolean {
    this.markOverflowed(page, at);
    const ranks = page.u32[at + ranksAt];
    const words = this.#heap.pageOf(ranks).u32;
    const first = this.#heap.offsetOf(ranks);
    if (this.#dictionary.hashOf(value) > words[first]) return false;
    let largest = 0;
    for (let entry = 1; entry < valuesPerSetMax; entry++) {
      if (this.#beyond(this.valueAt(page, at, entry), this.valueAt(page, at, largest))) largest = entry;
    }
    const largestValue = this.valueAt(page, at, largest);
    words[first] = this.#dictionary.hashOf(largestValue);
    if (this.#beyond(value, largestValue)) return false;
    words[first + this.presenceAt(page, at, largest)]--;
    this.remove(page, at, largest);
    return true;
  }

  #beyond(value: number, other: number): boolean {
    const difference = this.#dictionary.hashOf(value) - this.#dictionary.hashOf(other);
    return (
      difference > 0 || (difference === 0 && this.#dictionary.textOf(value) > this.#dictionary.textOf(other))
    );
  }
}

function addRank(
  weights: Weights,
  rank: number,
  incidences: number,
  level: number,
  limits: { readonly rareMax: number; readonly knownMin: number },
): void {
  weights.incidences += incidences;
  if (rank <= limits.rareMax) weights.rare += incidences;
  if (rank < limits.knownMin) return;
  weights.known += incidences;
  if (rank <= level) weights.upTo += incidences;
}
