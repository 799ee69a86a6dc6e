/**
 * What the days of a key or a group look like: how often each bin of the day was active, by kind of day, fading.
 *
 * A bin counts the quarter hours with activity in it, one per pane (day) and quarter hour. Nothing is multiplied as time
 * passes: what is learnt d days after the base day is held as 2^(d / halfLife), and all is read relative to the newest day.
 * So learning is O(1), and quarter hours of one day add up in an empty profile as whole numbers: in any order, exact up to
 * 2^24 a bin. A day before the newest is learnt as if it were the newest; only days that came to an end after it have faded.
 *
 * Words: 10, and one single float for each bin. Which quarter hours the newest day had is kept as bits, so that they can be
 * judged by the days before (`countsBefore`).
 */

import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Page } from '../../memory/heap.ts';
import { readVersion } from '../snapshot-version.ts';

export const quartersPerDay = 96;

const newestAt = 0;
const baseAt = 1;
const panesAt = 2;
const leaningAt = 3;
const leaningTodayAt = 4;
const stampAt = 5;
const todayAt = 6;
const todayEnd = 9;
const binsAt = 10;

const version = 1;
/** Half-lives after which weights are brought back to 1: far from the ends of single floats. */
const halfLivesMax = 32;
const stampMax = 0xffff_ffff;

export interface TimeProfileOptions {
  /** Kinds of days kept apart, such as working days and days off. */
  readonly kinds: number;
  /** Bins of a day; divides 96. */
  readonly bins: number;
  readonly halfLifeDays: number;
}

export class TimeProfile {
  readonly kinds: number;
  readonly bins: number;
  /** Even. */
  readonly words: number;
  readonly #quartersPerBin: number;
  readonly #halfLifeDays: number;
  #stamp = 0;

  constructor({ kinds, bins, halfLifeDays }: TimeProfileOptions) {
    this.kinds = kinds;
    this.bins = bins;
    this.words = binsAt + kinds * bins;
    this.#quartersPerBin = quartersPerDay / bins;
    this.#halfLifeDays = halfLifeDays;
  }

