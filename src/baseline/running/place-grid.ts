/**
 * The places of one state: cell of the map → weight, in one heap block sorted by cell.
 *
 * A table with more cells than fit goes to the least level of cells (place-cells.ts) at which they do. The cells of a union
 * are never fewer than those of a part, so level and weights are a pure function of what was added, never of its order (as
 * the histogram of amounts coarsens: amount-histogram.ts).
 */

import { placesPerStateMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import { classWords, type Heap, type Page } from '../../memory/heap.ts';
import { cellAbove } from './place-cells.ts';

/** Fixed words of a table: block, cells with the level above them, weight of all. */
export const placeGridWords = 3;

const blockAt = 0;
const countAt = 1;
const totalAt = 2;
const levelShift = 16;
const countMask = 0xffff;
const entryWords = 2;

/** Below it a cell has faded: six half-lives of a pane. */
const weightMin = 1 / 64;

export class PlaceGrid {
  readonly #heap: Heap;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  count(page: Page, at: number): number {
    return page.u32[at + countAt] & countMask;
  }

  level(page: Page, at: number): number {
    return page.u32[at + countAt] >>> levelShift;
  }

  total(page: Page, at: number): number {
    return page.f32[at + totalAt];
  }

  cellAt(page: Page, at: number, entry: number): number {
    const block = page.u32[at + blockAt];
    return this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + entry * entryWords];
  }

  weightAt(page: Page, at: number, entry: number): number {
    const block = page.u32[at + blockAt];
    return this.#heap.pageOf(block).f32[this.#heap.offsetOf(block) + entry * entryWords + 1];
  }

  /** Adds weight to a base cell. O(cells). */
  add(page: Page, at: number, baseCell: number, weight: number): void {
    page.f32[at + totalAt] += weight;
    this.#note(page, at, baseCell, weight);
  }

  /** Adds what another table holds. */
  merge(page: Page, at: number, otherPage: Page, other: number): void {
    const level = this.level(otherPage, other);
    while (this.level(page, at) < level) this.#coarsen(page, at);
    const count = this.count(otherPage, other);
    for (let entry = 0; entry < count; entry++)
      this.#note(page, at, this.cellAt(otherPage, other, entry), this.weightAt(otherPage, other, entry));
    page.f32[at + totalAt] += otherPage.f32[other + totalAt];
  }

  /** Lowers all weights, and drops cells that have faded. An empty table starts anew at level 0. */
  fade(page: Page, at: number, factor: number): void {
    const block = page.u32[at + blockAt];
    const count = this.count(page, at);
    if (count === 0) return;
    const words = this.#heap.pageOf(block);
    const first = this.#heap.offsetOf(block);
    let kept = 0;
    for (let entry = 0; entry < count; entry++) {
      const weight = words.f32[first + entry * entryWords + 1] * factor;
      if (weight < weightMin) continue;
      words.u32[first + kept * entryWords] = words.u32[first + entry * entryWords];
      words.f32[first + kept * entryWords + 1] = weight;
      kept++;
    }
    page.f32[at + totalAt] *= factor;
    this.#shrink(page, at, kept);
  }

  clear(page: Page, at: number): void {
    this.#shrink(page, at, 0);
  }

  extraBytes(page: Page, at: number): number {
    const count = this.count(page, at);
    return count === 0 ? 0 : classWords(count * entryWords) * 4;
  }

  save(page: Page, at: number, writer: ByteWriter): void {
    writer.u32(page.u32[at + countAt]);
    writer.u32(page.u32[at + totalAt]);
    const block = page.u32[at + blockAt];
    for (let word = 0; word < this.count(page, at) * entryWords; word++)
      writer.u32(this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + word]);
  }

  load(page: Page, at: number, reader: ByteReader): void {
    page.u32[at + countAt] = reader.u32();
    page.u32[at + totalAt] = reader.u32();
    const words = this.count(page, at) * entryWords;
    if (words === 0) return;
    const block = this.#heap.allocate(words);
    page.u32[at + blockAt] = block;
    for (let word = 0; word < words; word++)
      this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + word] = reader.u32();
  }

  #note(page: Page, at: number, baseCell: number, weight: number): void {
    for (;;) {
      const cell = cellAbove(baseCell, this.level(page, at));
      const entry = this.#find(page, at, cell);
      if (entry >= 0) {
        const block = page.u32[at + blockAt];
        this.#heap.pageOf(block).f32[this.#heap.offsetOf(block) + entry * entryWords + 1] += weight;
        return;
      }
      if (this.count(page, at) < placesPerStateMax) {
        this.#insert(page, at, -1 - entry, { cell, weight });
        return;
      }
      this.#coarsen(page, at);
    }
  }

  /** Entry of a cell, or −1 − the place where it belongs. */
  #find(page: Page, at: number, cell: number): number {
    let low = 0;
    let high = this.count(page, at) - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.cellAt(page, at, middle);
      if (found === cell) return middle;
      if (found < cell) low = middle + 1;
      else high = middle - 1;
    }
    return -1 - low;
  }

  #insert(page: Page, at: number, entry: number, added: { cell: number; weight: number }): void {
    const count = this.count(page, at);
    const block =
      count === 0
        ? this.#heap.allocate(entryWords)
        : this.#heap.resize(page.u32[at + blockAt], count * entryWords, (count + 1) * entryWords);
    const words = this.#heap.pageOf(block);
    const first = this.#heap.offsetOf(block);
    const place = first + entry * entryWords;
    words.u32.copyWithin(place + entryWords, place, first + count * entryWords);
    words.u32[place] = added.cell;
    words.f32[place + 1] = added.weight;
    page.u32[at + blockAt] = block;
    page.u32[at + countAt]++;
  }

  /** Goes to the next level, and adds up what becomes one cell. */
  #coarsen(page: Page, at: number): void {
    const level = this.level(page, at) + 1;
    const cells: { cell: number; weight: number }[] = [];
    for (let entry = 0; entry < this.count(page, at); entry++)
      cells.push({
        cell: cellAbove(this.cellAt(page, at, entry), level),
        weight: this.weightAt(page, at, entry),
      });
    cells.sort((one, other) => one.cell - other.cell);
    const total = page.u32[at + totalAt];
    this.#shrink(page, at, 0);
    page.u32[at + totalAt] = total;
    page.u32[at + countAt] = level << levelShift;
    for (const { cell, weight } of cells) {
      const last = this.count(page, at) - 1;
      if (last < 0 || this.cellAt(page, at, last) !== cell)
        this.#insert(page, at, last + 1, { cell, weight });
      else {
        const block = page.u32[at + blockAt];
        this.#heap.pageOf(block).f32[this.#heap.offsetOf(block) + last * entryWords + 1] += weight;
      }
    }
  }

  /** Keeps the first entries only. */
  #shrink(page: Page, at: number, kept: number): void {
    const count = this.count(page, at);
    const block = page.u32[at + blockAt];
    if (kept === count) return;
    if (kept === 0) {
      this.#heap.release(block, count * entryWords);
      page.u32.fill(0, at, at + placeGridWords);
      return;
    }
    page.u32[at + blockAt] = this.#heap.resize(block, count * entryWords, kept * entryWords);
    page.u32[at + countAt] -= count - kept;
  }
}
