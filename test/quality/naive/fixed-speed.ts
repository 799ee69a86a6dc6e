/** Speed: kilometres an hour from the sighting before, on a great circle, with clocks that may differ by a minute. O(1). */

import { distanceKm } from '../../../src/baseline/running/globe.ts';
import { hourMs, minuteMs } from '../../../src/time/duration.ts';
import type { NaiveScorer, ReportScore, Sighting } from './scorer.ts';

/** The amounts of a sighting are latitude and longitude. */
export class FixedSpeed implements NaiveScorer {
  readonly #report: ReportScore;
  readonly #last = new Map<string, Pick<Sighting, 'time' | 'amounts'>>();

  constructor(report: ReportScore) {
    this.#report = report;
  }

  take({ key, time, amounts = [] }: Sighting): void {
    const [latitude, longitude] = amounts;
    const last = this.#last.get(key);
    this.#last.set(key, { time, amounts });
    let speed = 0;
    if (last?.amounts !== undefined) {
      const hours = Math.max(minuteMs, Math.abs(time - last.time)) / hourMs;
      speed = distanceKm(last.amounts[0], last.amounts[1], latitude, longitude) / hours;
    }
    this.#report(key, time, speed);
  }

  end(): void {}
}
