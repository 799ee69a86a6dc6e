import fc from 'fast-check';
import {
  auditTime,
  bufferTime,
  debounceTime,
  delay,
  from,
  interval,
  type MonoTypeOperatorFunction,
  map,
  type Observable,
  observeOn,
  of,
  type SchedulerAction,
  type SchedulerLike,
  Subject,
  take,
  throttleTime,
  timeout,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { EventTimeScheduler } from '../../src/time/event-time-scheduler.ts';

type Operator = (source: Observable<number>, scheduler: SchedulerLike) => Observable<unknown>;

function fail(error: unknown): never {
  throw error;
}

/** What came out, when: values as they are, the end as a word. */
function record(output: Observable<unknown>, scheduler: SchedulerLike): unknown[] {
  const seen: unknown[] = [];
  output.subscribe({
    next: (value) => seen.push([scheduler.now(), value]),
    error: (error: Error) => seen.push([scheduler.now(), error.name]),
    complete: () => seen.push([scheduler.now(), 'complete']),
  });
  return seen;
}

const operators: Record<string, Operator> = {
  debounceTime: (source, scheduler) => source.pipe(debounceTime(7, scheduler)),
  throttleTime: (source, scheduler) =>
    source.pipe(throttleTime(7, scheduler, { leading: true, trailing: true })),
  auditTime: (source, scheduler) => source.pipe(auditTime(5, scheduler)),
  bufferTime: (source, scheduler) => source.pipe(bufferTime(10, scheduler)),
  'bufferTime with overlap': (source, scheduler) => source.pipe(bufferTime(10, 4, 3, scheduler)),
  delay: (source, scheduler) => source.pipe(delay(6, scheduler)),
  'timeout first': (source, scheduler) => source.pipe(timeout({ first: 9, scheduler })),
  'timeout each': (source, scheduler) => source.pipe(timeout({ each: 9, with: () => of(-1), scheduler })),
  observeOn: (source, scheduler) => source.pipe(observeOn(scheduler, 3)),
  chain: (source, scheduler) =>
    source.pipe(debounceTime(3, scheduler), delay(2, scheduler), bufferTime(20, scheduler), map(String)),
};

/** Gaps between events in milliseconds; 0 is two events at one instant. */
const script = fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 40 });

describe('stock operators on event time', () => {
  it.each(Object.keys(operators))('%s does as on the virtual time of RxJS', (name) => {
    const operator = operators[name]!;
    fc.assert(
      fc.property(script, fc.integer({ min: 0, max: 30 }), (gaps, restMs) => {
        const play = (scheduler: SchedulerLike, run: (until: number) => void) => {
          const source = new Subject<number>();
          let instant = 0;
          for (const [index, gap] of gaps.entries()) {
            instant += gap;
            scheduler.schedule(() => source.next(index), instant);
          }
          scheduler.schedule(() => source.complete(), instant + restMs);
          const seen = record(operator(source, scheduler), scheduler);
          run(instant + restMs + 100);
          return seen;
        };
        const scheduler = new EventTimeScheduler({ onError: fail });
        const virtual = new VirtualTimeScheduler();
        const expected = play(virtual, (until) => {
          virtual.maxFrames = until;
          virtual.flush();
        });
        expect(play(scheduler, (until) => scheduler.advanceTo(until))).toEqual(expected);
      }),
    );
  });

  it.each(Object.keys(operators))('%s does not care in how many steps time moves', (name) => {
    fc.assert(
      fc.property(script, fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }), (gaps, steps) => {
        const play = (stops: readonly number[]) => {
          const scheduler = new EventTimeScheduler({ onError: fail, startAt: 1_000 });
          const source = new Subject<number>();
          let dueMs = 0;
          for (const [index, gap] of gaps.entries()) {
            dueMs += gap;
            scheduler.schedule(() => source.next(index), dueMs);
          }
          const seen = record(operators[name]!(source, scheduler), scheduler);
          for (const stop of stops) scheduler.advanceTo(stop);
          scheduler.advanceTo(3_000);
          return seen;
        };
        let stop = 1_000;
        expect(play(steps.map((step) => (stop += step)))).toEqual(play([]));
      }),
    );
  });

  it('lets timer and interval tick at their own instants', () => {
    const scheduler = new EventTimeScheduler({ onError: fail, startAt: 100 });
    const ticks = record(interval(10, scheduler).pipe(take(3)), scheduler);
    const timers = record(timer(5, 20, scheduler).pipe(take(2)), scheduler);
    scheduler.advanceTo(1_000);
    expect(ticks).toEqual([
      [110, 0],
      [120, 1],
      [130, 2],
      [130, 'complete'],
    ]);
    expect(timers).toEqual([
      [105, 0],
      [125, 1],
      [125, 'complete'],
    ]);
    expect([scheduler.now(), scheduler.pending, scheduler.nextDue()]).toEqual([
      1_000,
      0,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('debounces events that are fed between two advances', () => {
    const scheduler = new EventTimeScheduler({ onError: fail });
    const source = new Subject<string>();
    const quiet: MonoTypeOperatorFunction<string> = debounceTime(10, scheduler);
    const seen = record(source.pipe(quiet), scheduler);
    for (const [instant, value] of [
      [100, 'a'],
      [105, 'b'],
      [120, 'c'],
    ] as const) {
      scheduler.advanceTo(instant);
      source.next(value);
    }
    scheduler.advanceTo(200);
    expect(seen).toEqual([
      [115, 'b'],
      [130, 'c'],
    ]);
  });

  it('walks an array one action at a time', () => {
    const scheduler = new EventTimeScheduler({ onError: fail });
    const seen = record(from([1, 2, 3]).pipe(observeOn(scheduler)), scheduler);
    expect(seen).toEqual([]);
    scheduler.advanceTo(0);
    expect(seen).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 'complete'],
    ]);
  });
});