  binOf(quarter: number): number {
    return Math.floor(quarter / this.#quartersPerBin);
  }

  /** Another number after every change, the same for no two profiles; 0 when nothing was learnt. */
  stamp(page: Page, at: number): number {
    return page.u32[at + stampAt];
  }

  /** Days learnt that have not faded. Of a group: days on which any of its members was active. */
  panes(page: Page, at: number): number {
    return page.u32[at + stampAt] === 0 ? 0 : page.f32[at + panesAt] / this.#weight(page, at);
  }

  /** Days from the newest day to this one; 0 when nothing was learnt. */
  daysSince(page: Page, at: number, day: number): number {
    return page.u32[at + stampAt] === 0 ? 0 : day - page.i32[at + newestAt];
  }

  /** Brings the profile to a whole day and counts it. A day that is not after the newest changes nothing. */
  open(page: Page, at: number, day: number): void {
    const isEmpty = page.u32[at + stampAt] === 0;
    if (!isEmpty && day <= page.i32[at + newestAt]) return;
    if (isEmpty) page.i32[at + baseAt] = day;
    this.#moveTo(page, at, day);
    page.f32[at + panesAt] += this.#weight(page, at);
    this.#touch(page, at);
  }

  /** Adds a quarter hour of a pane, 0 to 95. */
  add(page: Page, at: number, pane: { kind: number; day: number }, quarter: number, weight: number): void {
    page.f32[at + binsAt + pane.kind * this.bins + this.binOf(quarter)] += weight * this.#weight(page, at);
    if (pane.day === page.i32[at + newestAt]) {
      page.u32[at + todayAt + (quarter >>> 5)] |= 1 << (quarter & 31);
    }
    this.#touch(page, at);
  }

  /** True when the day is the newest but not the only one, and does not hold the quarter hour yet. */
  isNews(page: Page, at: number, day: number, quarter: number): boolean {
    if (day !== page.i32[at + newestAt] || !(page.f32[at + panesAt] > this.#weight(page, at))) return false;
    return (page.u32[at + todayAt + (quarter >>> 5)] & (1 << (quarter & 31))) === 0;
  }

  /** Writes the counts of all bins, kind by kind. @returns their sum */
  counts(page: Page, at: number, into: Float64Array): number {
    const scale = 1 / this.#weight(page, at);
    let sum = 0;
    for (let bin = 0; bin < this.kinds * this.bins; bin++) {
      const count = page.f32[at + binsAt + bin] * scale;
      into[bin] = count;
      sum += count;
    }
    return sum;
  }

  /** As `counts`, without the newest day, which is of this kind. @returns their sum */
  countsBefore(page: Page, at: number, kind: number, into: Float64Array): number {
    let sum = this.counts(page, at, into);
    for (let quarter = 0; quarter < quartersPerDay; quarter++) {
      if ((page.u32[at + todayAt + (quarter >>> 5)] & (1 << (quarter & 31))) === 0) continue;
      const bin = kind * this.bins + this.binOf(quarter);
      const taken = Math.min(1, into[bin]);
      into[bin] -= taken;
      sum -= taken;
    }
    return sum;
  }

  /** A whole number for whoever judges with the profile: what its days say together. Adds up when profiles are merged. */
  leaning(page: Page, at: number): number {
    return page.i32[at + leaningAt] + page.i32[at + leaningTodayAt];
  }

  /** As `leaning`, without the newest day. */
  leaningBefore(page: Page, at: number): number {
    return page.i32[at + leaningAt];
  }

  lean(page: Page, at: number, step: number): void {
    page.i32[at + leaningTodayAt] += step;
  }

  /** Puts a number in the place of what all days said. */
  settleLeaning(page: Page, at: number, leaning: number): void {
    page.i32[at + leaningAt] = leaning;
    page.i32[at + leaningTodayAt] = 0;
  }

  /** Adds what another has learnt. Days on which both were active count once when they are the newest of both. */
  merge(page: Page, at: number, otherPage: Page, other: number): void {
    if (otherPage.u32[other + stampAt] === 0) return;
    if (page.u32[at + stampAt] === 0) {
      page.u32.set(otherPage.u32.subarray(other, other + this.words), at);
      this.#touch(page, at);
      return;
    }
    const day = otherPage.i32[other + newestAt];
    if (day > page.i32[at + newestAt]) this.#moveTo(page, at, day);
    else if (day === page.i32[at + newestAt]) page.f32[at + panesAt] -= this.#weight(page, at);
    if (day === page.i32[at + newestAt]) {
      for (let word = todayAt; word < todayEnd; word++) page.u32[at + word] |= otherPage.u32[other + word];
    }
    const scale = 2 ** ((otherPage.i32[other + baseAt] - page.i32[at + baseAt]) / this.#halfLifeDays);
    page.f32[at + panesAt] += otherPage.f32[other + panesAt] * scale;
    page.i32[at + leaningAt] += otherPage.i32[other + leaningAt];
    page.i32[at + leaningTodayAt] += otherPage.i32[other + leaningTodayAt];
    for (let word = binsAt; word < this.words; word++) {
      page.f32[at + word] += otherPage.f32[other + word] * scale;
    }
    this.#touch(page, at);
  }

  save(page: Page, at: number, writer: ByteWriter): void {
    writer.u8(version);
    writer.u8(page.u32[at + stampAt] === 0 ? 0 : 1);
    for (let word = 0; word < this.words; word++) if (word !== stampAt) writer.u32(page.u32[at + word]);
  }

  load(page: Page, at: number, reader: ByteReader): void {
    readVersion(reader, 'times of the day', version);
    if (reader.u8() !== 0) this.#touch(page, at);
    for (let word = 0; word < this.words; word++) if (word !== stampAt) page.u32[at + word] = reader.u32();
  }

  /** The weight of a quarter hour of the newest day. */
  #weight(page: Page, at: number): number {
    return 2 ** ((page.i32[at + newestAt] - page.i32[at + baseAt]) / this.#halfLifeDays);
  }

  #moveTo(page: Page, at: number, day: number): void {
    const passed = (day - page.i32[at + baseAt]) / this.#halfLifeDays;
    if (passed > halfLivesMax) {
      const scale = 2 ** -passed;
      page.f32[at + panesAt] *= scale;
      for (let word = binsAt; word < this.words; word++) page.f32[at + word] *= scale;
      page.i32[at + baseAt] = day;
    }
    page.i32[at + newestAt] = day;
    page.u32.fill(0, at + todayAt, at + todayEnd);
  }

  #touch(page: Page, at: number): void {
    this.#stamp = this.#stamp === stampMax ? 1 : this.#stamp + 1;
    page.u32[at + stampAt] = this.#stamp;
  }
}
