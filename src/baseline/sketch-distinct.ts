/**
 * How many different values there were: exact up to 256 hashes, then a HyperLogLog sketch of 1,024 registers (standard
 * error 3.3 %). The content is a pure function of the set of hashes; the order of adding and merging does not matter.
 *
 * Sketch: Flajolet et al., "HyperLogLog" (AofA 2007). Estimator: Ertl, "New cardinality estimation algorithms for HyperLogLog
 * sketches" (arXiv:1702.01284, 2017), algorithm 6: unbiased from the first value on, without thresholds. It needs only how
 * many registers hold each rank; these counts stand before the registers, so an estimate costs O(24) and not O(1,024).
 */

import { distinctExactMax } from '../limits.ts';
import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { type Address, classWords, type Heap } from '../memory/heap.ts';
import { readVersion } from './snapshot-version.ts';

const version = 1;

const blockAt = 0;
/** Number of exact hashes, or `sketched`. */
const countAt = 1;
const sketched = distinctExactMax + 1;

const indexBits = 10;
const registers = 1 << indexBits;
const rankMax = 32 - indexBits + 1;
const ranks = rankMax + 1;
const sketchWords = ranks + registers / 4;
/** 1 / (2 ln 2), the limit of the bias correction. */
const alpha = 0.5 / Math.LN2;

