/** What a live run needs of the world besides topics and store: time, and turns for everybody else. */

/** The world outside, as the loop sees it. */
export interface LiveServices {
  /** Wall clock, epoch ms. */
  readonly now: () => number;
  /** Resolves after a time, or when `signal` is aborted. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Lets everything else that waits have its turn. */
  readonly yield: () => Promise<void>;
}
