/**
 * Profiles of a bounded sample of keys, in one heap block that grows and shrinks with them: for each key the hash of its
 * name, the cluster it was in, when it was heard of last, and its latest profile.
 *
 * A full sample keeps the keys with the smallest hashes (bottom-k sampling: Cohen & Kaplan, "Summarizing data using bottom-k
 * sketches", PODC 2007): the same keys day after day, and whatever the order they come in. Keys of one hash share a place.
 */

import { similarKeysMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import { type Address, classWords, type Heap, type Page } from '../../memory/heap.ts';

/** Words of a sample in its owner's state: block, count of keys. */
export const profileSampleWords = 2;

const blockAt = 0;
const countAt = 1;

// An entry: hash, cluster, day it was heard of last, then the profile as single floats.
const clusterAt = 1;
const heardAt = 2;
const profileAt = 3;

export class ProfileSample {
  readonly #heap: Heap;
  readonly #dimensions: number;
  readonly #stride: number;

  constructor(options: { readonly heap: Heap; readonly dimensions: number }) {
    this.#heap = options.heap;
    this.#dimensions = options.dimensions;
    this.#stride = profileAt + options.dimensions;
  }

  count(page: Page, at: number): number {
    return page.u32[at + countAt];
  }

  clusterOf(page: Page, at: number, entry: number): number {
    return this.#page(page, at).u32[this.#place(page, at, entry) + clusterAt];
  }

  setCluster(page: Page, at: number, entry: number, cluster: number): void {
    this.#page(page, at).u32[this.#place(page, at, entry) + clusterAt] = cluster;
  }

  /** Writes the profile of an entry from `into[from]` on. Entries stand in the order of their hashes. */
  read(page: Page, at: number, entry: number, into: Float64Array, from: number): void {
    const { f32 } = this.#page(page, at);
    const first = this.#place(page, at, entry) + profileAt;
    for (let index = 0; index < this.#dimensions; index++) into[from + index] = f32[first + index];
  }

  /** Adds a key's profile. Of two with one hash the greater stays, whichever came first. O(keys) at worst. */
  add(page: Page, at: number, hash: number, profile: ArrayLike<number>): void {
    const entry = this.#enter(page, at, hash);
    if (entry < 0) return;
    const { f32 } = this.#page(page, at);
    const first = this.#place(page, at, entry) + profileAt;
    if (f32[first - profileAt + heardAt] !== 0) {
      let index = 0;
      while (index < this.#dimensions && f32[first + index] === profile[index]) index++;
      if (index === this.#dimensions || f32[first + index] > profile[index]) return;
    }
    f32[first - profileAt + heardAt] = 1;
    for (let index = 0; index < this.#dimensions; index++) f32[first + index] = profile[index];
  }

  /** Takes over the keys of another sample, heard of on a day after 0: their profiles are the newer ones. */
  take(page: Page, at: number, otherPage: Page, other: number, day: number): void {
    const count = this.count(otherPage, other);
    for (let from = 0; from < count; from++) {
      const words = this.#page(otherPage, other);
      const source = this.#place(otherPage, other, from);
      const entry = this.#enter(page, at, words.u32[source]);
      if (entry < 0) return;
      const into = this.#page(page, at);
      const place = this.#place(page, at, entry);
      into.f32[place + heardAt] = day;
      for (let index = profileAt; index < this.#stride; index++)
        into.f32[place + index] = words.f32[source + index];
    }
  }

  /** Leaves out keys that were not heard of since a day. */
  forget(page: Page, at: number, since: number): void {
    for (let entry = this.count(page, at) - 1; entry >= 0; entry--)
      if (this.#page(page, at).f32[this.#place(page, at, entry) + heardAt] < since)
        this.#remove(page, at, entry);
  }

  extraBytes(page: Page, at: number): number {
    const count = this.count(page, at);
    return count === 0 ? 0 : classWords(count * this.#stride) * 4;
  }

  release(page: Page, at: number): void {
    const count = this.count(page, at);
    if (count !== 0) this.#heap.release(page.u32[at + blockAt], count * this.#stride);
    page.u32.fill(0, at, at + profileSampleWords);
  }

  save(page: Page, at: number, writer: ByteWriter): void {
    const count = this.count(page, at);
    writer.u32(count);
    if (count === 0) return;
    const first = this.#place(page, at, 0);
    const { u32 } = this.#page(page, at);
    for (let word = 0; word < count * this.#stride; word++) writer.u32(u32[first + word]);
  }

  load(page: Page, at: number, reader: ByteReader): void {
    const count = reader.u32();
    if (count === 0) return;
    page.u32[at + blockAt] = this.#heap.allocate(count * this.#stride);
    page.u32[at + countAt] = count;
    const first = this.#place(page, at, 0);
    const { u32 } = this.#page(page, at);
    for (let word = 0; word < count * this.#stride; word++) u32[first + word] = reader.u32();
  }

  /** The entry of a hash, a new one filled with zeros when there is none; −1 when it is left out. */
  #enter(page: Page, at: number, hash: number): number {
    const count = this.count(page, at);
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#hash(page, at, middle) < hash) low = middle + 1;
      else high = middle;
    }
    if (low < count && this.#hash(page, at, low) === hash) return low;
    if (low === similarKeysMax) return -1;
    if (count === similarKeysMax) this.#remove(page, at, count - 1);
    this.#insert(page, at, low, hash);
    return low;
  }

  #insert(page: Page, at: number, entry: number, hash: number): void {
    const count = this.count(page, at);
    const stride = this.#stride;
    page.u32[at + blockAt] =
      count === 0
        ? this.#heap.allocate(stride)
        : this.#heap.resize(page.u32[at + blockAt], count * stride, (count + 1) * stride);
    page.u32[at + countAt] = count + 1;
    const { u32 } = this.#page(page, at);
    const place = this.#place(page, at, entry);
    u32.copyWithin(place + stride, place, this.#place(page, at, count));
    u32.fill(0, place, place + stride);
    u32[place] = hash;
  }

  #remove(page: Page, at: number, entry: number): void {
    const count = this.count(page, at);
    const stride = this.#stride;
    const place = this.#place(page, at, entry);
    this.#page(page, at).u32.copyWithin(place, place + stride, this.#place(page, at, count));
    const block: Address = page.u32[at + blockAt];
    if (count === 1) this.#heap.release(block, stride);
    page.u32[at + blockAt] = count === 1 ? 0 : this.#heap.resize(block, count * stride, (count - 1) * stride);
    page.u32[at + countAt] = count - 1;
  }

  #hash(page: Page, at: number, entry: number): number {
    return this.#page(page, at).u32[this.#place(page, at, entry)];
  }

  #page(page: Page, at: number): Page {
    return this.#heap.pageOf(page.u32[at + blockAt]);
  }

  #place(page: Page, at: number, entry: number): number {
    return this.#heap.offsetOf(page.u32[at + blockAt]) + entry * this.#stride;
  }
}
