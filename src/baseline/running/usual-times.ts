/**
 * At which times of the day a key is active, finer than an hour. A quarter hour counts once per day: presence, not volume.
 *
 *     r(s)    = 1 − exp(−a √( Σ_{t: p(t) ≤ p(s)} p(t) · B p(s) ))         B: bins of a day
 *     tail(s) = min(r, k) · √ max(r, k)
 *
 * p is the smoothed probability of time-density.ts, under the key's own days and those of its groups. The first factor under the root is the
 * probability of a time as improbable, the second how much less probable this one is than an even spread: alone, the first calls all
 * hours of the night alike, and the second does not see how many there are. a are the quarter hours of a day, for one of
 * them is enough (of a Poisson number); k is how much rarer days of this kind are than on the calendar, to the power ¾. A first
 * day off at noon is news by k alone, a night between working days by r alone. Both together are more than either, but not their
 * product: who works on a day off keeps odd hours then.
 *
 * State: 232 bytes (cycle of a day), 424 (day types), 712 (week, whole hours). Learning O(bins), judging O(bins · active bins), and O(bins)
 * for a key judged shortly before.
 */

import { tailProbabilityMin } from '../../limits.ts';
import type { ByteReader, ByteWriter } from '../../memory/bytes.ts';
import type { Address, Heap } from '../../memory/heap.ts';
import type { Side } from '../model.ts';
import { type ProfiledModel, rootShares } from './profile.ts';
import type { RunningDocument } from './running-document.ts';
import type { Levels, Moment } from './running-model.ts';
import { TimeDensity } from './time-density.ts';
import { quartersPerDay, TimeProfile } from './time-profile.ts';
import { timesInWords } from './times-in-words.ts';

export type TimeCycle = 'day' | 'week' | 'day type';

export interface UsualTimesOptions {
  readonly heap: Heap;
  readonly cycle: TimeCycle;
  readonly halfLifeDays: number;
  /** Fixed width of the kernel in hours; without it each key has a mixture of its own. */
  readonly bandwidthHours?: number;
}

const kindsOf = { day: 1, 'day type': 2, week: 7 } as const;
const binsOf = { day: 48, 'day type': 48, week: 24 } as const;
const sharesOf = { day: [1], 'day type': [5 / 7, 2 / 7], week: Array<number>(7).fill(1 / 7) } as const;

/** Below it, in days, a time has faded: it is no longer known. */
const knownMin = 0.05;
/** Quarter hours within which two times are the same habit: an hour. */
const alikeQuarters = 4;
/** Parts of a day in a profile, three hours each: fine enough for shifts. */
const profileParts = 8;

export class UsualTimes implements ProfiledModel {
  readonly words: number;
  readonly dimensions = 1;
  readonly ofTexts = false;
  readonly usesEarlier = false;
  readonly profileDimensions = profileParts;
  readonly #heap: Heap;
  readonly #cycle: TimeCycle;
  readonly #profile: TimeProfile;
  readonly #density: TimeDensity;
  readonly #counts: Float64Array;
  readonly #parts = new Float64Array(profileParts);
  /** The pane at hand. Scratch. */
  readonly #pane = { kind: 0, day: 0 };

  constructor({ heap, cycle, halfLifeDays, bandwidthHours }: UsualTimesOptions) {
    this.#heap = heap;
    this.#cycle = cycle;
    const kinds = kindsOf[cycle];
    const bins = binsOf[cycle];
    const profile = new TimeProfile({ kinds, bins, halfLifeDays });
    const width = bandwidthHours === undefined ? {} : { bandwidthHours };
    this.#density = new TimeDensity({ heap, profile, kindShares: sharesOf[cycle], ...width });
    this.#profile = profile;
    this.#counts = new Float64Array(kinds * bins);
    this.words = profile.words;
  }

