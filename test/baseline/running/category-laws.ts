/** What holds for every running model of texts, whatever it learns: run over each of them by its own test. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { runningDocument } from '../../../src/baseline/running/running-document.ts';
import type { Moment, RunningModel } from '../../../src/baseline/running/running-model.ts';
import { valuesPerSetMax } from '../../../src/limits.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { Dictionary } from '../../../src/memory/dictionary.ts';
import { type Address, Heap } from '../../../src/memory/heap.ts';
import { momentAt, sides } from './running-laws.ts';

export type MakeCategoryModel = (memory: {
  readonly heap: Heap;
  readonly dictionary: Dictionary;
}) => RunningModel;

export interface Met {
  readonly text: string;
  readonly day: number;
  /** 1 unless given. */
  readonly weight?: number;
  /** 1 unless given. */
  readonly observations?: number;
}

/** One model with memory of its own, and states in it. */
export class CategoryBench {
  readonly heap = new Heap();
  readonly dictionary = new Dictionary();
  readonly model: RunningModel;
  readonly #sample = new Float64Array(1);

  constructor(make: MakeCategoryModel) {
    this.model = make(this);
  }

  state(met: readonly Met[] = []): Address {
    const state = this.heap.allocate(this.model.words);
    for (const each of met) this.learn(state, each);
    return state;
  }

