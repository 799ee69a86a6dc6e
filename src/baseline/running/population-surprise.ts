/**
 * First stage: what a surprise is worth, measured by those of everyone. A histogram of the surprises noted, faded by
 * half-life, and one pane beside it as a model that is right would spread it:
 *
 *     n(b)    = panes noted with at least b bits + c 2^-b,  c = 1
 *     tail(b) = n(b) / (N + c)                                 up to u, where n(u) = 32
 *     tail(b) = n(u) / (N + c) · exp(-(b - u) / σ)             beyond
 *     σ       = max(1 / ln 2, ∫ n(x) dx from u / n(u))         mean excess of the 32 largest, at least the model's own
 *
 * Without evidence this is 2^-b. The upper tail of almost any distribution nears a generalised Pareto; its shape cannot be
 * told from 32 excesses and is taken as 0, an exponential, which sums of surprises have. Were c 2^-b all there is beyond
 * what was seen, a tail of 1 / N would be claimed to be its square. Sources: Pickands, Annals of Statistics 3 (1975);
 * Davison & Smith, Journal of the Royal Statistical Society B 52 (1990).
 * 3.4 kB a state. Noting O(1), merging and the first judgement after it O(bins), a judgement O(1).
 */

import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import { readVersion } from '../snapshot-version.ts';
import type { PopulationCalibration } from './calibration.ts';
import { surpriseBin, surpriseBins } from './surprise-bins.ts';
import { excess, fallsTo, honestScaleBits, priorPanes, reaching, tailOfExponent } from './surprise-tail.ts';

export interface PopulationSurpriseOptions {
  readonly heap: Heap;
  /** After it, a pane counts half; Infinity forgets nothing. */
  readonly halfLifeDays: number;
}

const version = 1;

/** The largest surprises that the exponential is fitted to: σ to 18 %. Fewer waver, more reach into what is usual. */
const tailPanes = 32;
/** Half-life of the panes per day: keys come and go faster than habits change; weekends even out. */
const rateHalfLifeDays = 14;
/** Faded counts below are dropped: a pane of thirty half-lives ago. */
const countMin = 2 ** -30;

// Words; doubles at even ones. From `upToAt` to `scaleAt`, and the sums, all follows from the counts.
const freshAt = 0;
const daysAt = 2;
const ratedAt = 4;
const upToAt = 6;
const levelAt = 8;
const scaleAt = 10;
const countsAt = 12;
/** Per bin, the panes in it and above. */
const sumsAt = countsAt + surpriseBins;

export class PopulationSurprise implements PopulationCalibration {
  readonly words = sumsAt + surpriseBins;
  readonly #heap: Heap;
  readonly #halfLifeDays: number;

  constructor(options: PopulationSurpriseOptions) {
    this.#heap = options.heap;
    this.#halfLifeDays = options.halfLifeDays;
  }

  note(state: Address, bits: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    page.f32[at + countsAt + surpriseBin(bits)]++;
    page.u32[at + freshAt] = 0;
  }

  merge(state: Address, other: Address, days: number): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const counts = page.f32;
    const otherCounts = this.#heap.pageOf(other).f32;
    const otherFirst = this.#heap.offsetOf(other) + countsAt;
    const passed = Math.max(0, days);
    const faded = 2 ** (-passed / this.#halfLifeDays);
    let merged = 0;
    for (let bin = 0; bin < surpriseBins; bin++) {
      const old = counts[at + countsAt + bin] * faded;
      const more = otherCounts[otherFirst + bin];
      merged += more;
      counts[at + countsAt + bin] = (old < countMin ? 0 : old) + more;
    }
    const rateFaded = 2 ** (-passed / rateHalfLifeDays);
    const watched = page.f64[(at + daysAt) >>> 1] * rateFaded + passed;
    page.f64[(at + daysAt) >>> 1] = watched;
    // Panes that came before any time had passed belong to days nobody has counted.
    const rated = page.f64[(at + ratedAt) >>> 1] * rateFaded;
    page.f64[(at + ratedAt) >>> 1] = rated + (watched > 0 ? merged : 0);
    page.u32[at + freshAt] = 0;
  }

  tail(state: Address, bits: number): number {
    if (!(bits > 0)) return 1;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    if (page.u32[at + freshAt] === 0) refresh(page, at);
    const upTo = page.f64[(at + upToAt) >>> 1];
    if (bits <= upTo) {
      return reaching(page.f32, at + sumsAt, bits) / (page.f32[at + sumsAt] + priorPanes);
    }
    return tailOfExponent(page.f64[(at + levelAt) >>> 1] + (bits - upTo) / page.f64[(at + scaleAt) >>> 1]);
  }

  evidence(state: Address): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    if (page.u32[at + freshAt] === 0) refresh(page, at);
    return page.f32[at + sumsAt];
  }

  bitsFor(state: Address, share: number): number {
    if (share >= 1) return 0;
    return fallsTo(share, (bits) => this.tail(state, bits));
  }

  panesPerDay(state: Address): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const watched = page.f64[(at + daysAt) >>> 1];
    return watched === 0 ? 0 : page.f64[(at + ratedAt) >>> 1] / watched;
  }

  alertsPerDay(state: Address, bits: number): number {
    return this.panesPerDay(state) * this.tail(state, bits);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(version);
    writer.f64(page.f64[(at + daysAt) >>> 1]);
    writer.f64(page.f64[(at + ratedAt) >>> 1]);
    let filled = 0;
    for (let bin = 0; bin < surpriseBins; bin++) if (page.f32[at + countsAt + bin] > 0) filled++;
    writer.u32(filled);
    for (let bin = 0; bin < surpriseBins; bin++) {
      if (page.f32[at + countsAt + bin] === 0) continue;
      writer.u32(bin);
      writer.u32(page.u32[at + countsAt + bin]);
    }
  }

  load(state: Address, reader: ByteReader): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    readVersion(reader, 'surprise of everyone', version);
    page.f64[(at + daysAt) >>> 1] = reader.f64();
    page.f64[(at + ratedAt) >>> 1] = reader.f64();
    for (let filled = reader.u32(); filled > 0; filled--) {
      const bin = reader.u32();
      page.u32[at + countsAt + bin] = reader.u32();
    }
    page.u32[at + freshAt] = 0;
  }
}

/** Brings all that follows from the counts up to date. */
function refresh(page: Page, at: number): void {
  const counts = page.f32;
  const sums = at + sumsAt;
  let sum = 0;
  for (let bin = surpriseBins - 1; bin >= 0; bin--) {
    sum += counts[at + countsAt + bin];
    counts[sums + bin] = sum;
  }
  const all = counts[sums] + priorPanes;
  const upTo = all <= tailPanes ? 0 : fallsTo(tailPanes, (bits) => reaching(counts, sums, bits));
  const reached = reaching(counts, sums, upTo);
  page.f64[(at + upToAt) >>> 1] = upTo;
  page.f64[(at + levelAt) >>> 1] = Math.log(all / reached);
  page.f64[(at + scaleAt) >>> 1] = Math.max(honestScaleBits, excess(counts, sums, upTo) / reached);
  page.u32[at + freshAt] = 1;
}
