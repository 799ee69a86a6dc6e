/** How often actors are used, and in which batch last: two words behind each cell, so that an event touches one place. */

import type { Address, Heap } from '../memory/heap.ts';

/** Words behind a cell. */
export const useWords = 2;
/** Uses count half after this many batches without one. */
const halfLifeBatches = 64;

export class UseCounts {
  readonly #heap: Heap;
  readonly #offset: number;
  #batch = 1;

  /** @param offset of the words in a cell's block */
  constructor(of: { readonly heap: Heap; readonly offset: number }) {
    this.#heap = of.heap;
    this.#offset = of.offset;
  }

  nextBatch(): void {
    this.#batch++;
  }

  touch(cell: Address): void {
    const page = this.#heap.pageOf(cell).u32;
    const at = this.#heap.offsetOf(cell) + this.#offset;
    if (page[at + 1] !== this.#batch) {
      page[at] = decayed(page[at], this.#batch - page[at + 1]);
      page[at + 1] = this.#batch;
    }
    page[at]++;
  }

  /** Decayed number of uses. */
  usesOf(cell: Address): number {
    const page = this.#heap.pageOf(cell).u32;
    const at = this.#heap.offsetOf(cell) + this.#offset;
    return decayed(page[at], this.#batch - page[at + 1]);
  }

  /** Batches since the last use; 0 is the present one. */
  restOf(cell: Address): number {
    return this.#batch - this.#heap.pageOf(cell).u32[this.#heap.offsetOf(cell) + this.#offset + 1];
  }

  /** Begins with the uses an actor had before it was parked; its return is none of its own. */
  restore(cell: Address, uses: number): void {
    const page = this.#heap.pageOf(cell).u32;
    const at = this.#heap.offsetOf(cell) + this.#offset;
    page[at] = uses;
    page[at + 1] = this.#batch;
  }
}

/** Hyperbolic decay: half after the half-life, and cheap enough for every event. */
function decayed(uses: number, batches: number): number {
  return Math.round((uses * halfLifeBatches) / (halfLifeBatches + batches));
}
