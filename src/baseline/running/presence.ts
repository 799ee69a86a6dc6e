/**
 * How long a key has been active today at hours that are unusual for it.
 *
 *     e(h)    = max(0, −log2 (a · strangeness of the hour) − 4)   see usual-times.ts; below 4 bits an hour is not unusual
 *     T       = Σ e(h) over the distinct hours of the day so far, this one included
 *     tail(T) = (days of at least T + 2^-T) / (days + 1)          decayed counts of the key's own days
 *
 * One odd login is little, a whole night is much, and a hundred logins within one hour are one hour. Who works through the night
 * every Thursday is compared with those Thursdays. Groups lend a young key their hours; how long days are is its own.
 * What earlier days came to is known by the days before each of them, and kept in 16 bins, two for each doubling.
 *
 * State: 136 bytes of hours, 72 of days. Learning O(24²), judging O(24 · active hours).
 */

import { tailProbabilityMin } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap, Page } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import {
  addBits,
  closeDay,
  closedDays,
  closedDaysFrom,
  dayLengthWords,
  daysByBits,
  newestBits,
} from './day-lengths.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment, RunningModel, SampleList } from './running-model.ts';
import { TimeDensity } from './time-density.ts';
import { quartersPerDay, TimeProfile } from './time-profile.ts';
import { strangeness } from './usual-times.ts';

export interface PresenceOptions {
  readonly heap: Heap;
  readonly halfLifeDays: number;
}

const hours = 24;
const quartersPerHour = 4;
/** Bits of surprise from which an hour counts, and beyond which it counts. */
const bitsMin = 4;
/** Quarter hours within which two times are the same habit: an hour. */
const alikeQuarters = 4;

export class PresenceAtUnusualTimes implements RunningModel {
  readonly words: number;
  readonly dimensions = 1;
  readonly ofTexts = false;
  readonly usesEarlier = true;
  readonly #heap: Heap;
  readonly #halfLifeDays: number;
  readonly #profile: TimeProfile;
  readonly #density: TimeDensity;
  /** Scratch. */
  readonly #seen = new Uint8Array(hours);
  readonly #earlier = new Float64Array(1);
  readonly #counts = new Float64Array(hours);
  readonly #pane = { kind: 0, day: 0 };

  constructor({ heap, halfLifeDays }: PresenceOptions) {
    this.#heap = heap;
    this.#halfLifeDays = halfLifeDays;
    this.#profile = new TimeProfile({ kinds: 1, bins: hours, halfLifeDays });
    this.#density = new TimeDensity({ heap, profile: this.#profile, kindShares: [1] });
    this.words = this.#profile.words + dayLengthWords;
  }

