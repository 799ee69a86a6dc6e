/**
 * A bounded set of weighted vectors in one heap block: panes of several numbers, each once, with the weight they were
 * learnt with.
 *
 * A full set keeps the vectors with the smallest hashes (bottom-k sampling: Cohen & Kaplan, "Summarizing data using
 * bottom-k sketches", PODC 2007). A vector among the k smallest of all is among the k smallest of every part, so it is
 * never driven out on the way: content and weights are a pure function of what was added, never of its order. The weight
 * of all that was ever added is kept beside, so that the sample can be scaled to it.
 */

import { vectorsPerStateMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import { avalanche } from '../../memory/dictionary.ts';
import { classWords, type Heap, type Page } from '../../memory/heap.ts';

/** Fixed words of a set: block, vectors in it, weight of all that was added. */
export const reservoirWords = 3;

const blockAt = 0;
const countAt = 1;
const totalAt = 2;

// An entry: hash, weight, then the numbers as single floats.
const weightAt = 1;
const numbersAt = 2;

/** Below it a vector has faded: six half-lives of a pane. */
const weightMin = 1 / 64;

export class VectorReservoir {
  readonly #heap: Heap;
  readonly #dimensions: number;
  readonly #stride: number;
  /** Scratch: the vector at hand as single floats, and its bits. */
  readonly #numbers: Float32Array;
  readonly #bits: Uint32Array;

  constructor(options: { readonly heap: Heap; readonly dimensions: number }) {
    this.#heap = options.heap;
    this.#dimensions = options.dimensions;
    this.#stride = numbersAt + options.dimensions;
    this.#numbers = new Float32Array(options.dimensions);
    this.#bits = new Uint32Array(this.#numbers.buffer);
  }

  count(page: Page, at: number): number {
    return page.u32[at + countAt];
  }

  /** Weight of all that was added and has not faded, sampled out or not. */
  total(page: Page, at: number): number {
    return page.f32[at + totalAt];
  }

  /** What a kept weight stands for: 1 until vectors had to be left out. */
  scale(page: Page, at: number): number {
    const count = this.count(page, at);
    let kept = 0;
    for (let entry = 0; entry < count; entry++) kept += this.weightOf(page, at, entry);
    return kept === 0 ? 0 : this.total(page, at) / kept;
  }

  weightOf(page: Page, at: number, entry: number): number {
    const block = page.u32[at + blockAt];
    return this.#heap.pageOf(block).f32[this.#heap.offsetOf(block) + entry * this.#stride + weightAt];
  }

  /** Writes the numbers of an entry from `into[0]` on. Entries stand in the order of their hashes. */
  read(page: Page, at: number, entry: number, into: Float64Array): void {
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).f32;
    const first = this.#heap.offsetOf(block) + entry * this.#stride + numbersAt;
    for (let index = 0; index < this.#dimensions; index++) into[index] = words[first + index];
  }

  /** Adds a vector, rounded to single floats. O(k). @param weight more than 0 */
  add(page: Page, at: number, numbers: Float64Array, weight: number): void {
    for (let index = 0; index < this.#dimensions; index++) this.#numbers[index] = numbers[index] + 0;
    page.f32[at + totalAt] += weight;
    this.#note(page, at, weight);
  }

  /** Adds what another set holds. */
  merge(page: Page, at: number, otherPage: Page, other: number): void {
    const block = otherPage.u32[other + blockAt];
    const count = this.count(otherPage, other);
    for (let entry = 0; entry < count; entry++) {
      const first = this.#heap.offsetOf(block) + entry * this.#stride;
      const words = this.#heap.pageOf(block).f32;
      for (let index = 0; index < this.#dimensions; index++)
        this.#numbers[index] = words[first + numbersAt + index];
      this.#note(page, at, words[first + weightAt]);
    }
    page.f32[at + totalAt] += otherPage.f32[other + totalAt];
  }

  /** Lowers all weights, and drops what has faded. */
  fade(page: Page, at: number, factor: number): void {
    page.f32[at + totalAt] *= factor;
    for (let entry = this.count(page, at) - 1; entry >= 0; entry--) {
      const block = page.u32[at + blockAt];
      const words = this.#heap.pageOf(block).f32;
      const place = this.#heap.offsetOf(block) + entry * this.#stride + weightAt;
      words[place] *= factor;
      if (words[place] < weightMin) this.#remove(page, at, entry);
    }
    if (this.count(page, at) === 0) page.f32[at + totalAt] = 0;
  }

  /** Empties the set, and gives its block back. */
  clear(page: Page, at: number): void {
    const count = this.count(page, at);
    if (count !== 0) this.#heap.release(page.u32[at + blockAt], count * this.#stride);
    page.u32.fill(0, at, at + reservoirWords);
  }

  extraBytes(page: Page, at: number): number {
    const count = this.count(page, at);
    return count === 0 ? 0 : classWords(count * this.#stride) * 4;
  }

  save(page: Page, at: number, writer: ByteWriter): void {
    const count = this.count(page, at);
    writer.u32(count);
    writer.u32(page.u32[at + totalAt]);
    const block = page.u32[at + blockAt];
    for (let word = 0; word < count * this.#stride; word++)
      writer.u32(this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + word]);
  }

  load(page: Page, at: number, reader: ByteReader): void {
    const count = reader.u32();
    page.u32[at + totalAt] = reader.u32();
    if (count === 0) return;
    const block = this.#heap.allocate(count * this.#stride);
    page.u32[at + blockAt] = block;
    page.u32[at + countAt] = count;
    for (let word = 0; word < count * this.#stride; word++)
      this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + word] = reader.u32();
  }

  /** Gives the scratch vector a weight: its entry, or a new one if there is a place for it. */
  #note(page: Page, at: number, weight: number): void {
    const hash = this.#hash();
    const count = this.count(page, at);
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(page, at, middle, hash) < 0) low = middle + 1;
      else high = middle;
    }
    if (low < count && this.#compare(page, at, low, hash) === 0) {
      const block = page.u32[at + blockAt];
      const place = this.#heap.offsetOf(block) + low * this.#stride + weightAt;
      this.#heap.pageOf(block).f32[place] += weight;
      return;
    }
    if (low === vectorsPerStateMax) return;
    if (count === vectorsPerStateMax) this.#remove(page, at, count - 1);
    this.#insert(page, at, low, { hash, weight });
  }

  #insert(page: Page, at: number, entry: number, added: { hash: number; weight: number }): void {
    const count = this.count(page, at);
    const stride = this.#stride;
    const block =
      count === 0
        ? this.#heap.allocate(stride)
        : this.#heap.resize(page.u32[at + blockAt], count * stride, (count + 1) * stride);
    const words = this.#heap.pageOf(block);
    const first = this.#heap.offsetOf(block);
    const place = first + entry * stride;
    words.u32.copyWithin(place + stride, place, first + count * stride);
    words.u32[place] = added.hash;
    words.f32[place + weightAt] = added.weight;
    words.u32.set(this.#bits, place + numbersAt);
    page.u32[at + blockAt] = block;
    page.u32[at + countAt] = count + 1;
  }

  #remove(page: Page, at: number, entry: number): void {
    const count = this.count(page, at);
    const stride = this.#stride;
    const block = page.u32[at + blockAt];
    const first = this.#heap.offsetOf(block);
    const place = first + entry * stride;
    this.#heap.pageOf(block).u32.copyWithin(place, place + stride, first + count * stride);
    if (count === 1) this.#heap.release(block, stride);
    page.u32[at + blockAt] = count === 1 ? 0 : this.#heap.resize(block, count * stride, (count - 1) * stride);
    page.u32[at + countAt] = count - 1;
  }

  /** How an entry stands to the scratch vector: by hash, then by its bits. */
  #compare(page: Page, at: number, entry: number, hash: number): number {
    const block = page.u32[at + blockAt];
    const words = this.#heap.pageOf(block).u32;
    const first = this.#heap.offsetOf(block) + entry * this.#stride;
    if (words[first] !== hash) return words[first] - hash;
    for (let index = 0; index < this.#dimensions; index++) {
      const difference = words[first + numbersAt + index] - this.#bits[index];
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #hash(): number {
    let hash = 0;
    for (let index = 0; index < this.#dimensions; index++)
      hash = avalanche(Math.imul(hash, 0x01000193) ^ this.#bits[index]);
    return hash;
  }
}
