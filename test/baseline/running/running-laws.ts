/** What holds for every running model of numbers, whatever it learns: run over each of them by its own test. */

import fc from 'fast-check';
import { expect } from 'vitest';
import type { Side } from '../../../src/baseline/model.ts';
import { runningDocument } from '../../../src/baseline/running/running-document.ts';
import type { Levels, Moment, RunningModel } from '../../../src/baseline/running/running-model.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { type Address, Heap } from '../../../src/memory/heap.ts';

export type MakeRunningModel = (heap: Heap) => RunningModel;

export interface Learnt {
  readonly sample: readonly number[];
  readonly day: number;
  /** 1 unless given. */
  readonly weight?: number;
}

export const sides: readonly Side[] = ['high', 'low', 'both'];

/** One model with one state and memory of its own. */
export class RunningBench {
  readonly heap = new Heap();
  readonly model: RunningModel;
  readonly state: Address;
  readonly #levels: Levels;

  constructor(make: MakeRunningModel) {
    this.model = make(this.heap);
    this.state = this.heap.allocate(this.model.words);
    this.#levels = { count: 1, states: Float64Array.of(this.state) };
  }

  learn({ sample, day, weight = 1 }: Learnt): void {
    this.model.learn(this.state, Float64Array.from(sample), momentAt(day), weight);
  }

  tail({ sample, day }: Learnt, side: Side = 'both'): number {
    return this.model.tail(this.#levels, Float64Array.from(sample), momentAt(day), side);
  }

  saved(): Uint8Array {
    const writer = new ByteWriter();
    this.model.save(this.state, writer);
    return writer.take();
  }

  load(bytes: Uint8Array): void {
    this.model.load(this.state, new ByteReader(bytes));
  }
}

/** @param learnt what is learnt one after the other, of any size and at any time */
export function expectRunningLaws(make: MakeRunningModel, learnt: fc.Arbitrary<readonly Learnt[]>): void {
  fc.assert(
    fc.property(learnt, fc.integer({ min: 0, max: 300 }), (all, asked) => {
      const one = new RunningBench(make);
      for (const each of all) one.learn(each);
      const other = new RunningBench(make);
      other.load(one.saved());
      expect(other.saved()).toEqual(one.saved());
      const before = one.saved();
      for (const each of [...all.slice(0, 5), ...all.slice(asked, asked + 5)]) {
        for (const side of sides) {
          const tail = one.tail(each, side);
          expect(tail > 0 && tail <= 1).toBe(true);
          expect(other.tail(each, side)).toBe(tail);
        }
      }
      // Judging leaves no trace.
      expect(one.saved()).toEqual(before);
      const shown = one.model.document(one.state);
      expect(runningDocument.parse(shown)).toEqual(shown);
      expect(JSON.stringify(shown)).not.toMatch(/null|NaN|Infinity/);
      expect(other.model.document(other.state)).toEqual(shown);
      expect(one.model.usual(one.state)).not.toMatch(/NaN|Infinity/);
      const drift = one.model.drift(one.state);
      expect(drift > 0 && drift <= 1).toBe(true);
      // A copy goes on as the first one does.
      for (const each of all.slice(-3)) {
        one.learn(each);
        other.learn(each);
      }
      expect(other.saved()).toEqual(one.saved());
      expectNothingLeft(one);
    }),
    { numRuns: 60 },
  );
  const fresh = new RunningBench(make);
  expect(fresh.tail({ sample: new Array(fresh.model.dimensions).fill(1), day: 1 })).toBe(1);
  expect(() => fresh.load(Uint8Array.of(250, 0, 0, 0, 0))).toThrow(/expected version 1, found 250/);
}

export function momentAt(day: number): Moment {
  const earlier = { count: 0, dayOf: () => 0, observationsOf: () => 0, read: () => {} };
  return { day, isDayOff: (Math.floor(day) + 3) % 7 >= 5, observations: 1, earlier };
}

function expectNothingLeft(on: RunningBench): void {
  on.model.release(on.state);
  on.heap.release(on.state, on.model.words);
  expect(on.heap.bytesUsed).toBe(0);
}

/**
 * The samples of one pane may come in any order, into states of their own as well: groups take them in as they come.
 * @param learnt samples of one day, with whole weights
 */
export function expectOrderDoesNotMatter(
  make: MakeRunningModel,
  learnt: fc.Arbitrary<readonly Learnt[]>,
): void {
  const orders = learnt.chain((inOrder) =>
    fc.record({
      inOrder: fc.constant(inOrder),
      otherwise: fc.shuffledSubarray([...inOrder], { minLength: inOrder.length }),
    }),
  );
  fc.assert(
    fc.property(orders, ({ inOrder, otherwise }) => {
      const [one, other] = [new RunningBench(make), new RunningBench(make)];
      for (const each of inOrder) one.learn(each);
      for (const each of otherwise) other.learn(each);
      expect(other.saved()).toEqual(one.saved());
      const [group, otherGroup] = [one, other].map((bench) => {
        const state = bench.heap.allocate(bench.model.words);
        const incoming = one.saved();
        bench.model.merge(state, bench.state);
        expect(one.saved()).toEqual(incoming);
        const writer = new ByteWriter();
        bench.model.save(state, writer);
        expect(bench.model.evidence(state)).toBeCloseTo(bench.model.evidence(bench.state), 3);
        return writer.take();
      });
      expect(otherGroup).toEqual(group);
    }),
    { numRuns: 40 },
  );
}