  tail(levels: Levels, sample: Float64Array, moment: Moment, _side: Side): number {
    if (!isTime(sample[0])) return 1;
    if (!this.#density.judge(levels, 0)) return 1;
    const total = this.#totalOf(sample[0], moment.earlier);
    const page = this.#heap.pageOf(levels.states[0]);
    const at = this.#heap.offsetOf(levels.states[0]);
    const days = this.#profile.stamp(page, at) === 0 ? 0 : 1 + closedDays(page, at + this.#profile.words);
    const tail = (this.#daysFrom(page, at, total) + 2 ** -total) / (days + 1);
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }

  /** A number outside 0 to 95 is no time of the day and is not learnt. */
  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    if (!isTime(sample[0]) || !(weight > 0)) return;
    const quarter = sample[0] | 0;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const pane = this.#pane;
    pane.day = Math.floor(moment.day);
    const days = this.#profile.daysSince(page, at, pane.day);
    if (days > 0) closeDay(page, at + this.#profile.words, 2 ** (-days / this.#halfLifeDays));
    this.#profile.open(page, at, pane.day);
    if (days > 0) this.#density.relax(state, days);
    this.#density.lean(state, pane, quarter, weight);
    if (this.#isNewHour(page, at, pane.day, quarter) && this.#density.judgeBefore(state, 0)) {
      addBits(page, at + this.#profile.words, weight * this.#excess(this.#profile.binOf(quarter)));
    }
    this.#profile.add(page, at, pane, quarter, weight);
  }

  /** Adds the hours; how long the days of others were is not learnt. */
  merge(state: Address, other: Address): void {
    const from = this.#heap.pageOf(other);
    this.#profile.merge(
      this.#heap.pageOf(state),
      this.#heap.offsetOf(state),
      from,
      this.#heap.offsetOf(other),
    );
  }

  isKnown(state: Address, sample: Float64Array): boolean {
    return this.share(state, sample) > 0;
  }

  isAlike(one: Float64Array, other: Float64Array): boolean {
    const distance = Math.abs(one[0] - other[0]);
    return Math.min(distance, quartersPerDay - distance) <= alikeQuarters;
  }

  evidence(state: Address): number {
    return this.#profile.panes(this.#heap.pageOf(state), this.#heap.offsetOf(state));
  }

  /** Of the hour. */
  share(state: Address, sample: Float64Array): number {
    const panes = this.evidence(state);
    if (panes === 0 || !isTime(sample[0])) return 0;
    this.#profile.counts(this.#heap.pageOf(state), this.#heap.offsetOf(state), this.#counts);
    return Math.min(1, this.#counts[this.#profile.binOf(sample[0])] / panes);
  }

  usual(state: Address): string {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const days = this.#daysFrom(page, at, 0);
    if (days === 0) return 'nothing yet';
    const unusual = Math.round((100 * this.#daysFrom(page, at, 1)) / days);
    return unusual === 0 ? 'not at unusual hours' : `at unusual hours on ${unusual} % of days`;
  }

  document(state: Address): RunningDocument {
    const page = this.#heap.pageOf(state);
    const lengths = this.#heap.offsetOf(state) + this.#profile.words;
    const details = { newestBits: newestBits(page, lengths), daysByBits: daysByBits(page, lengths) };
    return { kind: 'unusual presence', evidence: this.evidence(state), usual: this.usual(state), details };
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
    this.#profile.save(page, at, writer);
    for (let word = this.#profile.words; word < this.words; word++) writer.u32(page.u32[at + word]);
  }

  load(state: Address, reader: ByteReader): void {
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    this.#profile.load(page, at, reader);
    for (let word = this.#profile.words; word < this.words; word++) page.u32[at + word] = reader.u32();
  }

  /** Bits of today so far: each hour once. */
  #totalOf(quarter: number, earlier: SampleList): number {
    this.#seen.fill(0);
    const hour = this.#profile.binOf(quarter);
    this.#seen[hour] = 1;
    let total = this.#excess(hour);
    for (let index = 0; index < earlier.count; index++) {
      earlier.read(index, this.#earlier);
      if (!isTime(this.#earlier[0])) continue;
      const other = this.#profile.binOf(this.#earlier[0]);
      if (this.#seen[other] === 1) continue;
      this.#seen[other] = 1;
      total += this.#excess(other);
    }
    return total;
  }

  #excess(hour: number): number {
    const density = this.#density;
    return Math.max(0, -Math.log2(density.quartersPerPane * strangeness(density, hour, hours)) - bitsMin);
  }

  /** Days of at least so many bits, the newest one included. */
  #daysFrom(page: Page, at: number, bits: number): number {
    if (this.#profile.stamp(page, at) === 0) return 0;
    const lengths = at + this.#profile.words;
    return closedDaysFrom(page, lengths, bits) + (newestBits(page, lengths) >= bits ? 1 : 0);
  }

  #isNewHour(page: Page, at: number, day: number, quarter: number): boolean {
    const first = quarter - (quarter % quartersPerHour);
    for (let other = first; other < first + quartersPerHour; other++) {
      if (!this.#profile.isNews(page, at, day, other)) return false;
    }
    return true;
  }
}

function isTime(quarter: number): boolean {
  return quarter >= 0 && quarter < quartersPerDay;
}
