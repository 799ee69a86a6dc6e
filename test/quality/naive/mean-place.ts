/** Distance from the mean place: kilometres from the middle of all places where a key was before. O(1). */

import { distanceKm } from '../../../src/baseline/running/globe.ts';
import type { NaiveScorer, ReportScore, Sighting } from './scorer.ts';

/** The amounts of a sighting are latitude and longitude. */
export class MeanPlace implements NaiveScorer {
  readonly #report: ReportScore;
  readonly #means = new Map<string, { count: number; latitude: number; longitude: number }>();

  constructor(report: ReportScore) {
    this.#report = report;
  }

  take({ key, time, amounts = [] }: Sighting): void {
    const [latitude, longitude] = amounts;
    let mean = this.#means.get(key);
    if (mean === undefined) {
      mean = { count: 0, latitude, longitude };
      this.#means.set(key, mean);
    }
    this.#report(key, time, distanceKm(mean.latitude, mean.longitude, latitude, longitude));
    mean.count++;
    mean.latitude += (latitude - mean.latitude) / mean.count;
    mean.longitude += (longitude - mean.longitude) / mean.count;
  }

  end(): void {}
}
