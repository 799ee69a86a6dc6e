import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsolationForest } from '../../../src/baseline/running/forest.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import { expectOrderDoesNotMatter, expectRunningLaws, momentAt, RunningBench } from './running-laws.ts';
import { twoHabits } from './two-habits.ts';

const make = (heap: Heap) => new IsolationForest({ heap, halfLifeDays: 120, dimensions: 2, seed: 3 });
const makeIncoming = (heap: Heap) =>
  new IsolationForest({ heap, halfLifeDays: Number.POSITIVE_INFINITY, dimensions: 2, seed: 3 });

const number = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.double({ min: -5, max: 1e9, noNaN: true }),
  fc.constantFrom(1e300, -1e300, 0.5),
);
const learnt = fc.record({
  sample: fc.tuple(number, number),
  day: fc.oneof(fc.integer({ min: 20_000, max: 20_060 }), fc.constant(25_000)),
  weight: fc.constantFrom(1, 1, 1, 0.3, 0),
});

describe('an isolation forest', () => {
  it('keeps the laws of running models', () => {
    expectRunningLaws(make, fc.array(learnt, { maxLength: 100 }));
  });

  it('takes in panes in any order, of one day or of several as long as nothing fades', () => {
    const day = fc.record({ sample: fc.tuple(number, number), day: fc.constant(20_000) });
    expectOrderDoesNotMatter(make, fc.array(day, { maxLength: 150 }));
    const days = fc.record({
      sample: fc.tuple(number, number),
      day: fc.integer({ min: 20_000, max: 20_003 }),
    });
    expectOrderDoesNotMatter(makeIncoming, fc.array(days, { maxLength: 60 }));
  });

  it.each(['own history', 'a group'])('finds a combination of numbers that are each usual, by %s', (by) => {
    const { days, odd, usual } = twoHabits();
    const { tail, learn } = by === 'a group' ? group() : own();
    days.forEach((sample, index) => {
      learn(sample, 20_000 + index);
    });
    const tails = usual.map(tail);
    expect(tail(odd)).toBeLessThan(Math.min(...tails));
  });

  it('says of a group what it says of one key with the same panes', () => {
    const random = new SeededRandom(21);
    const [one, many] = [own(), group()];
    for (let pane = 0; pane < 50; pane++) {
      const sample = [random.poisson(5), random.poisson(300)] as const;
      one.learn(sample, 20_000);
      many.learn(sample, 20_000);
    }
    for (let asked = 0; asked < 50; asked++) {
      const sample = [random.poisson(8), random.poisson(300)] as const;
      // Cells that share a slot can only make a pane look more usual.
      expect(many.tail(sample)).toBeGreaterThan(0.99 * one.tail(sample));
      expect(many.tail(sample)).toBeLessThan(2 * one.tail(sample));
    }
  });

  it('goes on ranking far out', () => {
    const { learn, tail } = own();
    for (let day = 0; day < 40; day++) learn([5, 50 + (day % 7)], 20_000 + day);
    const tails = [1e2, 1e3, 1e6, 1e9, 1e15, 1e30, 1e60].map((number) => tail([number, 50]));
    for (let index = 1; index < tails.length; index++) expect(tails[index]).toBeLessThan(tails[index - 1]);
  });

  it('is cut by its seed alone', () => {
    const heap = new Heap();
    const tails = [3, 3, 4].map((seed) => {
      const model = new IsolationForest({ heap, halfLifeDays: 120, dimensions: 2, seed });
      const state = heap.allocate(model.words);
      for (let day = 0; day < 30; day++)
        model.learn(state, Float64Array.of(day % 5, day % 3), momentAt(20_000 + day), 1);
      const levels = { count: 1, states: Float64Array.of(state) };
      return model.tail(levels, Float64Array.of(4, 9), momentAt(20_040), 'both');
    });
    expect(tails[1]).toBe(tails[0]);
    expect(tails[2]).not.toBe(tails[0]);
  });

  it('stays small whatever comes, and keeps a group in 32 kB', () => {
    const bench = new RunningBench(make);
    const random = new SeededRandom(2);
    for (let pane = 0; pane < 3000; pane++)
      bench.learn({ sample: [random.uniform() * 10 ** (pane % 12), pane], day: 20_000 + pane / 100 });
    expect(bench.model.extraBytes(bench.state)).toBeLessThanOrEqual(1024);
    const state = bench.heap.allocate(bench.model.words);
    bench.model.merge(state, bench.state);
    expect(bench.model.extraBytes(state)).toBe(32_768);
    expect(bench.model.evidence(state)).toBeCloseTo(bench.model.evidence(bench.state), 0);
  });
});

function own() {
  const bench = new RunningBench(make);
  return {
    learn: (sample: readonly number[], day: number) => bench.learn({ sample, day }),
    tail: (sample: readonly number[]) => bench.tail({ sample, day: 20_100 }),
  };
}

/** A group whose members' panes are merged one by one, judged by a key that has learnt nothing. */
function group() {
  const heap = new Heap();
  const model = make(heap);
  const [blank, state] = [0, 0].map(() => heap.allocate(model.words));
  const levels = { count: 2, states: Float64Array.of(blank, state) };
  return {
    learn(sample: readonly number[], day: number) {
      const incoming = heap.allocate(model.words);
      model.learn(incoming, Float64Array.from(sample), momentAt(day), 1);
      model.merge(state, incoming);
      model.release(incoming);
      heap.release(incoming, model.words);
    },
    tail: (sample: readonly number[]) =>
      model.tail(levels, Float64Array.from(sample), momentAt(20_100), 'both'),
  };
}
