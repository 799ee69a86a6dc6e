/**
 * Where a key usually is. Places are cells of the map with the panes they were seen in (place-grid.ts), at most 128 a state.
 *
 *     near(x)   = Σ w(c) exp(−d² / 2σ²)                              panes near x; d from the cell, σ = 40 km
 *     usual(x)  = Σ share(c) · min(1, near(x) / w(c))                share of the places at least as rare as this one
 *     tail      = (1 − novelty) · usual(x) + novelty · tail of the next level; behind the last one:
 *     far(x)    = 1 / (1 + d / 500 km)                               d: to the nearest usual place of the key
 *
 * The most usual place has the tail 1, a rare one the share of those as rare. Somewhere new, it is how often the key meets
 * new places (Good–Turing, see novelty.ts: cells with about one pane near them), times how rare the place is for the group,
 * times the distance. So who travels much surprises little, and a city where the department has an office is little news.
 * Without own history the group judges, and distance is measured from its places.
 *
 * A place that was noted, but not learnt, has half the surprise for 30 days: the second day of a journey is less news.
 * A latitude beyond ±90 or a longitude beyond ±360 degrees is no place: its tail is 1, and it is not learnt.
 *
 * State: 32 bytes, and 8 a cell: 48 for a key with two places. Judging O(cells): 0.1 µs, and 15 ns a cell.
 */

import { documentValuesMax, tailProbabilityMin } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import { readVersion } from '../snapshot-version.ts';
import { distanceKm, isPlace, kilometres, pointOf } from './globe.ts';
import { cellOf, latitudeOf, longitudeOf } from './place-cells.ts';
import { PlaceGrid, placeGridWords } from './place-grid.ts';
import { PlaceSurroundings } from './place-surroundings.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment, RunningModel } from './running-model.ts';
import { itemsText, type LearntItem } from './vector-text.ts';

export interface UsualPlacesOptions {
  readonly heap: Heap;
  readonly halfLifeDays: number;
}

const version = 1;

// Local day the state was brought to; kept novelty, 0 when it is not known; noted cell + 1 and its day; cells.
const dayAt = 0;
const noveltyAt = 1;
const notedAt = 2;
const notedDayAt = 3;
const gridAt = 4;

/** Distance at which a new place is half as probable as next door. */
const farKm = 500;
/** Two samples within this distance are the same place. */
const alikeKm = 50;
const notedDays = 30;

export class UsualPlaces implements RunningModel {
  readonly ofTexts = false;
  readonly usesEarlier = false;
  readonly dimensions = 2;
  readonly words = gridAt + placeGridWords + 1;
  readonly #heap: Heap;
  readonly #halfLifeDays: number;
  readonly #grid: PlaceGrid;
  readonly #around: PlaceSurroundings;
  /** Scratch: the point of the sample. */
  readonly #here = new Float64Array(3);

  constructor(options: UsualPlacesOptions) {
    this.#heap = options.heap;
    this.#halfLifeDays = options.halfLifeDays;
    this.#grid = new PlaceGrid(options.heap);
    this.#around = new PlaceSurroundings(this.#grid);
  }

