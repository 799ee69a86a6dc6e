/** Event time for one key: says whose action runs, so that what it throws is counted where it belongs. */

import type { SchedulerAction, SchedulerLike, Subscription } from 'rxjs';
import type { EventTimeScheduler } from '../time/event-time-scheduler.ts';

/** @param enter called before each action of the key */
export function keyScheduler(scheduler: EventTimeScheduler, enter: () => void): SchedulerLike {
  return {
    now: () => scheduler.now(),
    schedule<T>(work: (this: SchedulerAction<T>, state: T) => void, delay?: number, state?: T): Subscription {
      const entered = function (this: SchedulerAction<T>, given?: T) {
        enter();
        work.call(this, given as T);
      };
      return scheduler.schedule(entered, delay, state);
    },
  };
}
