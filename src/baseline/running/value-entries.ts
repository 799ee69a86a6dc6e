/**
 * The values of a set side by side in one heap block, which grows and shrinks with them; their order is the owner's. An entry is
 * a dictionary number, the mark of its days, then sums that fade: single floats, and doubles after them.
 * Two fixed words: the block, and the count of entries in the low half of the second, with the owner's flags above.
 */

import { type Address, classWords, type Heap, type Page } from '../../memory/heap.ts';
import { joinedMark } from './day-mark.ts';

export const valueEntriesWords = 2;

const blockAt = 0;
const countAt = 1;
/** The count, in its word. */
export const entryCountMask = 0xffff;

const markAt = 1;
const sumsAt = 2;

export class ValueEntries {
  /** Words of an entry. */
  readonly stride: number;
  readonly singles: number;
  readonly doubles: number;
  /** Sums of the first single float of all entries, filled by `weigh`. */
  readonly weights = { total: 0, upTo: 0 };
  readonly #heap: Heap;

  /** @param options.singles even when there are doubles */
  constructor(options: { readonly heap: Heap; readonly singles: number; readonly doubles: number }) {
    this.#heap = options.heap;
    this.singles = options.singles;
    this.doubles = options.doubles;
    this.stride = sumsAt + options.singles + 2 * options.doubles;
  }

  count(page: Page, at: number): number {
    return page.u32[at + countAt] & entryCountMask;
  }

  /** The page that holds the entries. Only for a block that is not empty. */
  pageOf(page: Page, at: number): Page {
    return this.#heap.pageOf(this.#block(page, at));
  }

  /** Offset of an entry in that page. */
  place(page: Page, at: number, entry: number): number {
    return this.#heap.offsetOf(this.#block(page, at)) + entry * this.stride;
  }

  /** Makes room for an entry, filled with zeros, in front of the entry `which`. O(n). */
  open(page: Page, at: number, which: number): void {
    const count = this.count(page, at);
    this.resize(page, at, count + 1);
    const words = this.pageOf(page, at).u32;
    const from = this.place(page, at, which);
    words.copyWithin(from + this.stride, from, this.place(page, at, count));
    words.fill(0, from, from + this.stride);
  }

  /** Takes an entry out. O(n). */
  remove(page: Page, at: number, which: number): void {
    const count = this.count(page, at);
    const from = this.place(page, at, which);
    this.pageOf(page, at).u32.copyWithin(from, from + this.stride, this.place(page, at, count));
    this.resize(page, at, count - 1);
  }

  /** Keeps the first entries, or adds some filled with zeros. */
  resize(page: Page, at: number, count: number): void {
    const before = this.count(page, at);
    if (count === before) return;
    const block = this.#block(page, at);
    const words = before * this.stride;
    if (count === 0) {
      this.#heap.release(block, words);
      page.u32[at + blockAt] = 0;
    } else {
      page.u32[at + blockAt] =
        before === 0
          ? this.#heap.allocate(count * this.stride)
          : this.#heap.resize(block, words, count * this.stride);
    }
    page.u32[at + countAt] += count - before;
  }

  valueAt(page: Page, at: number, entry: number): number {
    return this.pageOf(page, at).u32[this.place(page, at, entry)];
  }

  setValue(page: Page, at: number, entry: number, value: number): void {
    this.pageOf(page, at).u32[this.place(page, at, entry)] = value;
  }

  markAt(page: Page, at: number, entry: number): number {
    return this.pageOf(page, at).u32[this.place(page, at, entry) + markAt];
  }

  setMark(page: Page, at: number, entry: number, mark: number): void {
    this.pageOf(page, at).u32[this.place(page, at, entry) + markAt] = mark;
  }

  /** Adds the days of another mark. */
  joinMark(page: Page, at: number, entry: number, mark: number): void {
    this.setMark(page, at, entry, joinedMark(this.markAt(page, at, entry), mark));
  }

  single(page: Page, at: number, entry: number, which: number): number {
    return this.pageOf(page, at).f32[this.place(page, at, entry) + sumsAt + which];
  }

  addSingle(page: Page, at: number, entry: number, which: number, amount: number): void {
    this.pageOf(page, at).f32[this.place(page, at, entry) + sumsAt + which] += amount;
  }

  double(page: Page, at: number, entry: number, which: number): number {
    return this.pageOf(page, at).f64[this.#doublePlace(page, at, entry) + which];
  }

  addDouble(page: Page, at: number, entry: number, which: number, amount: number): void {
    this.pageOf(page, at).f64[this.#doublePlace(page, at, entry) + which] += amount;
  }

  /** Adds the sums of an entry of another set. */
  addSums(page: Page, at: number, entry: number, otherPage: Page, other: number, from: number): void {
    for (let which = 0; which < this.singles; which++)
      this.addSingle(page, at, entry, which, this.single(otherPage, other, from, which));
    for (let which = 0; which < this.doubles; which++)
      this.addDouble(page, at, entry, which, this.double(otherPage, other, from, which));
  }

  /** Multiplies the sums of an entry. */
  fade(page: Page, at: number, entry: number, factor: number): void {
    const words = this.pageOf(page, at);
    const from = this.place(page, at, entry) + sumsAt;
    for (let which = 0; which < this.singles; which++) words.f32[from + which] *= factor;
    const doubles = (from + this.singles) / 2;
    for (let which = 0; which < this.doubles; which++) words.f64[doubles + which] *= factor;
  }

  /** Moves an entry to a place before it. */
  move(page: Page, at: number, from: number, to: number): void {
    const place = this.place(page, at, from);
    this.pageOf(page, at).u32.copyWithin(this.place(page, at, to), place, place + this.stride);
  }

  /** Fills `weights` with the sum of all weights, and of those that are not above `level`. O(n). */
  weigh(page: Page, at: number, level: number): void {
    let total = 0;
    let upTo = 0;
    const count = this.count(page, at);
    if (count > 0) {
      const words = this.pageOf(page, at).f32;
      const end = this.place(page, at, count);
      for (let place = this.place(page, at, 0) + sumsAt; place < end; place += this.stride) {
        const weight = words[place];
        total += weight;
        if (weight <= level) upTo += weight;
      }
    }
    this.weights.total = total;
    this.weights.upTo = upTo;
  }

  extraBytes(page: Page, at: number): number {
    const count = this.count(page, at);
    return count === 0 ? 0 : classWords(count * this.stride) * 4;
  }

  #doublePlace(page: Page, at: number, entry: number): number {
    return (this.place(page, at, entry) + sumsAt + this.singles) / 2;
  }

  #block(page: Page, at: number): Address {
    return page.u32[at + blockAt];
  }
}