  learn(state: Address, met: Met): void {
    const number = this.dictionary.enter(met.text);
    // As the samples of a pane do, while they are learnt.
    this.dictionary.retain(number);
    this.#sample[0] = number;
    this.model.learn(state, this.#sample, momentOf(met), met.weight ?? 1);
    this.dictionary.release(number);
  }

  tail(levels: readonly Address[], met: Met, side: (typeof sides)[number] = 'both'): number {
    const states = { count: levels.length, states: Float64Array.from(levels) };
    return this.model.tail(states, this.sampleOf(met.text), momentOf(met), side);
  }

  isKnown(state: Address, text: string): boolean {
    return this.model.isKnown(state, this.sampleOf(text));
  }

  /** Reused by the next call. */
  sampleOf(text: string): Float64Array {
    this.#sample[0] = this.dictionary.find(text);
    return this.#sample;
  }

  saved(state: Address): Uint8Array {
    const writer = new ByteWriter();
    this.model.save(state, writer);
    return writer.take();
  }

  loaded(bytes: Uint8Array): Address {
    const state = this.state();
    this.model.load(state, new ByteReader(bytes));
    return state;
  }

  expectNothingLeft(states: readonly Address[]): void {
    for (const state of states) {
      this.model.release(state);
      this.heap.release(state, this.model.words);
    }
    expect(this.heap.bytesUsed).toBe(0);
    expect(this.dictionary.size).toBe(0);
  }
}

export const text = fc.constantFrom(
  ...Array.from({ length: 40 }, (_, index) => `host-${index}`),
  'half \ud83d',
  '',
);
const day = fc.double({ min: 20_000, max: 20_200, noNaN: true });
const observations = fc.integer({ min: 1, max: 1000 });
export const met = fc.record({
  text,
  day,
  observations,
  weight: fc.constantFrom(1, 1, 1, 0, 0.3),
});
/** Of one day, as a group learns them. */
const ofOneDay = fc.record({ text, observations, day: fc.constantFrom(20_000.1, 20_000.9) });

export function expectCategoryLaws(make: MakeCategoryModel): void {
  expectCopies(make);
  expectAnyOrder(make);
  expectMerged(make);
  const fresh = new CategoryBench(make);
  expect(fresh.tail([fresh.state()], { text: 'a', day: 1 })).toBe(1);
  expect(() => fresh.loaded(Uint8Array.of(250, 0, 0, 0, 0))).toThrow(/expected version 1, found 250/);
}

/** Saved and loaded, a state is the same, says the same, and goes on in the same way, whatever the numbers of its texts. */
function expectCopies(make: MakeCategoryModel): void {
  fc.assert(
    fc.property(fc.array(met, { maxLength: 100 }), fc.array(met, { maxLength: 20 }), (all, more) => {
      const one = new CategoryBench(make);
      const other = new CategoryBench(make);
      other.dictionary.retain(other.dictionary.enter('in the way'));
      const state = one.state(all);
      const copy = other.loaded(one.saved(state));
      expect(other.saved(copy)).toEqual(one.saved(state));
      const before = one.saved(state);
      for (const each of [...all.slice(0, 10), ...more]) {
        for (const side of sides) {
          const tail = one.tail([state], each, side);
          expect(tail > 0 && tail <= 1).toBe(true);
          expect(other.tail([copy], each, side)).toBe(tail);
        }
        expect(other.isKnown(copy, each.text)).toBe(one.isKnown(state, each.text));
      }
      // Judging leaves no trace.
      expect(one.saved(state)).toEqual(before);
      const shown = one.model.document(state);
      expect(runningDocument.parse(shown)).toEqual(shown);
      expect(JSON.stringify(shown)).not.toMatch(/null|NaN|Infinity/);
      expect(other.model.document(copy)).toEqual(shown);
      expect(one.model.usual(state)).not.toMatch(/NaN|Infinity/);
      for (const each of more) {
        one.learn(state, each);
        other.learn(copy, each);
      }
      expect(other.saved(copy)).toEqual(one.saved(state));
      const fixed = new Heap();
      fixed.allocate(one.model.words);
      expect(one.model.extraBytes(state)).toBe(one.heap.bytesUsed - fixed.bytesUsed);
      one.expectNothingLeft([state]);
    }),
    { numRuns: 100 },
  );
}

function expectAnyOrder(make: MakeCategoryModel): void {
  const shuffled = fc.array(ofOneDay, { maxLength: 60 }).chain((inOrder) =>
    fc.record({
      inOrder: fc.constant(inOrder),
      otherwise: fc.shuffledSubarray(inOrder, { minLength: inOrder.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ inOrder, otherwise }) => {
      const one = new CategoryBench(make);
      const other = new CategoryBench(make);
      expect(other.saved(other.state(otherwise))).toEqual(one.saved(one.state(inOrder)));
    }),
  );
  // Beyond the bound of a set as well.
  const many = Array.from({ length: 2 * valuesPerSetMax }, (_, index) => ({
    text: `host-${index}`,
    day: 20_000,
  }));
  const one = new CategoryBench(make);
  const other = new CategoryBench(make);
  expect(other.saved(other.state([...many].reverse()))).toEqual(one.saved(one.state(many)));
}

/** Merging what was learnt apart is learning it together; the other state stays as it was. */
function expectMerged(make: MakeCategoryModel): void {
  const days = fc.array(ofOneDay, { maxLength: 60 });
  fc.assert(
    fc.property(days, days, (these, those) => {
      const on = new CategoryBench(make);
      const into = on.state(these);
      const from = on.state(those);
      const before = on.saved(from);
      on.model.merge(into, from);
      expect(on.saved(from)).toEqual(before);
      expect(on.saved(into)).toEqual(on.saved(on.state([...these, ...those])));
    }),
  );
  const on = new CategoryBench(make);
  const many = (from: number) =>
    Array.from({ length: valuesPerSetMax }, (_, index) => ({ text: `host-${from + index}`, day: 20_000 }));
  const into = on.state(many(0));
  on.model.merge(into, on.state(many(500)));
  expect(on.saved(into)).toEqual(on.saved(on.state([...many(0), ...many(500)])));
}

/** @param bytesMax of a state that has met a million texts */
export function expectBounds(make: MakeCategoryModel, bytesMax: number): void {
  const on = new CategoryBench(make);
  const state = on.state();
  for (let index = 0; index < 1_000_000; index++)
    on.learn(state, { text: `host-${index}`, day: 20_000 + Math.floor(index / 10_000) });
  expect(on.heap.bytesUsed).toBeLessThan(bytesMax);
  expect(on.dictionary.size).toBeLessThanOrEqual(valuesPerSetMax);
  // What may have been left out is called neither new nor unusual.
  expect(on.tail([state], { text: 'host-999999', day: 20_100 })).toBe(1);
  expect(on.tail([state], { text: 'never seen', day: 20_100 })).toBe(1);
  expect(on.isKnown(state, 'never seen')).toBe(true);
  // Once the flood has faded, the set is as good as any again.
  for (let later = 20_100; later < 23_000; later++) on.learn(state, { text: 'office', day: later });
  expect(on.isKnown(state, 'office')).toBe(true);
  expect(on.isKnown(state, 'never seen')).toBe(false);
  expect(on.tail([state], { text: 'never seen', day: 23_000 })).toBeLessThan(0.01);
}

function momentOf({ day: at, observations: count = 1 }: Met): Moment {
  return { ...momentAt(at), observations: count };
}
