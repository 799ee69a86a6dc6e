/** Scores by key and day: what an analyst ranks is a key-day, and its score is the highest of its observations. */

import { localDayNumber } from '../../src/index.ts';
import { Zone } from '../../src/time/zone.ts';

export interface KeyDayOptions {
  /** IANA name. */
  readonly zone: string;
  /** A window bears the time of its end, so its day is that of the millisecond before. */
  readonly judges: 'events' | 'windows';
}

/** Score in time, epoch ms. */
export type ScoredMoment = readonly [time: number, score: number];

/** Gathers observations of one scorer. O(1) an observation; keeps one number a key-day, and all moments of those that are followed. */
export class KeyDays {
  readonly #zone: Zone;
  readonly #shift: number;
  readonly #scores = new Map<string, Map<number, number>>();
  readonly #moments = new Map<string, ScoredMoment[]>();

  /** @param followed key-days whose observations are kept one by one, by `keyDayName` */
  constructor({ zone, judges }: KeyDayOptions, followed: Iterable<string>) {
    this.#zone = Zone.of(zone);
    this.#shift = judges === 'windows' ? 1 : 0;
    for (const name of followed) this.#moments.set(name, []);
  }

  add(key: string, time: number, score: number): void {
    const day = this.dayOf(time);
    let days = this.#scores.get(key);
    if (days === undefined) {
      days = new Map();
      this.#scores.set(key, days);
    }
    const known = days.get(day);
    if (known === undefined || score > known) days.set(day, score);
    this.#moments.get(keyDayName(key, day))?.push([time, score]);
  }

  /** The local day that an observation counts for, as a number. */
  dayOf(time: number): number {
    return localDayNumber(time - this.#shift, this.#zone);
  }

  /** Undefined when nothing was judged on that day. */
  scoreOf(key: string, day: number): number | undefined {
    return this.#scores.get(key)?.get(day);
  }

  /** In order of time; empty for a key-day that is not followed. */
  momentsOf(key: string, day: number): readonly ScoredMoment[] {
    return [...(this.#moments.get(keyDayName(key, day)) ?? [])].sort((one, other) => one[0] - other[0]);
  }

  /** Every key-day with an observation. */
  *all(): Iterable<{ readonly key: string; readonly day: number }> {
    for (const [key, days] of this.#scores) for (const day of days.keys()) yield { key, day };
  }
}

export function keyDayName(key: string, day: number): string {
  return `${day} ${key}`;
}
