/** What holds for every model, whatever it learns: run over each of them by its own test. */

import fc from 'fast-check';
import { expect } from 'vitest';
import type { Model, Side } from '../../src/baseline/model.ts';
import { ByteReader, ByteWriter } from '../../src/memory/bytes.ts';
import { Dictionary } from '../../src/memory/dictionary.ts';
import { type Address, Heap } from '../../src/memory/heap.ts';

export interface Observation {
  /** A text for `values`, otherwise the number itself. */
  readonly value: string | number;
  readonly day: number;
}

/** One model with memory of its own. */
export interface Bench {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly model: Model;
}

export type MakeModel = (memory: { readonly heap: Heap; readonly dictionary: Dictionary }) => Model;

export function bench(make: MakeModel): Bench {
  const memory = { heap: new Heap(), dictionary: new Dictionary() };
  return { ...memory, model: make(memory) };
}

export function learnt(on: Bench, observations: readonly Observation[]): Address {
  const state = on.heap.allocate(on.model.words);
  for (const { value, day } of observations) learnOne(on, state, value, day);
  return state;
}

export function learnOne(on: Bench, state: Address, value: string | number, day: number): void {
  const number = typeof value === 'string' ? on.dictionary.enter(value) : value;
  on.model.learn(state, number, day);
  if (typeof value === 'string') on.dictionary.forgetUnused(number);
}

export function tailOf(on: Bench, state: Address, value: string | number, side: Side = 'both'): number {
  return on.model.tail(state, typeof value === 'string' ? on.dictionary.find(value) : value, side);
}

export function saved(on: Bench, state: Address): Uint8Array {
  const writer = new ByteWriter();
  on.model.save(state, writer);
  return writer.take();
}

export function loaded(on: Bench, bytes: Uint8Array): Address {
  const state = on.heap.allocate(on.model.words);
  on.model.load(state, new ByteReader(bytes));
  return state;
}

export function expectModelLaws(make: MakeModel, observation: fc.Arbitrary<Observation>): void {
  const observations = fc.array(observation, { maxLength: 120 });
  const shuffled = observations.chain((inOrder) =>
    fc.record({
      inOrder: fc.constant(inOrder),
      otherwise: fc.shuffledSubarray(inOrder, { minLength: inOrder.length }),
      asked: fc.array(observation, { maxLength: 10 }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ inOrder, otherwise, asked }) => {
      const one = bench(make);
      const other = bench(make);
      const state = learnt(one, inOrder);
      const copy = loaded(other, saved(one, state));
      // The order of learning does not matter, judging in between leaves no trace.
      const third = bench(make);
      const third0 = third.heap.allocate(third.model.words);
      for (const { value, day } of otherwise) {
        tailOf(third, third0, value);
        learnOne(third, third0, value, day);
      }
      expect(saved(third, third0)).toEqual(saved(one, state));
      expect(saved(other, copy)).toEqual(saved(one, state));
      for (const { value } of [...inOrder.slice(0, 10), ...asked]) {
        for (const side of ['high', 'low', 'both'] as const) {
          const tail = tailOf(one, state, value, side);
          expect(tail).toBeGreaterThan(0);
          expect(tail).toBeLessThanOrEqual(1);
          expect(tailOf(other, copy, value, side)).toBe(tail);
          expect(tailOf(third, third0, value, side)).toBe(tail);
        }
      }
      expect(other.model.document(copy)).toEqual(one.model.document(state));
      expect(other.model.usual(copy)).toBe(one.model.usual(state));
      expect(other.model.evidence(copy)).toBe(one.model.evidence(state));
      expect(other.model.extraBytes(copy)).toBe(one.model.extraBytes(state));
      expect(one.model.extraBytes(state)).toBe(one.heap.bytesUsed - heapBytes(one.model.words));
      // Dropping noise may come twice, and the dropped state is kept like any other.
      one.model.settle(state, 0);
      expect(one.model.settle(state, 0)).toBe(0);
      const settled = loaded(other, saved(one, state));
      expect(saved(other, settled)).toEqual(saved(one, state));
      expect(other.model.document(settled)).toEqual(one.model.document(state));
      expectNothingLeft(one, [state]);
      expectNothingLeft(other, [copy, settled]);
    }),
    { numRuns: 60 },
  );
  const on = bench(make);
  expect(() => loaded(on, Uint8Array.of(250, 0, 0, 0, 0))).toThrow(/expected version 1, found 250/);
}

function expectNothingLeft(on: Bench, states: readonly Address[]): void {
  for (const state of states) {
    on.model.release(state);
    on.heap.release(state, on.model.words);
  }
  expect(on.heap.bytesUsed).toBe(0);
  expect(on.dictionary.size).toBe(0);
}

function heapBytes(words: number): number {
  const heap = new Heap();
  heap.allocate(words);
  return heap.bytesUsed;
}
