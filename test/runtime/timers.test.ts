import { filter } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/compose.ts';
import type { Behaviour } from '../../src/index.ts';
import { Heap } from '../../src/memory/heap.ts';
import { Ledger } from '../../src/memory/ledger.ts';
import { Host } from '../../src/runtime/host.ts';
import { Turn, turnKind } from '../../src/runtime/turn.ts';

interface Plan {
  /** Deadline after a number of timer turns. */
  readonly dueAfter: (turns: number) => number;
}

/** A host of actors that keep one number, how often their timer fired, and live by a plan. */
function hostOf({ dueAfter }: Plan) {
  const ledger = new Ledger();
  const heap = new Heap(ledger);
  const fired: number[] = [];
  const turnsOf = (cell: number) => heap.pageOf(cell).u32[heap.offsetOf(cell)];
  const behaviour = (host: Host): Behaviour => ({
    cellWords: 2,
    operators: filter((turn) => {
      const cell = host.ensureCell(turn);
      if (turn.kind !== turnKind.timer) return false;
      fired.push(turn.time);
      heap.pageOf(cell).u32[heap.offsetOf(cell)]++;
      return false;
    }),
    createTurn: () => new Turn({ slots: 0, aggregates: 0, captures: 0 }),
    dueAt: (_slot, cell) => dueAfter(turnsOf(cell)),
    phaseOf: () => 'close',
    weigh: () => 0,
    save: (_slot, cell, writer) => writer.u32(turnsOf(cell)),
    load: (_slot, cell, reader) => {
      heap.pageOf(cell).u32[heap.offsetOf(cell)] = reader.u32();
    },
    release() {},
    isOpen: () => false,
    conclude() {},
  });
  const host = new Host({
    space: 'test',
    heap,
    ledger,
    store: new MemoryStore(),
    epoch: 0,
    tickMs: 10,
    behaviour,
    onFailure() {},
    onReturn() {},
  });
  return { host, heap, fired };
}

const never = Number.POSITIVE_INFINITY;

describe('the timers of a host', () => {
  it('fire at deadlines rounded up to the tick, as often as the actor asks', () => {
    const { host, fired } = hostOf({ dueAfter: (turns) => (turns < 3 ? 95 + turns * 100 : never) });
    host.sample('a', 0, 0);
    expect(host.nextDue()).toBe(100);
    for (const instant of [90, 100, 150, 200, 250, 300, 1_000]) host.fire(instant);
    expect(fired).toEqual([100, 200, 300]);
  });

  it('let an actor go that waits for nothing any more, with all it held', () => {
    const { host, heap } = hostOf({ dueAfter: (turns) => (turns < 1 ? 100 : never) });
    host.sample('a', 0, 0);
    host.sample('b', 0, 0);
    expect([host.size, host.phases.close]).toEqual([2, 2]);
    host.fire(100);
    expect([host.size, host.weightBytes, heap.bytesUsed]).toEqual([0, 0, 0]);
    expect(host.phases).toEqual({ learn: 0, ready: 0, close: 0, expire: 2 });
    expect(host.nextDue()).toBe(never);
  });

  it('let an actor go at once that never waits for anything', () => {
    const { host, heap } = hostOf({ dueAfter: () => never });
    host.sample('a', 0, 0);
    expect([host.size, heap.bytesUsed, host.phases.close, host.phases.expire]).toEqual([0, 0, 0, 1]);
  });

  it('stop with an error at an actor that does not move its deadline on', () => {
    const { host } = hostOf({ dueAfter: () => 100 });
    host.sample('a', 0, 0);
    expect(() => host.fire(100)).toThrow(/"test" was woken at 100 and wants to be woken at 100 again/);
  });

  it('wake a parked actor, and go on from where it was', () => {
    const { host, fired } = hostOf({ dueAfter: (turns) => (turns < 2 ? 100 + turns * 100 : never) });
    host.sample('a', 0, 0);
    host.evict(host.slotFrom(0));
    expect([host.size, host.nextDue()]).toEqual([0, 100]);
    host.fire(100);
    host.evict(host.slotFrom(0));
    host.fire(150);
    expect(fired).toEqual([100]);
    host.fire(200);
    expect(fired).toEqual([100, 200]);
    expect([host.size, host.evicted, host.returned]).toEqual([0, 2, 2]);
    expect(host.phases).toEqual({ learn: 0, ready: 0, close: 0, expire: 1 });
  });
});
