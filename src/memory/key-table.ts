/**
 * The key table: from a key's bytes to a small slot number and the block of state that belongs to the key.
 *
 * Open addressing over (slot, hash) pairs. Keys are compared as bytes, so that an event's key never has to become a
 * string to find its actor. A slot's block in the state heap begins with words for the owner of the table and ends with
 * the key, so that the comparison touches the memory that is needed next anyway: at a million keys an event costs its
 * cache misses. Removal shifts the following entries back, so that there are no tombstones and a table under churn
 * keeps its speed.
 */

import type { Address, Heap } from './heap.ts';

// Without `ignoreBOM` a leading U+FEFF would be lost, and with it the difference between two keys.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const slotsFirst = 16;

/** 32-bit hash of a span of bytes (Murmur3, seed 0), unsigned. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  const blocksEnd = start + ((end - start) & ~3);
  for (let at = start; at < blocksEnd; at += 4) {
    hash = mix(hash, bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = end - 1; at >= blocksEnd; at--) rest = (rest << 8) | bytes[at];
  if (blocksEnd < end) hash = mix(hash, rest);
  hash ^= end - start;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The shard of a key, by the high bits of its hash: a table places by the low ones, which must differ within a shard. */
export function shardOf(hash: number, shards: number): number {
  return Math.floor((hash / 0x1_0000_0000) * shards);
}

function mix(hash: number, block: number): number {
  const first = Math.imul(block, 0xcc9e2d51);
  return hash ^ Math.imul((first << 15) | (first >>> 17), 0x1b873593);
}

export class KeyTable {
  readonly #heap: Heap;
  readonly #ownWords: number;
  /** Pairs of slot + 1 (0 is empty) and hash, by position. */
  #index = new Int32Array(slotsFirst * 4);
  /** Block by slot; 0 is a vacant slot. */
  #blocks = new Uint32Array(slotsFirst);
  #top = 0;
  readonly #vacant: number[] = [];
  #size = 0;

  /** @param ownWords words at the beginning of each block that belong to the table's owner; zero when a key is inserted. Even. */
  constructor(heap: Heap, ownWords: number) {
    this.#heap = heap;
    this.#ownWords = ownWords;
  }

  get size(): number {
    return this.#size;
  }

  /** Slots ever used at the same time: slot numbers are below this. */
  get slotsEnd(): number {
    return this.#top;
  }

  /** Bytes of the table itself; the blocks are in the heap. */
  get bytesUsed(): number {
    return this.#index.byteLength + this.#blocks.byteLength;
  }

  /** Slot of a key, or -1. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const index = this.#index;
    const mask = index.length - 2;
    const wanted = hash | 0;
    for (let position = (hash << 1) & mask; ; position = (position + 2) & mask) {
      const slot = index[position] - 1;
      if (slot < 0) return -1;
      if (index[position + 1] === wanted && this.#equals(this.#blocks[slot], bytes, start, end)) return slot;
    }
  }

  /** Adds a key that is not there yet and returns its slot. */
  insert(bytes: Uint8Array, start: number, end: number, hash: number): number {
    if ((this.#size + 1) * 4 > this.#index.length) this.#growIndex();
    const slot = this.#vacant.pop() ?? this.#newSlot();
    this.#blocks[slot] = this.#createBlock(bytes, start, end);
    this.#place(slot, hash);
    this.#size++;
    return slot;
  }

  /** Removes a key and gives its block back. */
  remove(slot: number): void {
    const index = this.#index;
    const mask = index.length - 2;
    let hole = (this.#hashOf(slot) << 1) & mask;
    while (index[hole] !== slot + 1) hole = (hole + 2) & mask;
    for (let next = (hole + 2) & mask; index[next] !== 0; next = (next + 2) & mask) {
      const home = (index[next + 1] << 1) & mask;
      const canFill = ((next - home) & mask) >= ((next - hole) & mask);
      if (!canFill) continue;
      index[hole] = index[next];
      index[hole + 1] = index[next + 1];
      hole = next;
    }
    index[hole] = 0;
    this.#heap.release(this.#blocks[slot], this.blockWords(slot));
    this.#blocks[slot] = 0;
    this.#vacant.push(slot);
    this.#size--;
  }

  has(slot: number): boolean {
    return this.#blocks[slot] !== 0;
  }

  /** The owner's words of a slot. */
  blockOf(slot: number): Address {
    return this.#blocks[slot];
  }

  textOf(slot: number): string {
    return decoder.decode(this.bytesOf(slot));
  }

  /** The key of a slot where it stands: to be copied when it is kept. */
  bytesOf(slot: number): Uint8Array {
    const address = this.#blocks[slot];
    const words = this.#heap.pageOf(address).i32;
    const at = this.#heap.offsetOf(address) + this.#ownWords;
    return new Uint8Array(words.buffer, (at + 1) * 4, words[at]);
  }

  /** Heap words of a slot's block. */
  blockWords(slot: number): number {
    const address = this.#blocks[slot];
    return this.#wordsFor(this.#heap.pageOf(address).i32[this.#heap.offsetOf(address) + this.#ownWords]);
  }

  #wordsFor(keyBytes: number): number {
    return this.#ownWords + 1 + ((keyBytes + 3) >>> 2);
  }

  #hashOf(slot: number): number {
    const key = this.bytesOf(slot);
    return hashBytes(key, 0, key.length);
  }

  /** Compares four bytes at a time. */
  #equals(block: Address, bytes: Uint8Array, start: number, end: number): boolean {
    const words = this.#heap.pageOf(block).i32;
    let at = this.#heap.offsetOf(block) + this.#ownWords;
    if (words[at] !== end - start) return false;
    const wholeEnd = start + ((end - start) & ~3);
    let from = start;
    for (; from < wholeEnd; from += 4) {
      const four = bytes[from] | (bytes[from + 1] << 8) | (bytes[from + 2] << 16) | (bytes[from + 3] << 24);
      if (words[++at] !== four) return false;
    }
    if (from === end) return true;
    let rest = 0;
    for (let shift = 0; from < end; from++, shift += 8) rest |= bytes[from] << shift;
    return words[at + 1] === rest;
  }

  #createBlock(bytes: Uint8Array, start: number, end: number): Address {
    const length = end - start;
    const address = this.#heap.allocate(this.#wordsFor(length));
    const words = this.#heap.pageOf(address).i32;
    const at = this.#heap.offsetOf(address) + this.#ownWords;
    words[at] = length;
    for (let index = 0; index < length; index++) {
      words[at + 1 + (index >>> 2)] |= bytes[start + index] << ((index & 3) * 8);
    }
    return address;
  }

  #newSlot(): number {
    if (this.#top === this.#blocks.length) {
      const blocks = new Uint32Array(this.#top * 2);
      blocks.set(this.#blocks);
      this.#blocks = blocks;
    }
    return this.#top++;
  }

  #place(slot: number, hash: number): void {
    const index = this.#index;
    const mask = index.length - 2;
    let position = (hash << 1) & mask;
    while (index[position] !== 0) position = (position + 2) & mask;
    index[position] = slot + 1;
    index[position + 1] = hash;
  }

  #growIndex(): void {
    const old = this.#index;
    this.#index = new Int32Array(old.length * 2);
    for (let position = 0; position < old.length; position += 2) {
      if (old[position] !== 0) this.#place(old[position] - 1, old[position + 1]);
    }
  }
}
