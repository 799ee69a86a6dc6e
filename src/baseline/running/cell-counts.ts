/**
 * Decayed counts of the cells of an isolation forest: a table of single floats in one heap block, a stretch of slots for each
 * tree (half-space-trees.ts). Whole weights add up exactly, in any order.
 */

import { forestSlotsPerTree, forestTrees } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import { type Address, classWords, type Heap } from '../../memory/heap.ts';

const words = forestTrees * forestSlotsPerTree;
/** Below it a count has faded: six half-lives of a pane. */
const weightMin = 1 / 64;

/** Bytes of a table. */
export const cellCountsBytes = classWords(words) * 4;

export class CellCounts {
  readonly #heap: Heap;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  create(): Address {
    return this.#heap.allocate(words);
  }

  release(table: Address): void {
    this.#heap.release(table, words);
  }

  /** Adds a weight to all cells of a pane. */
  add(table: Address, cells: Int32Array, weight: number): void {
    const counts = this.#heap.pageOf(table).f32;
    const first = this.#heap.offsetOf(table);
    for (let cell = 0; cell < cells.length; cell++) counts[first + cells[cell]] += weight;
  }

  /** Writes the counts of the cells of a pane. */
  read(table: Address, cells: Int32Array, into: Float64Array): void {
    const counts = this.#heap.pageOf(table).f32;
    const first = this.#heap.offsetOf(table);
    for (let cell = 0; cell < cells.length; cell++) into[cell] = counts[first + cells[cell]];
  }

  merge(table: Address, other: Address): void {
    const counts = this.#heap.pageOf(table).f32;
    const first = this.#heap.offsetOf(table);
    const added = this.#heap.pageOf(other).f32;
    const from = this.#heap.offsetOf(other);
    for (let slot = 0; slot < words; slot++) counts[first + slot] += added[from + slot];
  }

  fade(table: Address, factor: number): void {
    const counts = this.#heap.pageOf(table).f32;
    const first = this.#heap.offsetOf(table);
    for (let slot = first; slot < first + words; slot++) {
      const faded = counts[slot] * factor;
      counts[slot] = faded < weightMin ? 0 : faded;
    }
  }

  /** Cells in use one by one, each with its slot. */
  save(table: Address, writer: ByteWriter): void {
    const counts = this.#heap.pageOf(table).u32;
    const first = this.#heap.offsetOf(table);
    let used = 0;
    for (let slot = 0; slot < words; slot++) if (counts[first + slot] !== 0) used++;
    writer.u32(used);
    for (let slot = 0; slot < words; slot++) {
      if (counts[first + slot] === 0) continue;
      writer.u32(slot);
      writer.u32(counts[first + slot]);
    }
  }

  load(table: Address, reader: ByteReader): void {
    const counts = this.#heap.pageOf(table).u32;
    const first = this.#heap.offsetOf(table);
    for (let left = reader.u32(); left > 0; left--) {
      const slot = reader.u32();
      counts[first + slot] = reader.u32();
    }
  }
}
