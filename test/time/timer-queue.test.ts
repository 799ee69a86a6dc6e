import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timerSlotsMax } from '../../src/limits.ts';
import { TimerQueue } from '../../src/time/timer-queue.ts';

type Command =
  | { kind: 'schedule'; slot: number; dueAt: number }
  | { kind: 'cancel'; slot: number }
  | { kind: 'take'; instant: number };

/** The same queue as a map that is searched in full each time. */
class ModelQueue {
  readonly dues = new Map<number, number>();
  readonly #tickMs: number;

  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  schedule(slot: number, dueAt: number): void {
    this.dues.set(slot, Math.ceil(dueAt / this.#tickMs) * this.#tickMs);
  }

  nextDue(): number {
    return Math.min(...this.dues.values());
  }

  takeDue(instant: number): number[] {
    const due = this.nextDue();
    if (!(due <= instant)) return [];
    const slots = [...this.dues].filter(([, slotDue]) => slotDue === due).map(([slot]) => slot);
    for (const slot of slots) this.dues.delete(slot);
    return slots.sort((left, right) => left - right);
  }
}

function commandsOver(slotMax: number, dueMax: number): fc.Arbitrary<Command[]> {
  const slot = fc.integer({ min: 0, max: slotMax });
  const dueAt = fc.integer({ min: 0, max: dueMax });
  const command: fc.Arbitrary<Command> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('schedule' as const), slot, dueAt }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), slot }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), instant: dueAt }) },
  );
  return fc.array(command, { maxLength: 400, size: 'max' });
}

function expectSameAsModel(tickMs: number, commands: readonly Command[]): void {
  const queue = new TimerQueue(tickMs);
  const model = new ModelQueue(tickMs);
  const taken: number[] = [];
  for (const command of commands) {
    if (command.kind === 'schedule') {
      queue.schedule(command.slot, command.dueAt);
      model.schedule(command.slot, command.dueAt);
      expect(queue.dueOf(command.slot)).toBe(model.dues.get(command.slot));
    } else if (command.kind === 'cancel') {
      queue.cancel(command.slot);
      model.dues.delete(command.slot);
      expect(queue.dueOf(command.slot)).toBe(Number.POSITIVE_INFINITY);
    } else {
      const expectedDue = model.nextDue();
      const due = queue.takeDue(command.instant, taken);
      const expected = model.takeDue(command.instant);
      expect(taken).toEqual(expected);
      expect(due).toBe(expected.length === 0 ? Number.NaN : expectedDue);
    }
    expect(queue.size).toBe(model.dues.size);
    expect(queue.nextDue()).toBe(model.nextDue());
  }
}

describe('the timer queue', () => {
  it('does as a sorted list would, crowded', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 7 }), commandsOver(20, 50), expectSameAsModel));
  });

  it('does as a sorted list would, spread over many slots', () => {
    fc.assert(fc.property(fc.constantFrom(1, 1_000), commandsOver(5_000, 1e6), expectSameAsModel));
  });

  it('gives a hundred thousand timers back in order of time, then slot', () => {
    const queue = new TimerQueue(1_000);
    const count = 100_000;
    for (let slot = 0; slot < count; slot++)
      queue.schedule((slot * 7_919) % count, (slot * 104_729) % 10_000_019);
    const taken: number[] = [];
    let total = 0;
    let before = Number.NEGATIVE_INFINITY;
    for (let due = queue.takeDue(1e9, taken); !Number.isNaN(due); due = queue.takeDue(1e9, taken)) {
      expect(due).toBeGreaterThan(before);
      expect(due % 1_000).toBe(0);
      expect(taken).toEqual([...taken].sort((left, right) => left - right));
      before = due;
      total += taken.length;
    }
    expect(total).toBe(count);
    expect([queue.size, queue.nextDue()]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it('rounds up to the tick, so that no timer fires early', () => {
    const queue = new TimerQueue(60_000);
    queue.schedule(3, 60_001);
    expect(queue.dueOf(3)).toBe(120_000);
    expect(queue.takeDue(119_999, [])).toBeNaN();
  });

  it('takes a deadline without end as none', () => {
    const queue = new TimerQueue(1);
    queue.schedule(1, 10);
    queue.schedule(1, Number.POSITIVE_INFINITY);
    expect([queue.size, queue.dueOf(1)]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it('accounts for its memory as it grows', () => {
    const queue = new TimerQueue(1);
    const before = queue.bytes;
    queue.schedule(1_000, 1);
    expect(queue.bytes).toBe(1_024 * 16);
    expect(before).toBeLessThan(queue.bytes);
  });

  it('refuses slots and deadlines that are none', () => {
    const queue = new TimerQueue(1);
    expect(() => queue.schedule(-1, 0)).toThrow(RangeError);
    expect(() => queue.schedule(timerSlotsMax, 0)).toThrow(RangeError);
    expect(() => queue.schedule(0, Number.NaN)).toThrow(RangeError);
    expect(() => new TimerQueue(0)).toThrow(RangeError);
    expect(queue.size).toBe(0);
  });
});
