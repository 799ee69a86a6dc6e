/**
 * The key table: from a key's bytes to a small slot number, by open addressing.
 *
 * Keys are compared as bytes, so that an event's key never has to become a string to find its actor. The bytes stand in
 * the state heap (first word: length). Slots are reused; removal shifts the following entries back, so that there are
 * no tombstones and a table under churn keeps its speed.
 */

import type { Address, Heap } from './heap.ts';

const decoder = new TextDecoder();
const initialCapacity = 16;

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

function mix(hash: number, block: number): number {
  const first = Math.imul(block, 0xcc9e2d51);
  return hash ^ Math.imul((first << 15) | (first >>> 17), 0x1b873593);
}

export class KeyTable {
  readonly #heap: Heap;
  /** Slot + 1 by position; 0 is empty. */
  #index = new Int32Array(initialCapacity * 2);
  #hashes = new Uint32Array(initialCapacity);
  #keys = new Uint32Array(initialCapacity);
  #top = 0;
  #vacant: number[] = [];
  #size = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  get size(): number {
    return this.#size;
  }

  /** Slots ever used at the same time: slot numbers are below this. */
  get slotsEnd(): number {
    return this.#top;
  }

  /** Bytes of the table itself; the keys' bytes are in the heap. */
  get bytesUsed(): number {
    return this.#index.byteLength + this.#hashes.byteLength + this.#keys.byteLength;
  }

  /** Slot of a key, or -1. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#index.length - 1;
    for (let position = hash & mask; ; position = (position + 1) & mask) {
      const slot = this.#index[position] - 1;
      if (slot < 0) return -1;
      if (this.#hashes[slot] === hash && this.#equals(this.#keys[slot], bytes, start, end)) return slot;
    }
  }

  /** Adds a key that is not there yet and returns its slot. */
  insert(bytes: Uint8Array, start: number, end: number, hash: number): number {
    if ((this.#size + 1) * 2 > this.#index.length) this.#growIndex();
    const slot = this.#vacant.pop() ?? this.#newSlot();
    this.#hashes[slot] = hash;
    this.#keys[slot] = this.#storeKey(bytes, start, end);
    this.#place(slot, hash);
    this.#size++;
    return slot;
  }

  remove(slot: number): void {
    const mask = this.#index.length - 1;
    let hole = this.#hashes[slot] & mask;
    while (this.#index[hole] !== slot + 1) hole = (hole + 1) & mask;
    for (let next = (hole + 1) & mask; this.#index[next] !== 0; next = (next + 1) & mask) {
      const home = this.#hashes[this.#index[next] - 1] & mask;
      const canFill = ((next - home) & mask) >= ((next - hole) & mask);
      if (!canFill) continue;
      this.#index[hole] = this.#index[next];
      hole = next;
    }
    this.#index[hole] = 0;
    this.#heap.release(this.#keys[slot], this.keyWords(slot));
    this.#keys[slot] = 0;
    this.#vacant.push(slot);
    this.#size--;
  }

  has(slot: number): boolean {
    return this.#keys[slot] !== 0;
  }

  hashOf(slot: number): number {
    return this.#hashes[slot];
  }

  textOf(slot: number): string {
    const address = this.#keys[slot];
    const words = this.#heap.pageOf(address).i32;
    const offset = this.#heap.offsetOf(address);
    return decoder.decode(new Uint8Array(words.buffer, (offset + 1) * 4, words[offset]));
  }

  /** Heap words that a slot's key takes. */
  keyWords(slot: number): number {
    const address = this.#keys[slot];
    return 1 + ((this.#heap.pageOf(address).i32[this.#heap.offsetOf(address)] + 3) >>> 2);
  }

  #equals(address: Address, bytes: Uint8Array, start: number, end: number): boolean {
    const words = this.#heap.pageOf(address).i32;
    let at = this.#heap.offsetOf(address);
    const length = end - start;
    if (words[at] !== length) return false;
    let word = 0;
    for (let index = 0; index < length; index++) {
      if ((index & 3) === 0) word = words[++at];
      if ((word & 255) !== bytes[start + index]) return false;
      word >>>= 8;
    }
    return true;
  }

  #storeKey(bytes: Uint8Array, start: number, end: number): Address {
    const length = end - start;
    const address = this.#heap.allocate(1 + ((length + 3) >>> 2));
    const words = this.#heap.pageOf(address).i32;
    const offset = this.#heap.offsetOf(address);
    words[offset] = length;
    for (let index = 0; index < length; index++) {
      words[offset + 1 + (index >>> 2)] |= bytes[start + index] << ((index & 3) * 8);
    }
    return address;
  }

  #newSlot(): number {
    if (this.#top === this.#hashes.length) {
      const hashes = new Uint32Array(this.#top * 2);
      hashes.set(this.#hashes);
      this.#hashes = hashes;
      const keys = new Uint32Array(this.#top * 2);
      keys.set(this.#keys);
      this.#keys = keys;
    }
    return this.#top++;
  }

  #place(slot: number, hash: number): void {
    const mask = this.#index.length - 1;
    let position = hash & mask;
    while (this.#index[position] !== 0) position = (position + 1) & mask;
    this.#index[position] = slot + 1;
  }

  #growIndex(): void {
    this.#index = new Int32Array(this.#index.length * 2);
    for (let slot = 0; slot < this.#top; slot++)
      if (this.#keys[slot] !== 0) this.#place(slot, this.#hashes[slot]);
  }
}