  tail(levels: Levels, sample: Float64Array, moment: Moment, _side: Side): number {
    const quarter = sample[0];
    if (!(quarter >= 0 && quarter < quartersPerDay)) return 1;
    const density = this.#density;
    if (!density.judge(levels, kindOfDay(this.#cycle, moment))) return 1;
    const strange = strangeness(density, this.#profile.binOf(quarter), this.#profile.bins);
    const ofTime = -Math.expm1(-density.quartersPerPane * strange);
    const ofKind = density.kindFactor;
    const tail = Math.min(ofTime, ofKind) * Math.sqrt(Math.max(ofTime, ofKind));
    return Math.min(1, Math.max(tailProbabilityMin, tail));
  }

  /** A number outside 0 to 95 is no time of the day and is not learnt. */
  learn(state: Address, sample: Float64Array, moment: Moment, weight: number): void {
    const quarter = sample[0];
    if (!(quarter >= 0 && quarter < quartersPerDay && weight > 0)) return;
    const page = this.#heap.pageOf(state);
    const at = this.#heap.offsetOf(state);
    const pane = this.#pane;
    pane.kind = kindOfDay(this.#cycle, moment);
    pane.day = Math.floor(moment.day);
    const days = this.#profile.daysSince(page, at, pane.day);
    this.#profile.open(page, at, pane.day);
    if (days > 0) this.#density.relax(state, days);
    this.#density.lean(state, pane, quarter | 0, weight);
    this.#profile.add(page, at, pane, quarter | 0, weight);
  }

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
    return this.#count(state, sample[0]) >= knownMin;
  }

  isAlike(one: Float64Array, other: Float64Array): boolean {
    const distance = Math.abs(one[0] - other[0]);
    return Math.min(distance, quartersPerDay - distance) <= alikeQuarters;
  }

  evidence(state: Address): number {
    return this.#profile.panes(this.#heap.pageOf(state), this.#heap.offsetOf(state));
  }

  /** Of a group: of the days of any member, so at most 1 is all that is said of times that many share. */
  share(state: Address, sample: Float64Array): number {
    const panes = this.evidence(state);
    return panes === 0 ? 0 : Math.min(1, this.#count(state, sample[0]) / panes);
  }

  usual(state: Address): string {
    this.#profile.counts(this.#heap.pageOf(state), this.#heap.offsetOf(state), this.#counts);
    return timesInWords(this.#cycle, this.#counts);
  }

  document(state: Address): RunningDocument {
    const usual = this.usual(state);
    const counts = Array.from(this.#counts, (count) => Math.round(count * 100) / 100);
    const details = { cycle: this.#cycle, binsPerDay: this.#profile.bins, counts };
    return { kind: 'usual hours', evidence: this.evidence(state), usual, details };
  }

  profile(state: Address, into: Float64Array, at: number): void {
    const { bins } = this.#profile;
    this.#profile.counts(this.#heap.pageOf(state), this.#heap.offsetOf(state), this.#counts);
    this.#parts.fill(0);
    for (let bin = 0; bin < this.#counts.length; bin++)
      this.#parts[Math.floor(((bin % bins) * profileParts) / bins)] += this.#counts[bin];
    rootShares(this.#parts, into, at);
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
    this.#profile.save(this.#heap.pageOf(state), this.#heap.offsetOf(state), writer);
  }

  load(state: Address, reader: ByteReader): void {
    this.#profile.load(this.#heap.pageOf(state), this.#heap.offsetOf(state), reader);
  }

  /** Days with activity in the bin, of any kind of day. */
  #count(state: Address, quarter: number): number {
    if (!(quarter >= 0 && quarter < quartersPerDay)) return 0;
    this.#profile.counts(this.#heap.pageOf(state), this.#heap.offsetOf(state), this.#counts);
    let count = 0;
    const { bins, kinds } = this.#profile;
    for (let kind = 0; kind < kinds; kind++)
      count += this.#counts[kind * bins + this.#profile.binOf(quarter)];
    return count;
  }
}

/** The root of the tail of a bin and of its height over an even spread, by the density judged last. */
export function strangeness({ probability, first }: TimeDensity, bin: number, bins: number): number {
  const here = probability[first + bin];
  let below = 0;
  for (let other = first; other < first + bins; other++) {
    if (probability[other] <= here) below += probability[other];
  }
  return Math.sqrt(below * here * bins);
}

function kindOfDay(cycle: TimeCycle, moment: Moment): number {
  if (cycle === 'day') return 0;
  if (cycle === 'day type') return moment.isDayOff ? 1 : 0;
  const weekday = (Math.floor(moment.day) + 3) % 7;
  return weekday < 0 ? weekday + 7 : weekday;
}
