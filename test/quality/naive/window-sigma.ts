/** Fixed sigma of sums per window: what a key did in an hour or a day, against its hours or days before. */

import type { Windowing } from '../../../src/index.ts';
import { FixedSigma } from './fixed-sigma.ts';
import type { NaiveScorer, ReportScore, Sighting } from './scorer.ts';

interface OpenWindow {
  readonly start: number;
  sum: number;
}

/** Windows without any event are neither judged nor learnt; one is judged when the next of its key begins, at its own end. */
export class WindowSigma implements NaiveScorer {
  readonly #windowing: Windowing;
  readonly #report: ReportScore;
  readonly #sigma = new FixedSigma({ sides: 'above', deviationMin: 1 });
  readonly #open = new Map<string, OpenWindow>();

  /** @param windowing windows that do not overlap */
  constructor(windowing: Windowing, report: ReportScore) {
    this.#windowing = windowing;
    this.#report = report;
  }

  take({ key, time, amount }: Sighting): void {
    const start = this.#windowing.paneStart(time);
    const open = this.#open.get(key);
    if (open !== undefined && open.start === start) {
      open.sum += amount;
      return;
    }
    if (open !== undefined) this.#judge(key, open);
    this.#open.set(key, { start, sum: amount });
  }

  end(): void {
    for (const [key, open] of this.#open) this.#judge(key, open);
    this.#open.clear();
  }

  #judge(key: string, { start, sum }: OpenWindow): void {
    this.#report(key, this.#windowing.paneEnd(start), this.#sigma.score(key, sum));
  }
}
