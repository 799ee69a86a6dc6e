/**
 * The state heap: all learnt numbers of one engine, in pages of 32-bit words.
 *
 * A block never crosses a page, so code that works on a block takes its page once (`pageOf`) and then indexes with
 * plain arithmetic (`offsetOf`). Blocks come in size classes (four per doubling, at most 25 % waste) with one free
 * list each, linked through the first word of the freed blocks: allocation and release are O(1) and the garbage
 * collector sees a few large typed arrays instead of millions of objects. Address 0 means "no block".
 */

import { heapBlockWordsMax, heapPagesMax, heapPageWords } from '../limits.ts';
import { Ledger } from './ledger.ts';

/** A block's place: page index × page words + offset. */
export type Address = number;

/** One page, seen as integers, as single floats and as doubles (double index = word offset / 2). */
export interface Page {
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

const pageShift = Math.log2(heapPageWords);
const offsetMask = heapPageWords - 1;

/** Words really taken for a request: the next size class. All classes are even, so every block is aligned for doubles. */
export function classWords(words: number): number {
  if (words <= 8) return Math.max(2, (words + 1) & ~1);
  const step = 1 << (29 - Math.clz32(words - 1));
  return (words + step - 1) & -step;
}

export class Heap {
  readonly #ledger: Ledger;
  readonly #pages: Page[] = [];
  readonly #free = new Map<number, Address>();
  #top = heapPageWords;
  #used = 0;

  /** @param ledger who is charged for blocks; an own one when nobody asks */
  constructor(ledger: Ledger = new Ledger()) {
    this.#ledger = ledger;
  }

  /** Bytes in live blocks, size-class rounding included. */
  get bytesUsed(): number {
    return this.#used * 4;
  }

  /** Bytes of memory reserved from the process. */
  get bytesReserved(): number {
    return this.#pages.length * heapPageWords * 4;
  }

  /** A zeroed block of at least `words` words. @throws RangeError beyond `heapBlockWordsMax` or `heapPagesMax`. */
  allocate(words: number): Address {
    // Compared before rounding: a request near 2³¹ would wrap around in the size class.
    if (!(words <= heapBlockWordsMax)) {
      throw new RangeError(
        `heap block: expected at most ${heapBlockWordsMax} words, found ${words}; split the state into smaller blocks`,
      );
    }
    const size = classWords(words);
    const free = this.#free.get(size) ?? 0;
    if (free !== 0) {
      const page = this.#pages[free >>> pageShift].i32;
      const offset = free & offsetMask;
      this.#free.set(size, page[offset] >>> 0);
      page.fill(0, offset, offset + size);
      this.#used += size;
      this.#ledger.charge(size * 4);
      return free;
    }
    if (this.#top + size > heapPageWords) this.#addPage();
    const address = (this.#pages.length - 1) * heapPageWords + this.#top;
    this.#top += size;
    this.#used += size;
    this.#ledger.charge(size * 4);
    return address;
  }

  /** Gives a block back. `words` is what was asked for. */
  release(address: Address, words: number): void {
    const size = classWords(words);
    this.#used -= size;
    this.#ledger.charge(-size * 4);
    this.#pages[address >>> pageShift].i32[address & offsetMask] = this.#free.get(size) ?? 0;
    this.#free.set(size, address);
  }

  /** Moves a block to one of another size, keeping the first words of it; words beyond `words` are zeros. */
  resize(address: Address, words: number, newWords: number): Address {
    if (classWords(words) === classWords(newWords)) {
      if (newWords < words) {
        const start = this.offsetOf(address);
        this.pageOf(address).i32.fill(0, start + newWords, start + words);
      }
      return address;
    }
    const moved = this.allocate(newWords);
    const from = this.pageOf(address).i32;
    const start = this.offsetOf(address);
    this.pageOf(moved).i32.set(from.subarray(start, start + Math.min(words, newWords)), this.offsetOf(moved));
    this.release(address, words);
    return moved;
  }

  pageOf(address: Address): Page {
    return this.#pages[address >>> pageShift];
  }

  offsetOf(address: Address): number {
    return address & offsetMask;
  }

  #addPage(): void {
    if (this.#pages.length === heapPagesMax) {
      throw new RangeError(
        `state heap: expected at most ${heapPagesMax} pages, all are taken; lower the memory quota or split the keys over more shards`,
      );
    }
    const memory = new ArrayBuffer(heapPageWords * 4);
    this.#pages.push({
      i32: new Int32Array(memory),
      u32: new Uint32Array(memory),
      f32: new Float32Array(memory),
      f64: new Float64Array(memory),
    });
    // The first words of the first page stay unused: address 0 means "no block".
    this.#top = this.#pages.length === 1 ? 2 : 0;
  }
}