  tail(levels: Levels, sample: Float64Array, moment: Moment, _side: Side): number {
    if (!isPlace(sample[0], sample[1])) return 1;
    pointOf(sample[0], sample[1], this.#here);
    let tail = 0;
    let left = 1;
    let far = 0;
    let farLeft = 1;
    for (let level = 0; level < levels.count; level++) {
      const state = levels.states[level];
      const page = this.#heap.pageOf(state);
      const at = this.#heap.offsetOf(state);
      const evidence = this.#grid.total(page, at + gridAt);
      if (this.#grid.count(page, at + gridAt) === 0) continue;
      const novelty = this.#novelty(page, at);
      this.#around.look(page, at + gridAt, this.#here);
      tail += left * (1 - novelty) * this.#around.usual(page, at + gridAt);
      left *= novelty;
      far += (farLeft * evidence) / (evidence + 1) / (1 + kilometres(this.#around.nearestSquared) / farKm);
      farLeft /= evidence + 1;
    }
    tail += left * (far + farLeft);
    if (this.#isNoted(levels.states[0], sample, moment.day)) tail = Math.sqrt(tail);
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }

  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    if (!isPlace(sample[0], sample[1])) return;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const day = Math.floor(moment.day);
    const cell = cellOf(sample[0], sample[1]);
    this.#bringTo(page, at, day);
    if (weight > 0) {
      page.f32[at + noveltyAt] = 0;
      this.#grid.add(page, at + gridAt, cell, weight);
      return;
    }
    // Of several on one day the same one is kept, whichever came first.
    const isSameDay = page.i32[at + notedDayAt] === day;
    if (day < page.i32[at + notedDayAt] || (isSameDay && cell < page.u32[at + notedAt])) return;
    page.u32[at + notedAt] = cell + 1;
    page.i32[at + notedDayAt] = day;
  }

  merge(state: Address, other: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const otherPage = this.#heap.pageOf(other);
    const from = this.#heap.offsetOf(other);
    if (this.#grid.count(otherPage, from + gridAt) === 0) return;
    this.#bringTo(page, at, otherPage.i32[from + dayAt]);
    page.f32[at + noveltyAt] = 0;
    this.#grid.merge(page, at + gridAt, otherPage, from + gridAt);
  }

  /** Known are places within 50 km of one that was learnt. */
  isKnown(state: Address, sample: Float64Array): boolean {
    if (!this.#lookAround(state, sample)) return false;
    return kilometres(this.#around.nearestSquared) <= alikeKm;
  }

  /** Of the places that were not learnt, the latest is noted. */
  wasMet(state: Address, sample: Float64Array, day: number): boolean {
    const noted = this.#heap.pageOf(state).i32[this.#heap.offsetOf(state) + notedDayAt];
    return this.isKnown(state, sample) || (noted < day && this.#isNoted(state, sample, day));
  }

  isAlike(one: Float64Array, other: Float64Array): boolean {
    if (!isPlace(one[0], one[1]) || !isPlace(other[0], other[1])) return false;
    return distanceKm(one[0], one[1], other[0], other[1]) <= alikeKm;
  }

  evidence(state: Address): number {
    return this.#grid.total(this.#heap.pageOf(state), this.#heap.offsetOf(state) + gridAt);
  }

  share(state: Address, sample: Float64Array): number {
    if (!this.#lookAround(state, sample)) return 0;
    return Math.min(1, this.#around.near / this.evidence(state));
  }

  usual(state: Address): string {
    return itemsText(this.#listed(state));
  }

  document(state: Address): RunningDocument {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const places = this.#listed(state);
    const novelty = places.length === 0 ? 1 : this.#novelty(page, at);
    return {
      kind: 'usual places',
      evidence: this.evidence(state),
      usual: this.usual(state),
      details: { places: places.length, novelty, cellDegrees: 2 ** this.#grid.level(page, at + gridAt) / 4 },
      items: places.slice(0, documentValuesMax),
    };
  }

  drift(_state: Address): number {
    return 1;
  }

  extraBytes(state: Address): number {
    return this.#grid.extraBytes(this.#heap.pageOf(state), this.#heap.offsetOf(state) + gridAt);
  }

  release(state: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#grid.clear(page, at + gridAt);
    page.u32.fill(0, at, at + this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(version);
    for (const word of [dayAt, notedAt, notedDayAt]) writer.u32(page.u32[at + word]);
    this.#grid.save(page, at + gridAt, writer);
  }

  load(state: Address, reader: ByteReader): void {
    readVersion(reader, 'usual places', version);
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    for (const word of [dayAt, notedAt, notedDayAt]) page.u32[at + word] = reader.u32();
    this.#grid.load(page, at + gridAt, reader);
  }

  #bringTo(page: Page, at: number, day: number): void {
    const days = page.i32[at + dayAt] === 0 ? 0 : day - page.i32[at + dayAt];
    page.i32[at + dayAt] = Math.max(day, page.i32[at + dayAt]);
    if (days <= 0 || this.#halfLifeDays === Number.POSITIVE_INFINITY) return;
    page.f32[at + noveltyAt] = 0;
    this.#grid.fade(page, at + gridAt, 2 ** (-days / this.#halfLifeDays));
  }

  #isNoted(state: Address, sample: Float64Array, day: number): boolean {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const noted = page.u32[at + notedAt];
    if (noted === 0 || Math.floor(day) - page.i32[at + notedDayAt] > notedDays) return false;
    return distanceKm(sample[0], sample[1], latitudeOf(noted - 1, 0), longitudeOf(noted - 1, 0)) <= alikeKm;
  }

  /** @returns false when there is nothing to see */
  #lookAround(state: Address, sample: Float64Array): boolean {
    if (!isPlace(sample[0], sample[1]) || this.evidence(state) === 0) return false;
    pointOf(sample[0], sample[1], this.#here);
    this.#around.look(this.#heap.pageOf(state), this.#heap.offsetOf(state) + gridAt, this.#here);
    return true;
  }

  /** Kept until the next learning. */
  #novelty(page: Page, at: number): number {
    if (page.f32[at + noveltyAt] === 0) page.f32[at + noveltyAt] = this.#around.novelty(page, at + gridAt);
    return page.f32[at + noveltyAt];
  }

  /** Places as people see them, most frequent first. */
  #listed(state: Address): LearntItem[] {
    const page = this.#heap.pageOf(state);
    const grid = this.#heap.offsetOf(state) + gridAt;
    const level = this.#grid.level(page, grid);
    const total = this.#grid.total(page, grid);
    return Array.from({ length: this.#grid.count(page, grid) }, (_, entry) => {
      const cell = this.#grid.cellAt(page, grid, entry);
      const days = this.#grid.weightAt(page, grid, entry);
      const value = `${latitudeOf(cell, level).toFixed(1)}, ${longitudeOf(cell, level).toFixed(1)}`;
      return { value, share: Math.min(1, days / total), days };
    }).sort((one, other) => other.days - one.days);
  }
}
