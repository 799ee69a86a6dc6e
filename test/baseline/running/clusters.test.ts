import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Clusters } from '../../../src/baseline/running/clusters.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import { tailBesideKinds } from './clusters-oracle.ts';
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

  it('agrees with a slow oracle on kinds of days that are known', () => {
    const numbers = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }));
    const days = fc.array(fc.record({ isBusy: fc.boolean(), numbers }), { minLength: 20, maxLength: 90 });
    const asked = fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 2000 }));
    const habits = [
      [40, 50],
      [900, 1200],
    ];
    const model = (heap: Heap) => new Clusters({ heap, halfLifeDays: 1e12, dimensions: 2 });
    fc.assert(
      fc.property(days, asked, (all, sample) => {
        const bench = new RunningBench(model);
        const kinds: number[][][] = [[], []];
        // Both kinds are there before a spread is known that could make one of them.
        const learnt = [{ isBusy: false, numbers: [0, 0] }, { isBusy: true, numbers: [0, 0] }, ...all].map(
          ({ isBusy, numbers }) => {
            const kind = isBusy ? 1 : 0;
            const day = numbers.map((number, index) => habits[kind][index] + number);
            kinds[kind].push(day);
            return day;
          },
        );
        learnt.forEach((day, index) => {
          bench.learn({ sample: day, day: 20_000 + index });
        });
        const latest = learnt.at(-1)!;
        kinds[all.at(-1)!.isBusy ? 1 : 0].pop();
        fc.pre(bench.model.document(bench.state).items?.length === 2);
        const expected = tailBesideKinds(kinds, latest, sample);
        expect(bench.tail({ sample, day: 20_100 }) / expected).toBeCloseTo(1, 3);
      }),
      { numRuns: 60 },
    );
  });

  it('finds a combination never seen less usual than a kind of day that is rare', () => {
    const random = new SeededRandom(3);
    const near = (numbers: readonly number[]) =>
      numbers.map((number) => Math.round(number * (0.85 + 0.3 * random.uniform())));
    // Requests, bytes and targets: working days, Saturdays, and a backup every Sunday.
    const kinds = [[16_000, 2e9, 3500] as const, [4500, 5e8, 1000] as const, [4500, 7e9, 1000] as const];
    const bench = new RunningBench((heap) => new Clusters({ heap, halfLifeDays: 120, dimensions: 3 }));
    for (let day = 0; day < 63; day++)
      bench.learn({ sample: near(kinds[Math.max(0, (day % 7) - 4)]), day: 20_000 + day });
    const tailOf = (sample: readonly number[]) => bench.tail({ sample, day: 20_063 });
    for (let time = 0; time < 100; time++) {
      const rare = tailOf(near(kinds[2]));
      expect(rare).toBeGreaterThan(0.05);
      expect(tailOf(near([16_000, 9e9, 3500]))).toBeLessThan(0.1 * rare);
      expect(tailOf(near([4500, 5e8, 3500]))).toBeLessThan(0.5 * rare);
    }
  });

  it('knows usual days by the spread of all when nothing is forgotten and only a sample is kept', () => {
    const random = new SeededRandom(4);
    const bench = new RunningBench(makeIncoming);
    const day = () => [100 + random.below(10_000), 100 + random.below(10_000)];
    for (let pane = 0; pane < 500; pane++) bench.learn({ sample: day(), day: 20_000 + pane });
    for (let time = 0; time < 100; time++)
      expect(bench.tail({ sample: day(), day: 20_500 })).toBeGreaterThan(0.1);
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
