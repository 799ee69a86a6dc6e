/**
 * Entries of equal length side by side in one heap block, which grows and shrinks with them. The order is the owner's.
 * Two fixed words: the block, and the count of entries in the low half of the second, with the owner's flags above.
 */

import { type Address, classWords, type Heap, type Page } from '../../memory/heap.ts';

export const entryBlockWords = 2;

const blockAt = 0;
const countAt = 1;
/** The count, in its word. */
export const entryCountMask = 0xffff;

export class EntryBlock {
  readonly stride: number;
  readonly #heap: Heap;

  /** @param options.stride words of an entry; even when entries hold doubles */
  constructor(options: { readonly heap: Heap; readonly stride: number }) {
    this.#heap = options.heap;
    this.stride = options.stride;
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

  extraBytes(page: Page, at: number): number {
    const count = this.count(page, at);
    return count === 0 ? 0 : classWords(count * this.stride) * 4;
  }

  #block(page: Page, at: number): Address {
    return page.u32[at + blockAt];
  }
}
