import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Clusters } from '../../../src/baseline/running/clusters.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import { expectOrderDoesNotMatter, expectRunningLaws, momentAt, RunningBench } from './running-laws.ts';
import { twoHabits } from './two-habits.ts';

const make = (heap: Heap) => new Clusters({ heap, halfLifeDays: 120, dimensions: 2 });
const makeIncoming = (heap: Heap) =>
  new Clusters({ heap, halfLifeDays: Number.POSITIVE_INFINITY, dimensions: 2 });

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

describe('clusters of panes', () => {
  it('keeps the laws of running models', () => {
    expectRunningLaws(make, fc.array(learnt, { maxLength: 100 }));
    expectRunningLaws(makeIncoming, fc.array(learnt, { maxLength: 100 }));
  });

  it('takes in the panes of one day in any order', () => {
    const day = fc.record({ sample: fc.tuple(number, number), day: fc.constant(20_000) });
    expectOrderDoesNotMatter(make, fc.array(day, { maxLength: 150 }));
  });

  it('takes in panes of several days in any order as long as nothing fades', () => {
    const days = fc.record({
      sample: fc.tuple(number, number),
      day: fc.integer({ min: 20_000, max: 20_003 }),
    });
    expectOrderDoesNotMatter(makeIncoming, fc.array(days, { maxLength: 60 }));
  });

  it('finds a combination of numbers that are each usual', () => {
    const { days, odd, usual } = twoHabits();
    const bench = new RunningBench(make);
    days.forEach((sample, day) => {
      bench.learn({ sample, day: 20_000 + day });
    });
    // Each of its numbers was learnt as often as any: no range of a single number can find it.
    for (const [dimension, value] of odd.entries())
      expect(days.filter((sample) => sample[dimension] === value).length).toBeGreaterThan(5);
    const tails = usual.map((sample) => bench.tail({ sample, day: 20_100 }));
    expect(bench.tail({ sample: odd, day: 20_100 })).toBeLessThan(0.5 * Math.min(...tails));
    expect(bench.model.usual(bench.state)).toMatch(/%\)/);
  });

  it('calls a kind of day that is rare unusual, and a common one usual', () => {
    const bench = new RunningBench(make);
    for (let day = 0; day < 60; day++)
      bench.learn({ sample: day % 20 === 7 ? [80, 900] : [10, 100], day: 20_000 + day });
    const common = bench.tail({ sample: [10, 100], day: 20_061 });
    const rare = bench.tail({ sample: [80, 900], day: 20_061 });
    expect(common).toBeGreaterThan(0.8);
    expect(rare).toBeLessThan(0.2);
    expect(bench.tail({ sample: [80, 100], day: 20_061 })).toBeLessThan(0.1);
    expect(bench.model.document(bench.state).items?.map(({ value }) => value)).toEqual([
      '10, 100',
      '80, 900',
    ]);
  });

  it('goes on ranking far out', () => {
    const bench = taught(40, () => [5, 50]);
    const tails = [5, 10, 100, 1000, 1e6, 1e9, 1e15, 1e30, 1e60].map((number) =>
      bench.tail({ sample: [number, 50], day: 20_100 }),
    );
    for (let index = 1; index < tails.length; index++) expect(tails[index]).toBeLessThan(tails[index - 1]);
  });

  it('judges a young key by its group, an old one by itself', () => {
    const heap = new Heap();
    const model = make(heap);
    const [own, incoming, group] = [0, 0, 0].map(() => heap.allocate(model.words));
    const random = new SeededRandom(5);
    for (let member = 0; member < 60; member++)
      model.learn(incoming, Float64Array.of(random.poisson(100), random.poisson(20)), momentAt(20_000), 1);
    model.merge(group, incoming);
    const levels = { count: 2, states: Float64Array.of(own, group) };
    const tailOf = (sample: readonly number[]) =>
      model.tail(levels, Float64Array.from(sample), momentAt(20_100), 'both');
    expect(tailOf([100, 20])).toBeGreaterThan(0.3);
    expect(tailOf([3, 2])).toBeLessThan(0.1);
    for (let day = 0; day < 60; day++)
      model.learn(own, Float64Array.of(random.poisson(3), random.poisson(2)), momentAt(20_001 + day), 1);
    expect(tailOf([3, 2])).toBeGreaterThan(0.3);
    expect(tailOf([100, 20])).toBeLessThan(0.05);
  });

  it('forgets a habit that was given up', () => {
    const bench = taught(30, () => [100, 100]);
    for (let day = 0; day < 400; day++) bench.learn({ sample: [2, 2], day: 20_040 + day });
    const { items } = bench.model.document(bench.state);
    expect(items?.[0].value).toBe('2, 2');
    expect(bench.model.evidence(bench.state)).toBeLessThan(180);
    expect(bench.model.share(bench.state, Float64Array.of(100, 100))).toBeLessThan(0.05);
  });

  it('stays small whatever comes', () => {
    const random = new SeededRandom(9);
    const bench = taught(3000, (pane) => [random.uniform() * 10 ** (pane % 12), pane], 0.01);
    expect(bench.model.extraBytes(bench.state)).toBeLessThan(1200);
    expect(bench.model.words * 4).toBeLessThan(200);
    expect(bench.tail({ sample: [1, 1], day: 20_100 })).toBeGreaterThan(0);
  });
});

function taught(panes: number, sampleOf: (pane: number) => readonly number[], daysApart = 1): RunningBench {
  const bench = new RunningBench(make);
  for (let pane = 0; pane < panes; pane++)
    bench.learn({ sample: sampleOf(pane), day: 20_000 + pane * daysApart });
  return bench;
}
