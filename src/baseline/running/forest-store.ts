/**
 * The state of an isolation forest: the panes of a key one by one, as a sample by hash, or, once it was merged into, as a
 * group's is, the counts of its cells. Ranges of the numbers ever learnt are kept beside.
 */

import { vectorMagnitudeMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import { readVersion } from '../snapshot-version.ts';
import { CellCounts, cellCountsBytes } from './cell-counts.ts';
import { forestCells, HalfSpaceTrees } from './half-space-trees.ts';
import { SeenRanges } from './seen-ranges.ts';
import { reservoirWords, VectorReservoir } from './vector-reservoir.ts';

const version = 1;

// Local day the state was brought to; panes in the table; its block; reservoir; ranges.
const dayAt = 0;
const tabledAt = 1;
const tableAt = 2;
const reservoirAt = 3;
const rangesAt = reservoirAt + reservoirWords;

export interface ForestStoreOptions {
  readonly heap: Heap;
  readonly halfLifeDays: number;
  readonly dimensions: number;
  readonly seed: number;
}

export class ForestStore {
  /** Fixed words of a state. Even. */
  readonly words: number;
  readonly #heap: Heap;
  readonly #halfLifeDays: number;
  readonly #dimensions: number;
  readonly #trees: HalfSpaceTrees;
  readonly #reservoir: VectorReservoir;
  readonly #counts: CellCounts;
  readonly #ranges: SeenRanges;
  // Scratch: slots of the cells of the pane at hand, a pane.
  readonly #cells = new Int32Array(forestCells);
  readonly #pane: Float64Array;

  constructor(options: ForestStoreOptions) {
    this.#heap = options.heap;
    this.#halfLifeDays = options.halfLifeDays;
    this.#dimensions = options.dimensions;
    this.#trees = new HalfSpaceTrees(options);
    this.#reservoir = new VectorReservoir(options);
    this.#counts = new CellCounts(options.heap);
    this.#ranges = new SeenRanges(options.dimensions);
    this.words = (rangesAt + this.#ranges.words + 1) & ~1;
    this.#pane = new Float64Array(options.dimensions);
  }

  evidence(state: Address): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    return page.f32[at + tabledAt] + this.#reservoir.total(page, at + reservoirAt);
  }

  /** Takes a pane whose cells are asked for next. */
  look(sample: Float64Array): void {
    this.#trees.look(sample, this.#cells);
  }

  /** Writes how many panes of a state lie in each cell of the pane that is looked at, tree by tree. */
  panesAround(state: Address, into: Float64Array): void {
    const table = this.#heap.pageOf(state).u32[this.#heap.offsetOf(state) + tableAt];
    if (table === 0) this.#shareReservoir(state, into);
    else this.#counts.read(table, this.#cells, into);
  }

  /** 1 within the ranges of a state, less the further outside. */
  nearness(state: Address, sample: Float64Array): number {
    return this.#ranges.nearness(this.#heap.pageOf(state), this.#heap.offsetOf(state) + rangesAt, sample);
  }

  rangesText(state: Address): string {
    return this.#ranges.text(this.#heap.pageOf(state), this.#heap.offsetOf(state) + rangesAt);
  }

  add(state: Address, day: number, sample: Float64Array, weight: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#bringTo(state, day);
    const isFirst = this.evidence(state) === 0;
    // Zero is zero, whatever its sign: bytes must not depend on it.
    for (let index = 0; index < this.#dimensions; index++)
      this.#pane[index] = Math.max(-vectorMagnitudeMax, Math.min(vectorMagnitudeMax, sample[index])) + 0;
    this.#ranges.take(page, at + rangesAt, this.#pane, isFirst);
    if (page.u32[at + tableAt] === 0) this.#reservoir.add(page, at + reservoirAt, this.#pane, weight);
    else this.#count(state, weight);
  }

  /** The state has a table from then on. Tables add up exactly; sampled panes count for those that were left out. */
  merge(state: Address, other: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const otherPage = this.#heap.pageOf(other);
    const from = this.#heap.offsetOf(other);
    if (this.evidence(other) === 0) return;
    this.#bringTo(state, otherPage.i32[from + dayAt]);
    const isFirst = this.evidence(state) === 0;
    this.#ranges.merge(page, at + rangesAt, { page: otherPage, at: from + rangesAt }, isFirst);
    if (page.u32[at + tableAt] === 0) {
      page.u32[at + tableAt] = this.#counts.create();
      this.#countReservoir(state, state);
      this.#reservoir.clear(page, at + reservoirAt);
    }
    this.#countReservoir(state, other);
    if (otherPage.u32[from + tableAt] === 0) return;
    this.#counts.merge(page.u32[at + tableAt], otherPage.u32[from + tableAt]);
    page.f32[at + tabledAt] += otherPage.f32[from + tabledAt];
  }

  extraBytes(state: Address): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const table = page.u32[at + tableAt] === 0 ? 0 : cellCountsBytes;
    return table + this.#reservoir.extraBytes(page, at + reservoirAt);
  }

  release(state: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#reservoir.clear(page, at + reservoirAt);
    if (page.u32[at + tableAt] !== 0) this.#counts.release(page.u32[at + tableAt]);
    page.u32.fill(0, at, at + this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(version);
    writer.u32(page.u32[at + dayAt]);
    writer.u32(page.u32[at + tabledAt]);
    for (let word = rangesAt; word < rangesAt + this.#ranges.words; word++) writer.u32(page.u32[at + word]);
    this.#reservoir.save(page, at + reservoirAt, writer);
    writer.u8(page.u32[at + tableAt] === 0 ? 0 : 1);
    if (page.u32[at + tableAt] !== 0) this.#counts.save(page.u32[at + tableAt], writer);
  }

  /** @throws SnapshotVersionError for a version it does not know */
  load(state: Address, reader: ByteReader): void {
    readVersion(reader, 'isolation forest', version);
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    page.u32[at + dayAt] = reader.u32();
    page.u32[at + tabledAt] = reader.u32();
    for (let word = rangesAt; word < rangesAt + this.#ranges.words; word++)
      page.u32[at + word] = reader.u32();
    this.#reservoir.load(page, at + reservoirAt, reader);
    if (reader.u8() === 0) return;
    page.u32[at + tableAt] = this.#counts.create();
    this.#counts.load(page.u32[at + tableAt], reader);
  }

  /** Panes of a reservoir in the cells at hand. */
  #shareReservoir(state: Address, into: Float64Array): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state) + reservoirAt;
    const scale = this.#reservoir.scale(page, at);
    into.fill(0);
    for (let entry = 0; entry < this.#reservoir.count(page, at); entry++) {
      this.#reservoir.read(page, at, entry, this.#pane);
      this.#trees.addShared(this.#pane, scale * this.#reservoir.weightOf(page, at, entry), into);
    }
  }

  /** Fades what a state holds by the days since it was brought to one; an earlier day changes nothing. */
  #bringTo(state: Address, day: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const days = page.i32[at + dayAt] === 0 ? 0 : day - page.i32[at + dayAt];
    page.i32[at + dayAt] = Math.max(day, page.i32[at + dayAt]);
    if (days <= 0 || this.#halfLifeDays === Number.POSITIVE_INFINITY) return;
    const factor = 2 ** (-days / this.#halfLifeDays);
    this.#reservoir.fade(page, at + reservoirAt, factor);
    if (page.u32[at + tableAt] === 0) return;
    page.f32[at + tabledAt] *= factor;
    this.#counts.fade(page.u32[at + tableAt], factor);
  }

  /** Counts the panes of another state's reservoir in the table. */
  #countReservoir(state: Address, other: Address): void {
    const page = this.#heap.pageOf(other);
    const at = this.#heap.offsetOf(other) + reservoirAt;
    const scale = this.#reservoir.scale(page, at);
    for (let entry = 0; entry < this.#reservoir.count(page, at); entry++) {
      this.#reservoir.read(page, at, entry, this.#pane);
      this.#count(state, scale * this.#reservoir.weightOf(page, at, entry));
    }
  }

  /** Counts the scratch pane in the table. */
  #count(state: Address, weight: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#trees.look(this.#pane, this.#cells);
    this.#counts.add(page.u32[at + tableAt], this.#cells, weight);
    page.f32[at + tabledAt] += weight;
  }
}
