/**
 * How fast a key gets from place to place: two logins an hour apart, one in Berlin and one in Beijing, are not one person's.
 *
 *     speed     = max(0, distance − 50 km) / (time between + 3 minutes)      to the observation just before
 *     possible  = 1 / (1 + (speed / 100)²) · 1 / (1 + (speed / 700)¹⁶)       in km/h
 *     tail      = (n(as fast or faster) + 3 · tail of the next level) / (n + 3);  behind the last level: `possible`
 *
 * Addresses are located with errors of some ten kilometres, and clocks differ by minutes, so a short jump in no time is
 * harmless, and equal times divide by three minutes. Aeroplanes do 900 km/h and, from door to door, at most 700: from there
 * on `possible` falls with the 18th power: 0.01 at 700 km/h, 3e-5 at 1,000, 1e-10 at 2,000. A key that often seems to be in
 * two places, behind a proxy or with two devices, has seen such speeds before and is little news.
 *
 * The observation before is the latest earlier one of the pane, otherwise the last one of the pane before, which own states
 * keep. What was only noted (weight 0) is no place to travel from. Speeds are counted in 12 bands, logarithmic within.
 * Without half-life, as groups take in the samples of their members, only moves within a pane are counted: the place before
 * it would be another member's.
 *
 * State: 88 bytes. Judging 0.3 µs, and 20 ns for each of up to 64 earlier observations. Distances: globe.ts.
 */

import { tailProbabilityMin, travelLookBackMax } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import { readVersion } from '../snapshot-version.ts';
import { distanceKm, isPlace } from './globe.ts';
import { keepLatest, lastPlacesWords, latestPlace, paneDay, placeBefore, turnTo } from './last-places.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment, RunningModel } from './running-model.ts';
import { bandOf, borders, faster, observed, possible } from './speed-bands.ts';
import { readableNumber } from './vector-text.ts';

export interface TravelSpeedOptions {
  readonly heap: Heap;
  readonly halfLifeDays: number;
}

const version = 1;

// Where the key was last, then bands.
const bandsAt = lastPlacesWords;

const jitterKm = 50;
const slackHours = 0.05;
const groupPanes = 3;
/** Speed is not known. */
const unknown = -1;

export class TravelSpeed implements RunningModel {
  readonly ofTexts = false;
  readonly usesEarlier = true;
  readonly dimensions = 3;
  readonly words = bandsAt + borders.length;
  readonly #heap: Heap;
  readonly #halfLifeDays: number;
  readonly #earlier = new Float64Array(3);

  constructor(options: TravelSpeedOptions) {
    this.#heap = options.heap;
    this.#halfLifeDays = options.halfLifeDays;
  }

  /** What a person should be told of a sample: how fast it was reached, in km/h; −1 without an observation before it. */
  speed(state: Address, sample: Float64Array, moment: Moment): number {
    if (!isPlace(sample[0], sample[1])) return unknown;
    const { earlier } = moment;
    let latest = Number.NEGATIVE_INFINITY;
    let [latitude, longitude] = [0, 0];
    const last = Math.max(0, earlier.count - travelLookBackMax);
    for (let index = earlier.count - 1; index >= last; index--) {
      earlier.read(index, this.#earlier);
      const [lat, long, time] = this.#earlier;
      if (time > sample[2] || time <= latest || !isPlace(lat, long)) continue;
      [latitude, longitude, latest] = [lat, long, time];
    }
    if (latest !== Number.NEGATIVE_INFINITY)
      return speedFrom(latitude, longitude, sample, sample[2] - latest);
    const page = this.#heap.pageOf(state);
    const before = placeBefore(page, this.#heap.offsetOf(state), Math.floor(moment.day));
    if (before === undefined || before.time > sample[2]) return unknown;
    return speedFrom(before.latitude, before.longitude, sample, sample[2] - before.time);
  }

  tail(levels: Levels, sample: Float64Array, moment: Moment, _side: Side): number {
    const speed = this.speed(levels.states[0], sample, moment);
    if (speed <= 0) return 1;
    let tail = possible(speed);
    for (let level = levels.count - 1; level >= 0; level--) {
      const state = levels.states[level];
      const page = this.#heap.pageOf(state);
      const at = this.#heap.offsetOf(state);
      tail =
        (faster(page, at + bandsAt, speed) + groupPanes * tail) / (observed(page, at + bandsAt) + groupPanes);
    }
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }

  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    if (!isPlace(sample[0], sample[1])) return;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const day = Math.floor(moment.day);
    // Two days: local days of one pane may differ by one between time zones.
    const isFromQuarantine = day < paneDay(page, at) - 1;
    this.#turnTo(page, at, day);
    if (weight === 0) return;
    const band = this.#bandToLearn(state, sample, moment, isFromQuarantine);
    if (band >= 0) page.f32[at + bandsAt + band] += weight;
    keepLatest(page, at, sample);
  }

  /** Adds up bands. Where members were is their own. */
  merge(state: Address, other: Address): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const otherPage = this.#heap.pageOf(other);
    const from = this.#heap.offsetOf(other);
    this.#turnTo(page, at, paneDay(otherPage, from));
    for (let band = 0; band < borders.length; band++)
      page.f32[at + bandsAt + band] += otherPage.f32[from + bandsAt + band];
  }

