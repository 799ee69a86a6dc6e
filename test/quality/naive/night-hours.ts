/** Hours at night: in how many different hours from 22 to 6 a key has been active since noon. The same night for everyone. */

import { dayMs, hourMs } from '../../../src/time/duration.ts';
import type { NaiveScorer, ReportScore, Sighting } from './scorer.ts';

const nightFrom = 22;
const nightTo = 6;

/** The amount of a sighting is its hour, 0 to 23. */
export class NightHours implements NaiveScorer {
  readonly #report: ReportScore;
  readonly #nights = new Map<string, { night: number; readonly hours: Set<number> }>();

  constructor(report: ReportScore) {
    this.#report = report;
  }

  take({ key, time, amount: hour }: Sighting): void {
    // The night belongs to the day before its midnight.
    const night = Math.floor((time - ((hour + 12) % 24) * hourMs) / dayMs);
    let known = this.#nights.get(key);
    if (known === undefined || known.night !== night) {
      known = { night, hours: new Set() };
      this.#nights.set(key, known);
    }
    if (hour >= nightFrom || hour < nightTo) known.hours.add(hour);
    this.#report(key, time, known.hours.size);
  }

  end(): void {}
}
