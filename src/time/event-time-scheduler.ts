/**
 * An RxJS scheduler on event time: stock operators (debounceTime, bufferTime, timeout, interval …) wait for the time of
 * the events, not of the machine. The owner moves it on with advanceTo, so a replay fires what the live run fired.
 */
import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';
import { sameInstantChainMax } from '../limits.ts';
import { ActionHeap } from './action-heap.ts';

type Work<T> = (this: SchedulerAction<T>, state?: T) => void;

/**
 * Actions run in the order (due, order of scheduling), as in RxJS's VirtualTimeScheduler, with now() at their due time.
 * Unlike there, scheduling is O(log pending) and an action that throws takes no other with it: it is cancelled and its
 * error goes to `onError`.
 */
export class EventTimeScheduler implements SchedulerLike {
  readonly #onError: (error: unknown) => void;
  readonly #waiting = new ActionHeap<EventTimeAction>();
  #now: number;
  #sequence = 0;
  #chainLength = 0;
  #isRunning = false;

  /**
   * `startAt` is event time before the first advance, 0 unless given: give the instant of the first event, or an interval
   * made before it ticks its way up from 1970.
   */
  constructor(options: { onError: (error: unknown) => void; startAt?: number }) {
    this.#onError = options.onError;
    this.#now = options.startAt ?? 0;
  }

  /** Event time in epoch milliseconds; inside an action its due time. */
  now(): number {
    return this.#now;
  }

  /** Actions that wait. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** Due time of the next action, Infinity when none waits. */
  nextDue(): number {
    return this.#waiting.first()?.due ?? Number.POSITIVE_INFINITY;
  }

  /** Runs `work` with `state` once event time is `delay` ms on; a negative delay counts as 0, one without end never runs. */
  schedule<T>(work: Work<T>, delay = 0, state?: T): Subscription {
    return new EventTimeAction(this, work as Work<unknown>).schedule(state, delay);
  }

  /**
   * Moves event time to `instant` and runs everything due up to and at it, actions scheduled meanwhile included. An
   * instant before now() changes nothing.
   * @throws RangeError when the instant is not finite, since an interval would run for ever; Error when called by an action.
   */
  advanceTo(instant: number): void {
    if (!Number.isFinite(instant)) {
      throw new RangeError(
        `expected an instant in milliseconds to advance to, found ${instant}; end at the last instant of interest`,
      );
    }
    if (this.#isRunning)
      throw new Error('an action may not advance event time; schedule another action instead');
    this.#isRunning = true;
    try {
      for (let action = this.#takeDue(instant); action !== undefined; action = this.#takeDue(instant))
        this.#run(action);
      this.#now = Math.max(this.#now, instant);
    } finally {
      this.#isRunning = false;
      this.#chainLength = 0;
    }
  }

  /** For actions: puts one in line, after all that are due at the same instant. */
  enqueue(action: EventTimeAction, delayMs: number): void {
    action.due = this.#now + Math.max(0, delayMs);
    action.sequence = this.#sequence++;
    action.chainLength = this.#isRunning && action.due === this.#now ? this.#chainLength + 1 : 0;
    this.#waiting.add(action);
  }

  /** For actions: takes one out of line. */
  dequeue(action: EventTimeAction): void {
    this.#waiting.remove(action);
  }

  #takeDue(instant: number): EventTimeAction | undefined {
    const action = this.#waiting.first();
    if (action === undefined || action.due > instant) return undefined;
    this.#waiting.remove(action);
    return action;
  }

  #run(action: EventTimeAction): void {
    this.#now = action.due;
    this.#chainLength = action.chainLength;
    try {
      if (action.chainLength > sameInstantChainMax) throw endlessChain(action.due);
      action.execute();
    } catch (error) {
      action.unsubscribe();
      this.#onError(error);
    }
  }
}

/** One piece of scheduled work. It may schedule itself again, while it runs or while it waits: the last time asked for counts. */
class EventTimeAction extends Subscription implements SchedulerAction<unknown> {
  due = 0;
  sequence = 0;
  chainLength = 0;
  heapIndex = -1;
  readonly #scheduler: EventTimeScheduler;
  readonly #work: Work<unknown>;
  #state: unknown;

  constructor(scheduler: EventTimeScheduler, work: Work<unknown>) {
    super();
    this.#scheduler = scheduler;
    this.#work = work;
  }

  schedule(state?: unknown, delay = 0): Subscription {
    if (this.closed) return this;
    this.#state = state;
    this.#scheduler.dequeue(this);
    if (Number.isFinite(delay)) this.#scheduler.enqueue(this, delay);
    return this;
  }

  execute(): void {
    this.#work(this.#state);
  }

  override unsubscribe(): void {
    if (this.closed) return;
    this.#scheduler.dequeue(this);
    this.#state = undefined;
    super.unsubscribe();
  }
}

function endlessChain(instant: number): RangeError {
  return new RangeError(
    `expected event time to move on, found a chain of more than ${sameInstantChainMax} actions at instant ${instant}; give the repeated action a delay`,
  );
}
