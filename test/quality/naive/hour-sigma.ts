/** Fixed sigma of the hour: the mean hour of a key's events and their deviation, as if a day were a line. */

import { FixedSigma } from './fixed-sigma.ts';
import type { NaiveScorer, ReportScore, Sighting } from './scorer.ts';

/** The amount of a sighting is its hour, 0 to 23. */
export class HourSigma implements NaiveScorer {
  readonly #report: ReportScore;
  readonly #sigma = new FixedSigma({ sides: 'both', deviationMin: 1 });

  constructor(report: ReportScore) {
    this.#report = report;
  }

  take({ key, time, amount }: Sighting): void {
    this.#report(key, time, this.#sigma.score(key, amount));
  }

  end(): void {}
}
