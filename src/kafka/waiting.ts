/** How the adapter waits before it tries again: the clock, chance and pauses, so that tests can bring their own. */

import { setTimeout } from 'node:timers/promises';
import { retryPauseMsMax, retryPauseMsMin } from '../limits.ts';

export interface Waiting {
  /** Epoch ms. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Resolves after so many ms, and as soon as the signal says stop. */
  readonly wait: (durationMs: number, signal?: AbortSignal) => Promise<void>;
}

export const realWaiting: Waiting = {
  now: Date.now,
  random: Math.random,
  // Left early it is rejected: over it is then as well.
  wait: (durationMs, signal) => setTimeout(durationMs, undefined, { signal }).catch(() => {}),
};

/** Pauses that double from `retryPauseMsMin` to `retryPauseMsMax`, each varied by a fifth so that clients do not come in step. */
export class GrowingPauses {
  readonly #random: () => number;
  readonly #pauseMsMax: number;
  #pauseMs = retryPauseMsMin;

  constructor({ random }: Waiting, pauseMsMax: number = retryPauseMsMax) {
    this.#random = random;
    this.#pauseMsMax = pauseMsMax;
  }

  /** The next one, in ms. */
  next(): number {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, this.#pauseMsMax);
    return pauseMs * (0.8 + 0.2 * this.#random());
  }

  /** It worked: the next one is the shortest again. */
  reset(): void {
    this.#pauseMs = retryPauseMsMin;
  }
}

/** Resolves with the work, or rejects with what `late` makes when it takes longer. The work itself goes on. */
export async function within<T>(
  work: Promise<T>,
  { durationMs, waiting, late }: { durationMs: number; waiting: Waiting; late: () => Error },
): Promise<T> {
  const over = new AbortController();
  try {
    const tooLate = waiting.wait(durationMs, over.signal).then(() => {
      throw late();
    });
    return await Promise.race([work, tooLate]);
  } finally {
    over.abort();
  }
}
