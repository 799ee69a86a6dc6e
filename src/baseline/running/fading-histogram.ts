/**
 * A histogram that fades: (bucket, weight) pairs in one heap block, sorted by bucket, weights as single floats. Whole weights up to
 * 2²⁴ add up exactly, so content learnt without fading does not depend on the order of learning.
 *
 * With more than `bucketsPerRunningAmountMax` buckets neighbours are merged and the level rises by one, as in amount-histogram.ts:
 * the level depends on which buckets there are, not on when they came. Weights that have faded below `weightMin` are dropped. 8 bytes a bucket.
 */

import { bucketsPerRunningAmountMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import { classWords, type Heap, type Page } from '../../memory/heap.ts';

/** Fixed words of a histogram: block, then count of buckets and level; bits 24–31 of the second are the owner's flags. */
export const fadingHistogramWords = 2;

/** Six half-lives after a pane was learnt alone in its bucket it is forgotten. */
const weightMin = 1 / 64;

const blockAt = 0;
const headAt = 1;
const countMask = 0xffff;
const levelShift = 16;
const levelMask = 0xff;
const pairWords = 2;

export class FadingHistogram {
  readonly #heap: Heap;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  count(page: Page, at: number): number {
    return page.u32[at + headAt] & countMask;
  }

  /** A bucket of level L stands for 2^L neighbours of level 0. */
  level(page: Page, at: number): number {
    return (page.u32[at + headAt] >>> levelShift) & levelMask;
  }

  indexAt(page: Page, at: number, entry: number): number {
    const block = page.u32[at + blockAt];
    return this.#heap.pageOf(block).i32[this.#heap.offsetOf(block) + entry * pairWords];
  }

  weightAt(page: Page, at: number, entry: number): number {
    const block = page.u32[at + blockAt];
    return this.#heap.pageOf(block).f32[this.#heap.offsetOf(block) + entry * pairWords + 1];
  }

  /** First entry whose bucket, of the present level, is `index` or above. O(log n). */
  lowerBound(page: Page, at: number, index: number): number {
    let low = 0;
    let high = this.count(page, at);
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

  /** Weight of the entries from `from` up to `to` (exclusive). */
  sum(page: Page, at: number, from: number, to: number): number {
    if (from >= to) return 0;
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).f32;
    const first = this.#heap.offsetOf(block) + 1;
    let sum = 0;
    for (let entry = from; entry < to; entry++) sum += words[first + entry * pairWords];
    return sum;
  }

  /** Adds weight to the bucket `index` of level 0. */
  add(page: Page, at: number, index: number, weight: number): void {
    this.#addAtLevel(page, at, index >> this.level(page, at), weight);
    while (this.count(page, at) > bucketsPerRunningAmountMax) this.#coarsen(page, at);
  }

  /** Adds what another histogram holds. */
  merge(page: Page, at: number, otherPage: Page, otherAt: number): void {
    const otherLevel = this.level(otherPage, otherAt);
    while (this.level(page, at) < otherLevel) this.#coarsen(page, at);
    const count = this.count(otherPage, otherAt);
    for (let entry = 0; entry < count; entry++) {
      const shift = this.level(page, at) - otherLevel;
      const index = this.indexAt(otherPage, otherAt, entry) >> shift;
      this.#addAtLevel(page, at, index, this.weightAt(otherPage, otherAt, entry));
      while (this.count(page, at) > bucketsPerRunningAmountMax) this.#coarsen(page, at);
    }
  }

  /** Multiplies all weights; what has faded away is dropped. @param factor in [0, 1] */
  fade(page: Page, at: number, factor: number): void {
    const count = this.count(page, at);
    if (count === 0) return;
    const block = page.u32[at + blockAt];
    const { i32, f32 } = this.#heap.pageOf(block);
    const first = this.#heap.offsetOf(block);
    let kept = 0;
    for (let entry = 0; entry < count; entry++) {
      const place = first + entry * pairWords;
      const weight = f32[place + 1] * factor;
      if (weight < weightMin) continue;
      i32[first + kept * pairWords] = i32[place];
      f32[first + kept * pairWords + 1] = weight;
      kept++;
    }
    this.#resize(page, at, count, kept);
  }

  extraBytes(page: Page, at: number): number {
    const count = this.count(page, at);
    return count === 0 ? 0 : classWords(count * pairWords) * 4;
  }

  release(page: Page, at: number): void {
    this.#resize(page, at, this.count(page, at), 0);
    page.u32.fill(0, at, at + fadingHistogramWords);
  }

  save(page: Page, at: number, writer: ByteWriter): void {
    const count = this.count(page, at);
    writer.u8(this.level(page, at));
    writer.u32(count);
    for (let entry = 0; entry < count; entry++) {
      writer.u32(this.indexAt(page, at, entry));
      writer.f64(this.weightAt(page, at, entry));
    }
  }

  load(page: Page, at: number, reader: ByteReader): void {
    this.#setLevel(page, at, reader.u8());
    const count = reader.u32();
    for (let entry = 0; entry < count; entry++) {
      const index = reader.u32() | 0;
      this.#addAtLevel(page, at, index, reader.f64());
    }
  }

  #addAtLevel(page: Page, at: number, index: number, weight: number): void {
    const count = this.count(page, at);
    const entry = this.lowerBound(page, at, index);
    if (entry === count || this.indexAt(page, at, entry) !== index) {
      this.#resize(page, at, count, count + 1);
      const block = page.u32[at + blockAt];
      const words = this.#heap.pageOf(block).i32;
      const first = this.#heap.offsetOf(block);
      const place = first + entry * pairWords;
      words.copyWithin(place + pairWords, place, first + count * pairWords);
      words[place] = index;
      words[place + 1] = 0;
    }
    const block = page.u32[at + blockAt];
    this.#heap.pageOf(block).f32[this.#heap.offsetOf(block) + entry * pairWords + 1] += weight;
  }

  #coarsen(page: Page, at: number): void {
    const count = this.count(page, at);
    this.#setLevel(page, at, this.level(page, at) + 1);
    if (count === 0) return;
    const block = page.u32[at + blockAt];
    const { i32, f32 } = this.#heap.pageOf(block);
    const first = this.#heap.offsetOf(block);
    let last = first;
    i32[first] >>= 1;
    for (let entry = 1; entry < count; entry++) {
      const place = first + entry * pairWords;
      const index = i32[place] >> 1;
      if (index === i32[last]) {
        f32[last + 1] += f32[place + 1];
      } else {
        last += pairWords;
        i32[last] = index;
        f32[last + 1] = f32[place + 1];
      }
    }
    this.#resize(page, at, count, (last - first) / pairWords + 1);
  }

  #setLevel(page: Page, at: number, level: number): void {
    page.u32[at + headAt] = (page.u32[at + headAt] & ~(levelMask << levelShift)) | (level << levelShift);
  }

  #resize(page: Page, at: number, count: number, newCount: number): void {
    if (newCount === count) return;
    const block = page.u32[at + blockAt];
    if (newCount === 0) {
      this.#heap.release(block, count * pairWords);
      page.u32[at + blockAt] = 0;
    } else if (count === 0) {
      page.u32[at + blockAt] = this.#heap.allocate(newCount * pairWords);
    } else {
      page.u32[at + blockAt] = this.#heap.resize(block, count * pairWords, newCount * pairWords);
    }
    page.u32[at + headAt] += newCount - count;
  }
}