export class DistinctSketch {
  readonly words = 2;
  readonly #heap: Heap;
  /** Registers by rank of the sketch at hand. Scratch, not state. */
  readonly #byRank = new Float64Array(ranks);

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** @param hash unsigned 32-bit hash, well mixed (see `hashText`) */
  add(state: Address, hash: number): void {
    if (this.#count(state) === sketched) {
      this.#raise(state, hash >>> (32 - indexBits), rankOf(hash));
      return;
    }
    const place = this.#lowerBound(state, hash);
    const count = this.#count(state);
    if (place < count && this.#hashAt(state, place) === hash >>> 0) return;
    if (count === distinctExactMax) {
      this.#turnIntoSketch(state);
      this.#raise(state, hash >>> (32 - indexBits), rankOf(hash));
      return;
    }
    const page = this.#heap.pageOf(state).u32;
    const at = this.#heap.offsetOf(state);
    const block =
      count === 0 ? this.#heap.allocate(1) : this.#heap.resize(page[at + blockAt], count, count + 1);
    const words = this.#heap.pageOf(block).u32;
    const first = this.#heap.offsetOf(block);
    words.copyWithin(first + place + 1, first + place, first + count);
    words[first + place] = hash;
    page[at + blockAt] = block;
    page[at + countAt] = count + 1;
  }

  /** Whole number; exact up to `distinctExactMax`. */
  estimate(state: Address): number {
    const count = this.#count(state);
    if (count !== sketched) return count;
    this.#readRanks(state);
    return this.#estimateRanks();
  }

  /** The estimate if this hash were added, without adding it. */
  estimateWith(state: Address, hash: number): number {
    const count = this.#count(state);
    if (count !== sketched) {
      const place = this.#lowerBound(state, hash);
      return place < count && this.#hashAt(state, place) === hash >>> 0 ? count : count + 1;
    }
    this.#readRanks(state);
    const present = this.#register(state, hash >>> (32 - indexBits));
    const rank = rankOf(hash);
    if (rank > present) {
      this.#byRank[present]--;
      this.#byRank[rank]++;
    }
    return this.#estimateRanks();
  }

  /** Adds all that `from` holds to `into`. */
  merge(into: Address, from: Address): void {
    const count = this.#count(from);
    if (count !== sketched) {
      for (let place = 0; place < count; place++) this.add(into, this.#hashAt(from, place));
      return;
    }
    if (this.#count(into) !== sketched) this.#turnIntoSketch(into);
    for (let index = 0; index < registers; index++) this.#raise(into, index, this.#register(from, index));
  }

  release(state: Address): void {
    const page = this.#heap.pageOf(state).u32;
    const at = this.#heap.offsetOf(state);
    const count = page[at + countAt];
    if (count !== 0) this.#heap.release(page[at + blockAt], count === sketched ? sketchWords : count);
    page.fill(0, at, at + this.words);
  }

  /** Bytes of the hashes or registers. */
  extraBytes(state: Address): number {
    const count = this.#count(state);
    return count === 0 ? 0 : 4 * classWords(count === sketched ? sketchWords : count);
  }

  save(state: Address, writer: ByteWriter): void {
    const count = this.#count(state);
    writer.u8(version);
    writer.u32(count);
    if (count !== sketched) {
      for (let place = 0; place < count; place++) writer.u32(this.#hashAt(state, place));
      return;
    }
    for (let index = 0; index < registers; index++) writer.u8(this.#register(state, index));
  }

  load(state: Address, reader: ByteReader): void {
    readVersion(reader, 'a distinct count', version);
    const count = reader.u32();
    if (count !== sketched) {
      for (let place = 0; place < count; place++) this.add(state, reader.u32());
      return;
    }
    this.#turnIntoSketch(state);
    for (let index = 0; index < registers; index++) this.#raise(state, index, reader.u8());
  }

  #count(state: Address): number {
    return this.#heap.pageOf(state).u32[this.#heap.offsetOf(state) + countAt];
  }

  #block(state: Address): Address {
    return this.#heap.pageOf(state).u32[this.#heap.offsetOf(state) + blockAt];
  }

  #hashAt(state: Address, place: number): number {
    const block = this.#block(state);
    return this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + place];
  }

  #lowerBound(state: Address, hash: number): number {
    const count = this.#count(state);
    let place = 0;
    while (place < count && this.#hashAt(state, place) < hash >>> 0) place++;
    return place;
  }

  #register(state: Address, index: number): number {
    const block = this.#block(state);
    const word = this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + ranks + (index >>> 2)];
    return (word >>> ((index & 3) * 8)) & 0xff;
  }

  #raise(state: Address, index: number, rank: number): void {
    const block = this.#block(state);
    const words = this.#heap.pageOf(block).u32;
    const first = this.#heap.offsetOf(block);
    const word = first + ranks + (index >>> 2);
    const shift = (index & 3) * 8;
    const present = (words[word] >>> shift) & 0xff;
    if (rank <= present) return;
    words[word] = (words[word] & ~(0xff << shift)) | (rank << shift);
    words[first + present]--;
    words[first + rank]++;
  }

  #turnIntoSketch(state: Address): void {
    const page = this.#heap.pageOf(state).u32;
    const at = this.#heap.offsetOf(state);
    const count = page[at + countAt];
    const exact = page[at + blockAt];
    const sketch = this.#heap.allocate(sketchWords);
    this.#heap.pageOf(sketch).u32[this.#heap.offsetOf(sketch)] = registers;
    page[at + blockAt] = sketch;
    page[at + countAt] = sketched;
    if (count === 0) return;
    const words = this.#heap.pageOf(exact).u32;
    const first = this.#heap.offsetOf(exact);
    for (let place = 0; place < count; place++) {
      const hash = words[first + place];
      this.#raise(state, hash >>> (32 - indexBits), rankOf(hash));
    }
    this.#heap.release(exact, count);
  }

  #readRanks(state: Address): void {
    const block = this.#block(state);
    const first = this.#heap.offsetOf(block);
    const words = this.#heap.pageOf(block).u32;
    for (let rank = 0; rank < ranks; rank++) this.#byRank[rank] = words[first + rank];
  }

  #estimateRanks(): number {
    const byRank = this.#byRank;
    let sum = registers * tau(1 - byRank[rankMax] / registers);
    for (let rank = rankMax - 1; rank >= 1; rank--) sum = 0.5 * (sum + byRank[rank]);
    sum += registers * sigma(byRank[0] / registers);
    const estimate = Math.round((alpha * registers * registers) / sum);
    // There was a seventeenth value, or this were no sketch; and all registers at their highest are 2³² values.
    return Math.min(2 ** 32, Math.max(sketched, estimate));
  }
}

/** Position of the first set bit after the register's index, from 1. */
function rankOf(hash: number): number {
  return Math.min(rankMax, Math.clz32(hash << indexBits) + 1);
}

/** Ertl (2017), equation 13. */
function sigma(start: number): number {
  if (start === 1) return Infinity;
  let x = start;
  let y = 1;
  let z = x;
  let before = -1;
  while (z !== before) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

/** Ertl (2017), equation 20. */
function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let x = start;
  let y = 1;
  let z = 1 - x;
  let before = -1;
  while (z !== before) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
