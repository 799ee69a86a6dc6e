/** Sums per window of the several amounts of a sighting, handed over when the next window of a key begins. */

import type { Windowing } from '../../../src/index.ts';
import type { NaiveScorer, Sighting } from './scorer.ts';

/** @param time end of the window */
export type JudgeSums = (key: string, time: number, sums: Float64Array) => void;

export class WindowSums implements NaiveScorer {
  readonly #windowing: Windowing;
  readonly #judge: JudgeSums;
  readonly #open = new Map<string, { start: number; readonly sums: Float64Array }>();

  /** @param windowing windows that do not overlap */
  constructor(windowing: Windowing, judge: JudgeSums) {
    this.#windowing = windowing;
    this.#judge = judge;
  }

  take({ key, time, amounts = [] }: Sighting): void {
    const start = this.#windowing.paneStart(time);
    let open = this.#open.get(key);
    if (open === undefined) {
      open = { start, sums: new Float64Array(amounts.length) };
      this.#open.set(key, open);
    } else if (open.start !== start) {
      this.#judge(key, this.#windowing.paneEnd(open.start), open.sums);
      open.start = start;
      open.sums.fill(0);
    }
    for (let place = 0; place < amounts.length; place++) open.sums[place] += amounts[place];
  }

  end(): void {
    for (const [key, { start, sums }] of this.#open) this.#judge(key, this.#windowing.paneEnd(start), sums);
    this.#open.clear();
  }
}