  /** True when the place was reached, from where the key was last known to be, as fast as it has been before. */
  isKnown(state: Address, sample: Float64Array): boolean {
    return this.share(state, sample) > 0;
  }

  /** The same place, within 50 km. */
  isAlike(one: Float64Array, other: Float64Array): boolean {
    if (!isPlace(one[0], one[1]) || !isPlace(other[0], other[1])) return false;
    return distanceKm(one[0], one[1], other[0], other[1]) <= jitterKm;
  }

  evidence(state: Address): number {
    return observed(this.#heap.pageOf(state), this.#heap.offsetOf(state) + bandsAt);
  }

  /** Share of the moves learnt that were as fast, from where the key was last known to be. */
  share(state: Address, sample: Float64Array): number {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const latest = latestPlace(page, at);
    if (latest === undefined || !isPlace(sample[0], sample[1])) return 0;
    const { latitude, longitude, time } = latest;
    const speed = speedFrom(latitude, longitude, sample, Math.max(0, sample[2] - time));
    const moves = observed(page, at + bandsAt);
    return moves === 0 ? 0 : page.f32[at + bandsAt + bandOf(speed)] / moves;
  }

  /** "stays", "up to 300 km/h", "beyond 10,000 km/h". */
  usual(state: Address): string {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    if (observed(page, at + bandsAt) === 0) return 'nothing yet';
    let band = borders.length - 1;
    while (page.f32[at + bandsAt + band] === 0) band--;
    if (band === 0) return 'stays';
    if (band === borders.length - 1) return `beyond ${readableNumber(borders[band])} km/h`;
    return `up to ${readableNumber(borders[band + 1])} km/h`;
  }

  document(state: Address): RunningDocument {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const moves = Array.from(borders, (_, band) => page.f32[at + bandsAt + band]);
    const evidence = this.evidence(state);
    return {
      kind: 'travel speed',
      evidence,
      usual: this.usual(state),
      details: { fromKmPerHour: [...borders], moves },
    };
  }

  drift(_state: Address): number {
    return 1;
  }

  extraBytes(_state: Address): number {
    return 0;
  }

  release(state: Address): void {
    const at = this.#heap.offsetOf(state);
    this.#heap.pageOf(state).u32.fill(0, at, at + this.words);
  }

  save(state: Address, writer: ByteWriter): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    writer.u8(version);
    for (let word = 0; word < this.words; word++) writer.u32(page.u32[at + word]);
  }

  load(state: Address, reader: ByteReader): void {
    readVersion(reader, 'travel speed', version);
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    for (let word = 0; word < this.words; word++) page.u32[at + word] = reader.u32();
  }

  /** Band of the speed of a sample, −1 when there is none to be counted. */
  #bandToLearn(state: Address, sample: Float64Array, moment: Moment, isFromQuarantine: boolean): number {
    const isWithinPane = this.#halfLifeDays === Number.POSITIVE_INFINITY;
    if (isWithinPane && moment.earlier.count === 0) return -1;
    // What took it into quarantine was its speed, and what was before it then is forgotten.
    if (isFromQuarantine) return borders.length - 1;
    const speed = this.speed(state, sample, moment);
    return speed === unknown ? -1 : bandOf(speed);
  }

  /** Begins a new pane with its first sample of a later day, and lets what was learnt fade. */
  #turnTo(page: Page, at: number, day: number): void {
    const days = turnTo(page, at, day);
    if (days === 0 || this.#halfLifeDays === Number.POSITIVE_INFINITY) return;
    const factor = 2 ** (-days / this.#halfLifeDays);
    for (let band = 0; band < borders.length; band++) page.f32[at + bandsAt + band] *= factor;
  }
}

function speedFrom(latitude: number, longitude: number, sample: Float64Array, days: number): number {
  const distance = distanceKm(latitude, longitude, sample[0], sample[1]);
  return Math.max(0, distance - jitterKm) / (24 * days + slackHours);
}
