/**
 * The state of clusters in its words: local day it was brought to, which numbers had fractions (as bits), panes that wait in
 * a reservoir, and the clusters that earlier ones have joined. Gathers them for judging, and lets panes join.
 */

import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import { readVersion } from '../snapshot-version.ts';
import { ClusterSet } from './cluster-set.ts';
import { reservoirWords, VectorReservoir } from './vector-reservoir.ts';

const version = 1;

const dayAt = 0;
const fractionsAt = 1;
const reservoirAt = 2;
const clustersAt = reservoirAt + reservoirWords;

export class ClusterStore {
  /** Fixed words of a state. Even. */
  readonly words: number;
  /** Clusters of the state at hand. */
  readonly set: ClusterSet;
  readonly #heap: Heap;
  readonly #dimensions: number;
  readonly #halfLifeDays: number;
  readonly #reservoir: VectorReservoir;
  /** Scratch: a pane of the reservoir. */
  readonly #pane: Float64Array;

  constructor(options: { readonly heap: Heap; readonly halfLifeDays: number; readonly dimensions: number }) {
    this.#heap = options.heap;
    this.#dimensions = options.dimensions;
    this.#halfLifeDays = options.halfLifeDays;
    this.set = new ClusterSet(options.dimensions);
    this.#reservoir = new VectorReservoir(options);
    this.words = (clustersAt + this.set.words + 1) & ~1;
    this.#pane = new Float64Array(options.dimensions);
  }

  /** Brings clusters and waiting panes to hand, each pane a cluster of its own. @returns which numbers had fractions */
  gather(state: Address): number {
    return this.#take(state, (weight) => {
      this.set.append({ numbers: this.#pane, from: 0, weight, hasVariances: false });
    });
  }

  /** Brings clusters to hand as they will be when the waiting panes have joined. @returns which numbers had fractions */
  gatherJoined(state: Address): number {
    const fractions = this.#heap.pageOf(state).u32[this.#heap.offsetOf(state) + fractionsAt];
    return this.#take(state, (weight) => this.#join(weight, fractions));
  }

  /**
   * Lets a pane wait. What waited from an earlier day joins first, and fades.
   * @param fractions which of its numbers have fractions
   */
  add(state: Address, day: number, places: Float64Array, fractions: number, weight: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const isLater = page.i32[at + dayAt] !== 0 && day > page.i32[at + dayAt];
    if (isLater && this.#halfLifeDays !== Number.POSITIVE_INFINITY) {
      this.#settle(state, day);
      this.set.write(page, at + clustersAt);
    }
    page.i32[at + dayAt] = Math.max(day, page.i32[at + dayAt]);
    page.u32[at + fractionsAt] |= fractions;
    this.#reservoir.add(page, at + reservoirAt, places, weight);
  }

  /** Lets clusters and waiting panes of another state join those of this one. */
  merge(state: Address, other: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const otherPage = this.#heap.pageOf(other);
    const from = this.#heap.offsetOf(other);
    const day = otherPage.i32[from + dayAt];
    if (page.i32[at + dayAt] === 0) page.i32[at + dayAt] = day;
    this.#settle(state, day);
    page.u32[at + fractionsAt] |= otherPage.u32[from + fractionsAt];
    const fractions = page.u32[at + fractionsAt];
    const stride = 1 + 2 * this.#dimensions;
    for (let cluster = 0; cluster < otherPage.u32[from + clustersAt]; cluster++) {
      const word = from + clustersAt + 1 + cluster * stride;
      const weight = otherPage.f32[word];
      this.set.join({ numbers: otherPage.f32, from: word + 1, weight, hasVariances: true }, fractions);
    }
    this.#eachWaiting(other, (weight) => this.#join(weight, fractions));
    this.set.write(page, at + clustersAt);
  }

  extraBytes(state: Address): number {
    return this.#reservoir.extraBytes(this.#heap.pageOf(state), this.#heap.offsetOf(state) + reservoirAt);
  }

  release(state: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#reservoir.clear(page, at + reservoirAt);
    page.u32.fill(0, at, at + this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(version);
    writer.u32(page.u32[at + dayAt]);
    writer.u32(page.u32[at + fractionsAt]);
    const end = clustersAt + 1 + page.u32[at + clustersAt] * (1 + 2 * this.#dimensions);
    for (let word = clustersAt; word < end; word++) writer.u32(page.u32[at + word]);
    this.#reservoir.save(page, at + reservoirAt, writer);
  }

  /** @throws SnapshotVersionError for a version it does not know */
  load(state: Address, reader: ByteReader): void {
    readVersion(reader, 'clusters', version);
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    page.u32[at + dayAt] = reader.u32();
    page.u32[at + fractionsAt] = reader.u32();
    page.u32[at + clustersAt] = reader.u32();
    const end = clustersAt + 1 + page.u32[at + clustersAt] * (1 + 2 * this.#dimensions);
    for (let word = clustersAt + 1; word < end; word++) page.u32[at + word] = reader.u32();
    this.#reservoir.load(page, at + reservoirAt, reader);
  }

  /** Lets the waiting panes join, and brings the clusters to a day. They are then at hand, not yet written. */
  #settle(state: Address, day: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.gatherJoined(state);
    this.#reservoir.clear(page, at + reservoirAt);
    const days = day - page.i32[at + dayAt];
    if (days <= 0) return;
    this.set.fade(2 ** (-days / this.#halfLifeDays));
    page.i32[at + dayAt] = day;
  }

  #take(state: Address, take: (weight: number) => void): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.set.read(page, at + clustersAt);
    this.#eachWaiting(state, take);
    return page.u32[at + fractionsAt];
  }

  /** Reads the waiting panes one by one into the scratch pane. */
  #eachWaiting(state: Address, take: (weight: number) => void): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state) + reservoirAt;
    const count = this.#reservoir.count(page, at);
    if (count === 0) return;
    const scale = this.#reservoir.scale(page, at);
    for (let entry = 0; entry < count; entry++) {
      this.#reservoir.read(page, at, entry, this.#pane);
      take(scale * this.#reservoir.weightOf(page, at, entry));
    }
  }

  #join(weight: number, fractions: number): void {
    this.set.join({ numbers: this.#pane, from: 0, weight, hasVariances: false }, fractions);
  }
}
