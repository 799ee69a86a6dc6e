/**
 * A plain histogram: how many of a key's events fell into each hour of the day, or on each day of the week.
 *
 *     score = 1 − (events in this hour) / (all events)          before the event is learnt; O(1) an event
 */

import type { NaiveScorer, ReportScore, Sighting } from './scorer.ts';

/** The amount of a sighting is its hour, 0 to 23, or its weekday. */
export class HourHistogram implements NaiveScorer {
  readonly #report: ReportScore;
  readonly #histograms = new Map<string, { readonly hours: Uint32Array; all: number }>();

  constructor(report: ReportScore) {
    this.#report = report;
  }

  take({ key, time, amount: hour }: Sighting): void {
    let histogram = this.#histograms.get(key);
    if (histogram === undefined) {
      histogram = { hours: new Uint32Array(24), all: 0 };
      this.#histograms.set(key, histogram);
    }
    this.#report(key, time, histogram.all === 0 ? 0 : 1 - histogram.hours[hour] / histogram.all);
    histogram.hours[hour]++;
    histogram.all++;
  }

  end(): void {}
}
