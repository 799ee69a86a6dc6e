/** How often the chains of each key have failed. A key that has been silent for its idle time is forgotten here, too. */

import type { EventTimeScheduler } from '../time/event-time-scheduler.ts';

interface Failures {
  count: number;
  lastSeen: number;
}

export class FailureCounts {
  readonly #scheduler: EventTimeScheduler;
  readonly #idleMs: number;
  readonly #failures = new Map<string, Failures>();

  constructor(of: { readonly scheduler: EventTimeScheduler; readonly idleMs: number }) {
    this.#scheduler = of.scheduler;
    this.#idleMs = of.idleMs;
  }

  /** Counts one more, and answers how many there were. */
  add(key: string): number {
    const known = this.#failures.get(key);
    if (known !== undefined) {
      known.lastSeen = this.#scheduler.now();
      return ++known.count;
    }
    const failures = { count: 1, lastSeen: this.#scheduler.now() };
    this.#failures.set(key, failures);
    this.#watchIdle(key, failures);
    return 1;
  }

  /** Failures of a key that is heard of again. */
  of(key: string): number {
    const failures = this.#failures.get(key);
    if (failures === undefined) return 0;
    failures.lastSeen = this.#scheduler.now();
    return failures.count;
  }

  #watchIdle(key: string, failures: Failures): void {
    this.#scheduler.schedule(
      () => {
        if (failures.lastSeen + this.#idleMs <= this.#scheduler.now()) this.#failures.delete(key);
        else this.#watchIdle(key, failures);
      },
      failures.lastSeen + this.#idleMs - this.#scheduler.now(),
    );
  }
}
