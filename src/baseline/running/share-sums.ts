/**
 * What a running share keeps of its windows: decayed sums of shares and their squares, by weight. A share of many is more
 * certain than one of few, so a window of n counts with the weight w = n / (n + 8), and with what chance adds to its share, 1/n.
 *
 * All are sums of whole numbers (w in sixteenths, r and 1/n in 2⁻¹⁵), so that they add up exactly whatever the order: up to
 * 2¹⁹ windows in one day. 48 bytes.
 */

import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import { readVersion } from '../snapshot-version.ts';

const version = 1;

// Doubles: windows, Σ w, Σ w r, Σ w r², Σ w / n. Then, as a word: the local day the sums were brought to.
const windowsAt = 0;
const weightAt = 1;
const sumAt = 2;
const squaresAt = 3;
const chanceAt = 4;
const doubles = 5;
const dayAt = 2 * doubles;
/** Days are kept in 32 bits. */
const dayMax = 0x7fffffff;

const weightHalf = 8;
const weightUnit = 16;
const shareUnit = 2 ** 15;

export class ShareSums {
  readonly words = dayAt + 2;
  /** Moments of a state, filled by `read`: Σ w, and the weighted means of r, r² and 1/n. */
  readonly moments = { weight: 0, share: 0, square: 0, chance: 0 };
  readonly #heap: Heap;
  readonly #halfLifeDays: number;

  constructor(options: { readonly heap: Heap; readonly halfLifeDays: number }) {
    this.#heap = options.heap;
    this.#halfLifeDays = options.halfLifeDays;
  }

  /** @param share in [0, 1] @param whole more than 0 @param weight more than 0 */
  learn(state: Address, window: { share: number; whole: number; day: number; weight: number }): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#fadeTo(page, at, Math.floor(window.day));
    const counts = Math.max(1, window.whole);
    const share = Math.round(shareUnit * window.share);
    const w = window.weight * Math.max(1, Math.round((weightUnit * counts) / (counts + weightHalf)));
    const first = at / 2;
    page.f64[first + windowsAt] += window.weight;
    page.f64[first + weightAt] += w;
    page.f64[first + sumAt] += w * share;
    page.f64[first + squaresAt] += w * share * share;
    page.f64[first + chanceAt] += w * Math.round(shareUnit / counts);
  }

  merge(state: Address, other: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const otherPage = this.#heap.pageOf(other);
    const otherAt = this.#heap.offsetOf(other);
    this.#fadeTo(page, at, otherPage.i32[otherAt + dayAt]);
    for (let which = 0; which < doubles; which++)
      page.f64[at / 2 + which] += otherPage.f64[otherAt / 2 + which];
  }

  /** Fills `moments`. @returns false when nothing was learnt */
  read(state: Address): boolean {
    const page = this.#heap.pageOf(state);
    const first = this.#heap.offsetOf(state) / 2;
    const weight = page.f64[first + weightAt];
    if (!(weight > 0)) return false;
    this.moments.weight = weight / weightUnit;
    this.moments.share = page.f64[first + sumAt] / weight / shareUnit;
    this.moments.square = page.f64[first + squaresAt] / weight / (shareUnit * shareUnit);
    this.moments.chance = page.f64[first + chanceAt] / weight / shareUnit;
    return true;
  }

  /** Windows learnt, faded. */
  windows(state: Address): number {
    return this.#heap.pageOf(state).f64[this.#heap.offsetOf(state) / 2 + windowsAt];
  }

  release(state: Address): void {
    const at = this.#heap.offsetOf(state);
    this.#heap.pageOf(state).u32.fill(0, at, at + this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(version);
    for (let word = 0; word <= dayAt; word++) writer.u32(page.u32[at + word]);
  }

  load(state: Address, reader: ByteReader): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    readVersion(reader, 'a running share', version);
    for (let word = 0; word <= dayAt; word++) page.u32[at + word] = reader.u32();
  }

  #fadeTo(page: Page, at: number, day: number): void {
    const days = day - page.i32[at + dayAt];
    if (!(days > 0)) return;
    page.i32[at + dayAt] = Math.min(day, dayMax);
    const factor = 2 ** (-days / this.#halfLifeDays);
    for (let which = 0; which < doubles; which++) page.f64[at / 2 + which] *= factor;
  }
}
