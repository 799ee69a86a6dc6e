/**
 * The histogram behind `UsualAmount`: (bucket, count) pairs in one heap block, sorted by bucket. Counts are whole
 * numbers, so content never depends on the order of learning.
 *
 * With more than `bucketsPerAmountMax` buckets, neighbouring pairs are merged and the level rises by one. The final level
 * is the lowest at which all observations fit, whatever their order: no part of them needs more buckets than the whole.
 */

import { bucketsPerAmountMax } from '../limits.ts';
import { classWords, type Heap, type Page } from '../memory/heap.ts';

/** Fixed words of a histogram: block, then count of buckets and level; bits 24–31 of the second are the owner's flags. */
export const histogramWords = 2;

const blockAt = 0;
const headAt = 1;
const countMask = 0xffff;
const levelShift = 16;
const levelMask = 0xff;
const pairWords = 2;
const u32Max = 0xffffffff;

export class AmountHistogram {
  readonly #heap: Heap;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  count(page: Page, at: number): number {
    return page.u32[at + headAt] & countMask;
  }

  level(page: Page, at: number): number {
    return (page.u32[at + headAt] >>> levelShift) & levelMask;
  }

  indexAt(page: Page, at: number, entry: number): number {
    const block = page.u32[at + blockAt];
    return this.#heap.pageOf(block).i32[this.#heap.offsetOf(block) + entry * pairWords];
  }

  observationsAt(page: Page, at: number, entry: number): number {
    const block = page.u32[at + blockAt];
    return this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + entry * pairWords + 1];
  }

  /** First entry whose bucket is `index` or above. O(log n). */
  lowerBound(page: Page, at: number, index: number): number {
    let low = 0;
    let high = page.u32[at + headAt] & countMask;
    if (high === 0) return 0;
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).i32;
    const first = this.#heap.offsetOf(block);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (words[first + middle * pairWords] < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Sum of the counts of the entries from `from` up to `to` (exclusive). */
  sum(page: Page, at: number, from: number, to: number): number {
    if (from >= to) return 0;
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const first = this.#heap.offsetOf(block) + 1;
    let sum = 0;
    for (let entry = from; entry < to; entry++) sum += words[first + entry * pairWords];
    return sum;
  }

  /** Adds observations to the bucket `index` of level 0. */
  add(page: Page, at: number, index: number, observations: number): void {
    this.addAtLevel(page, at, index >> this.level(page, at), observations);
    while (this.count(page, at) > bucketsPerAmountMax) this.#coarsen(page, at);
  }

  /** Adds observations to a bucket of the present level. */
  addAtLevel(page: Page, at: number, index: number, observations: number): void {
    const count = this.count(page, at);
    const entry = this.lowerBound(page, at, index);
    if (entry === count || this.indexAt(page, at, entry) !== index) {
      const block =
        count === 0
          ? this.#heap.allocate(pairWords)
          : this.#heap.resize(page.u32[at + blockAt], count * pairWords, (count + 1) * pairWords);
      const words = this.#heap.pageOf(block).i32;
      const first = this.#heap.offsetOf(block);
      const place = first + entry * pairWords;
      words.copyWithin(place + pairWords, place, first + count * pairWords);
      words[place] = index;
      words[place + 1] = 0;
      page.u32[at + blockAt] = block;
      page.u32[at + headAt]++;
    }
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const place = this.#heap.offsetOf(block) + entry * pairWords + 1;
    words[place] = Math.min(u32Max, words[place] + observations);
  }

  /** Counts each observation so many times. */
  multiply(page: Page, at: number, times: number): void {
    const count = this.count(page, at);
    if (count === 0) return;
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const first = this.#heap.offsetOf(block) + 1;
    for (let entry = 0; entry < count; entry++)
      words[first + entry * pairWords] = Math.min(u32Max, words[first + entry * pairWords] * times);
  }

  /** Brings it to a level at least. */
  coarsenTo(page: Page, at: number, level: number): void {
    if (this.count(page, at) === 0) this.setLevel(page, at, Math.max(level, this.level(page, at)));
    while (this.level(page, at) < level) this.#coarsen(page, at);
  }

  setLevel(page: Page, at: number, level: number): void {
    page.u32[at + headAt] = (page.u32[at + headAt] & ~(levelMask << levelShift)) | (level << levelShift);
  }

  remove(page: Page, at: number, entry: number): void {
    const count = this.count(page, at);
    const block = page.u32[at + blockAt];
    const first = this.#heap.offsetOf(block);
    const place = first + entry * pairWords;
    this.#heap.pageOf(block).u32.copyWithin(place, place + pairWords, first + count * pairWords);
    this.#shrink(page, at, count - 1);
  }

  extraBytes(page: Page, at: number): number {
    const count = this.count(page, at);
    return count === 0 ? 0 : classWords(count * pairWords) * 4;
  }

  release(page: Page, at: number): void {
    const count = this.count(page, at);
    if (count !== 0) this.#heap.release(page.u32[at + blockAt], count * pairWords);
    page.u32.fill(0, at, at + histogramWords);
  }

  #coarsen(page: Page, at: number): void {
    const count = this.count(page, at);
    const block = page.u32[at + blockAt];
    const { i32, u32 } = this.#heap.pageOf(block);
    const first = this.#heap.offsetOf(block);
    let last = first;
    i32[first] >>= 1;
    for (let entry = 1; entry < count; entry++) {
      const place = first + entry * pairWords;
      const index = i32[place] >> 1;
      if (index === i32[last]) {
        u32[last + 1] = Math.min(u32Max, u32[last + 1] + u32[place + 1]);
      } else {
        last += pairWords;
        i32[last] = index;
        u32[last + 1] = u32[place + 1];
      }
    }
    this.setLevel(page, at, this.level(page, at) + 1);
    this.#shrink(page, at, (last - first) / pairWords + 1);
  }

  #shrink(page: Page, at: number, newCount: number): void {
    const count = this.count(page, at);
    if (newCount === 0) {
      this.#heap.release(page.u32[at + blockAt], count * pairWords);
      page.u32[at + blockAt] = 0;
    } else {
      page.u32[at + blockAt] = this.#heap.resize(
        page.u32[at + blockAt],
        count * pairWords,
        newCount * pairWords,
      );
    }
    page.u32[at + headAt] += newCount - count;
  }
}