describe('actions on event time', () => {
  it('run in order of due time, then of scheduling', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 20 }), { maxLength: 200 }), (delays) => {
        const scheduler = new EventTimeScheduler({ onError: fail });
        const order: number[] = [];
        for (const [index, delayMs] of delays.entries()) scheduler.schedule(() => order.push(index), delayMs);
        scheduler.advanceTo(20);
        const due = (index: number) => Math.max(0, delays[index]!);
        expect(order).toEqual(
          [...delays.keys()].sort((left, right) => due(left) - due(right) || left - right),
        );
      }),
    );
  });

  it('are counted and looked up without the cancelled ones', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 100 }), (script) => {
        const scheduler = new EventTimeScheduler({ onError: fail });
        const actions = script.map(([delayMs]) => scheduler.schedule(() => undefined, delayMs));
        for (const [index, [, isCancelled]] of script.entries())
          if (isCancelled) actions[index]!.unsubscribe();
        const left = script.filter(([, isCancelled]) => !isCancelled).map(([delayMs]) => delayMs);
        expect([scheduler.pending, scheduler.nextDue()]).toEqual([left.length, Math.min(...left)]);
      }),
    );
  });

  it('can schedule themselves again, with a new state each time', () => {
    const scheduler = new EventTimeScheduler({ onError: fail });
    const seen: unknown[] = [];
    scheduler.schedule(
      function (this: SchedulerAction<number>, state?: number) {
        seen.push([scheduler.now(), state]);
        if (state! < 3) this.schedule(state! + 1, 10);
      },
      5,
      1,
    );
    scheduler.advanceTo(100);
    expect(seen).toEqual([
      [5, 1],
      [15, 2],
      [25, 3],
    ]);
  });

  it('move when they are scheduled again while they wait', () => {
    const scheduler = new EventTimeScheduler({ onError: fail });
    const seen: unknown[] = [];
    const action = scheduler.schedule((state?: string) => seen.push([scheduler.now(), state]), 5, 'early');
    (action as SchedulerAction<string>).schedule('late', 50);
    expect([scheduler.pending, scheduler.nextDue()]).toEqual([1, 50]);
    scheduler.advanceTo(100);
    expect(seen).toEqual([[50, 'late']]);
  });

  it('do not run once cancelled, by others or by themselves', () => {
    const scheduler = new EventTimeScheduler({ onError: fail });
    let runs = 0;
    const victim = scheduler.schedule(() => runs++, 5);
    scheduler.schedule(() => victim.unsubscribe(), 5 - 1);
    scheduler.schedule(function (this: SchedulerAction<unknown>) {
      runs++;
      this.unsubscribe();
      this.schedule(undefined, 1);
    }, 3);
    scheduler.advanceTo(100);
    expect(runs).toBe(1);
  });

  it('that throw are reported and take no other with them', () => {
    const errors: unknown[] = [];
    const scheduler = new EventTimeScheduler({ onError: (error) => errors.push(error) });
    const seen: number[] = [];
    const broken = new Error('broken');
    const action = scheduler.schedule(function (this: SchedulerAction<unknown>) {
      this.schedule(undefined, 1);
      throw broken;
    }, 1);
    scheduler.schedule(() => seen.push(1), 1);
    scheduler.schedule(() => seen.push(2), 2);
    scheduler.advanceTo(10);
    expect([errors, seen, action.closed]).toEqual([[broken], [1, 2], true]);
  });

  it('without end never run', () => {
    const scheduler = new EventTimeScheduler({ onError: fail });
    scheduler.schedule(fail, Number.POSITIVE_INFINITY);
    scheduler.advanceTo(1e15);
    expect(scheduler.pending).toBe(0);
  });

  it('that follow each other for ever at one instant are cut off and reported', () => {
    const errors: unknown[] = [];
    const scheduler = new EventTimeScheduler({ onError: (error) => errors.push(error) });
    scheduler.schedule(function (this: SchedulerAction<unknown>) {
      this.schedule();
    }, 7);
    scheduler.advanceTo(10);
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('at instant 7; give the repeated') }),
    ]);
    expect(scheduler.pending).toBe(0);
  });

  it('may not advance time themselves', () => {
    const errors: unknown[] = [];
    const scheduler = new EventTimeScheduler({ onError: (error) => errors.push(error) });
    scheduler.schedule(() => scheduler.advanceTo(5), 1);
    scheduler.advanceTo(2);
    expect(errors).toHaveLength(1);
    expect(scheduler.now()).toBe(2);
  });

  it('wait for an instant that is one, and time does not go back', () => {
    const scheduler = new EventTimeScheduler({ onError: fail, startAt: 50 });
    expect(() => scheduler.advanceTo(Number.POSITIVE_INFINITY)).toThrow(RangeError);
    scheduler.advanceTo(10);
    expect(scheduler.now()).toBe(50);
  });
});
