/**
 * A bounded sample of what was learnt, one pane an entry, in which the old is rarer the older it is: what is left of a pane
 * after fading is the probability that it is kept, so that no entry has to be touched when a day has passed.
 *
 *     priority(pane) = day / half-life − log2(u)        u: hash of its numbers and day, in (0, 1)
 *     weight(pane)   = times · 2^(max(day / half-life, τ) − today / half-life)
 *
 * The panes with the highest priorities are kept; τ is the highest one that was let go. Up to the bound that is every pane,
 * with the weight that fading left it; beyond it each stands for those that went. Sums of weights are unbiased. Which
 * panes are kept follows from what was learnt, never from its order: priorities do not change with time.
 * Sources: priority sampling, Duffield, Lund & Thorup, J. ACM 54 (2007); forward decay, Cormode, Shkapenyuk, Srivastava & Xu,
 * ICDE 2009. 24 bytes, and 8 + 4 · dimensions a pane. Adding O(bound) in words moved, O(log) in comparisons.
 */

import { vectorsPerGroupMax, vectorsPerStateMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import { avalanche } from '../../memory/dictionary.ts';
import { type Address, classWords, type Heap, type Page } from '../../memory/heap.ts';
import { boundedNumber, type GatheredVectors, weekdayOf } from './gathered-vectors.ts';
import type { Moment } from './running-model.ts';

/** Fixed words of a sample, at an even place. */
export const fadingVectorWords = 6;

const blockAt = 0;
const countAt = 1;
const dayAt = 2;
const flagsAt = 3;
/** A double: τ, 0 as long as nothing was let go. Priorities are more than 0. */
const thresholdAt = 4;

/** The state was merged into, so it is a group's, and holds more. */
const isGroup = 1;
/** Priorities are without days. */
const isTimeless = 2;

// An entry: day and whether it was a day off, times it was learnt, then the numbers as single floats.
const timesAt = 1;
const numbersAt = 2;

const dayMax = 0xfffff;

export class FadingVectors {
  readonly #heap: Heap;
  readonly #dimensions: number;
  readonly #stride: number;
  readonly #halfLifeDays: number;
  /** Scratch: the entry at hand without its times, as bits and as single floats. */
  readonly #numbers: Float32Array;
  readonly #bits: Uint32Array;
  #mark = 0;

  constructor(options: { readonly heap: Heap; readonly dimensions: number; readonly halfLifeDays: number }) {
    this.#heap = options.heap;
    this.#dimensions = options.dimensions;
    this.#stride = numbersAt + options.dimensions;
    this.#halfLifeDays = options.halfLifeDays;
    this.#numbers = new Float32Array(options.dimensions);
    this.#bits = new Uint32Array(this.#numbers.buffer);
  }

  count(state: Address): number {
    return this.#heap.pageOf(state).u32[this.#heap.offsetOf(state) + countAt];
  }

  /** Panes learnt that have not faded, weighted, as a single float: in which order they stand must not show. Estimated once some were let go. */
  weight(state: Address): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    let weight = 0;
    for (let entry = 0; entry < page.u32[at + countAt]; entry++) weight += this.#weightOf(page, at, entry);
    return Math.fround(weight);
  }

  /** @param weight more than 0 */
  add(state: Address, numbers: Float64Array, { day, isDayOff }: Moment, weight: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const whole = Math.min(dayMax, Math.max(0, Math.floor(day)));
    page.u32[at + dayAt] = Math.max(whole, page.u32[at + dayAt]);
    if (this.#halfLifeDays === Number.POSITIVE_INFINITY) page.u32[at + flagsAt] |= isTimeless;
    this.#mark = whole * 2 + (isDayOff ? 1 : 0);
    for (let index = 0; index < this.#dimensions; index++)
      this.#numbers[index] = boundedNumber(numbers[index]);
    this.#note(page, at, weight);
  }

  /** Adds what another state holds; this one is a group's from then on. */
  merge(state: Address, other: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const otherPage = this.#heap.pageOf(other);
    const from = this.#heap.offsetOf(other);
    const count = otherPage.u32[from + countAt];
    const otherDay = otherPage.u32[from + dayAt];
    if (count === 0) return;
    page.u32[at + flagsAt] |= isGroup;
    page.u32[at + dayAt] = Math.max(otherDay, page.u32[at + dayAt]);
    const isWithoutDays = (otherPage.u32[from + flagsAt] & isTimeless) !== 0;
    let threshold = otherPage.f64[(from + thresholdAt) >>> 1];
    if (threshold > 0 && isWithoutDays) threshold += otherDay / this.#halfLifeDays;
    this.#letGo(page, at, threshold);
    for (let entry = 0; entry < count; entry++) {
      const block = otherPage.u32[from + blockAt];
      const words = this.#heap.pageOf(block);
      const first = this.#heap.offsetOf(block) + entry * this.#stride;
      this.#mark = words.u32[first];
      for (let index = 0; index < this.#dimensions; index++)
        this.#bits[index] = words.u32[first + numbersAt + index];
      this.#note(page, at, words.f32[first + timesAt]);
    }
  }

  /** Brings all panes to hand, in an order that follows from what they are. */
  gather(state: Address, into: GatheredVectors): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const block = page.u32[at + blockAt];
    into.count = page.u32[at + countAt];
    for (let entry = 0; entry < into.count; entry++) {
      const words = this.#heap.pageOf(block);
      const first = this.#heap.offsetOf(block) + entry * this.#stride;
      into.weights[entry] = this.#weightOf(page, at, entry);
      for (let index = 0; index < this.#dimensions; index++)
        into.columns[index][entry] = words.f32[first + numbersAt + index];
      into.columns[this.#dimensions][entry] = weekdayOf(words.u32[first] >>> 1);
      into.columns[this.#dimensions + 1][entry] = words.u32[first] & 1;
    }
  }

  extraBytes(state: Address): number {
    const count = this.count(state);
    return count === 0 ? 0 : classWords(count * this.#stride) * 4;
  }

  release(state: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const count = page.u32[at + countAt];
    if (count !== 0) this.#heap.release(page.u32[at + blockAt], count * this.#stride);
    page.u32.fill(0, at, at + fadingVectorWords);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const count = page.u32[at + countAt];
    writer.u8(page.u32[at + flagsAt]);
    writer.u32(page.u32[at + dayAt]);
    writer.f64(page.f64[(at + thresholdAt) >>> 1]);
    writer.u32(count);
    const block = page.u32[at + blockAt];
    for (let word = 0; word < count * this.#stride; word++)
      writer.u32(this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + word]);
  }

  load(state: Address, reader: ByteReader): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    page.u32[at + flagsAt] = reader.u8();
    page.u32[at + dayAt] = reader.u32();
    page.f64[(at + thresholdAt) >>> 1] = reader.f64();
    const count = reader.u32();
    if (count === 0) return;
    const block = this.#heap.allocate(count * this.#stride);
    page.u32[at + blockAt] = block;
    page.u32[at + countAt] = count;
    for (let word = 0; word < count * this.#stride; word++)
      this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + word] = reader.u32();
  }

  #weightOf(page: Page, at: number, entry: number): number {
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block);
    const first = this.#heap.offsetOf(block) + entry * this.#stride;
    const today = page.u32[at + dayAt];
    // Of the days between, not of two large numbers: the same a week later, to the last digit.
    const fading = ((words.u32[first] >>> 1) - today) / this.#halfLifeDays;
    const bound = page.f64[(at + thresholdAt) >>> 1] - today / this.#halfLifeDays;
    return words.f32[first + timesAt] * 2 ** Math.max(fading, bound);
  }

  /** Gives the scratch entry a weight: where it stands already, or a place of its own. */
  #note(page: Page, at: number, weight: number): void {
    const priority = this.#priority(this.#mark, this.#bits, 0);
    if (priority <= page.f64[(at + thresholdAt) >>> 1]) return;
    const count = page.u32[at + countAt];
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(page, at, middle, priority) < 0) low = middle + 1;
      else high = middle;
    }
    if (low < count && this.#compare(page, at, low, priority) === 0) {
      const block = page.u32[at + blockAt];
      this.#heap.pageOf(block).f32[this.#heap.offsetOf(block) + low * this.#stride + timesAt] += weight;
      return;
    }
    this.#insert(page, at, low, weight);
    const bound = page.u32[at + flagsAt] & isGroup ? vectorsPerGroupMax : vectorsPerStateMax;
    if (count + 1 > bound) this.#letGo(page, at, this.#priorityOf(page, at, count));
  }

  /** Drops the entries up to a priority. None of them is ever taken in again. */
  #letGo(page: Page, at: number, priority: number): void {
    const threshold = Math.max(priority, page.f64[(at + thresholdAt) >>> 1]);
    page.f64[(at + thresholdAt) >>> 1] = threshold;
    const count = page.u32[at + countAt];
    let kept = count;
    while (kept > 0 && this.#priorityOf(page, at, kept - 1) <= threshold) kept--;
    if (kept === count) return;
    const block = page.u32[at + blockAt];
    if (kept === 0) this.#heap.release(block, count * this.#stride);
    page.u32[at + blockAt] =
      kept === 0 ? 0 : this.#heap.resize(block, count * this.#stride, kept * this.#stride);
    page.u32[at + countAt] = kept;
  }

  #insert(page: Page, at: number, entry: number, weight: number): void {
    const count = page.u32[at + countAt];
    const stride = this.#stride;
    const block =
      count === 0
        ? this.#heap.allocate(stride)
        : this.#heap.resize(page.u32[at + blockAt], count * stride, (count + 1) * stride);
    const words = this.#heap.pageOf(block);
    const first = this.#heap.offsetOf(block);
    const place = first + entry * stride;
    words.u32.copyWithin(place + stride, place, first + count * stride);
    words.u32[place] = this.#mark;
    words.f32[place + timesAt] = weight;
    words.u32.set(this.#bits, place + numbersAt);
    page.u32[at + blockAt] = block;
    page.u32[at + countAt] = count + 1;
  }

  /** How an entry stands to the scratch entry: by falling priority, then by what it is. */
  #compare(page: Page, at: number, entry: number, priority: number): number {
    const own = this.#priorityOf(page, at, entry);
    if (own !== priority) return priority - own;
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const first = this.#heap.offsetOf(block) + entry * this.#stride;
    if (words[first] !== this.#mark) return words[first] - this.#mark;
    for (let index = 0; index < this.#dimensions; index++) {
      const difference = words[first + numbersAt + index] - this.#bits[index];
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #priorityOf(page: Page, at: number, entry: number): number {
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const first = this.#heap.offsetOf(block) + entry * this.#stride;
    return this.#priority(words[first], words, first + numbersAt);
  }

  #priority(mark: number, words: Uint32Array, from: number): number {
    let hash = avalanche(mark);
    for (let index = 0; index < this.#dimensions; index++)
      hash = avalanche(Math.imul(hash, 0x01000193) ^ words[from + index]);
    return (mark >>> 1) / this.#halfLifeDays - Math.log2((hash + 0.5) / 2 ** 32);
  }
}
