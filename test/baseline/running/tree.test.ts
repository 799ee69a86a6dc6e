import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpectedByTree } from '../../../src/baseline/running/tree.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import {
  expectOrderDoesNotMatter,
  expectRunningLaws,
  type Learnt,
  momentAt,
  RunningBench,
} from './running-laws.ts';

const names = ['count()', 'distinct(table)'];
const make = (heap: Heap) =>
  new ExpectedByTree({ heap, halfLifeDays: 120, dimensions: 3, scale: 'amount', names });
const makeIncoming = (heap: Heap) =>
  new ExpectedByTree({ heap, halfLifeDays: Number.POSITIVE_INFINITY, dimensions: 3, scale: 'count' });

const number = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.double({ min: -5, max: 1e9, noNaN: true }),
  fc.constantFrom(1e300, -1e300, 0.5, 0, -0),
);
const learnt = fc.record({
  sample: fc.tuple(number, number, number),
  day: fc.oneof(fc.integer({ min: 20_000, max: 20_060 }), fc.constantFrom(25_000, -3)),
  weight: fc.constantFrom(1, 1, 1, 0.3, 0),
});

/** Ten rows for each query, give or take a third, and some tables that say nothing. */
function inProportion(random: SeededRandom): number[] {
  const queries = 1 + random.poisson(8);
  return [Math.round(10 * queries * Math.exp(0.3 * random.normal())), queries, random.poisson(3)];
}

/** Reports, which take few rows, and on one day of four exports, which take many. */
function inSteps(random: SeededRandom): number[] {
  const queries = random.uniform() < 0.25 ? 20 + random.poisson(10) : 1 + random.poisson(5);
  return [
    Math.round((queries > 15 ? 400 : 20) * Math.exp(0.3 * random.normal())),
    queries,
    random.poisson(3),
  ];
}

describe('a number expected by others', () => {
  it('keeps the laws of running models', () => {
    expectRunningLaws(make, fc.array(learnt, { maxLength: 100 }));
    expectRunningLaws(makeIncoming, fc.array(learnt, { maxLength: 100 }));
  });

  it('takes in panes in any order, of one day or of several', () => {
    const days = fc.record({
      sample: fc.tuple(number, number, number),
      day: fc.integer({ min: 20_000, max: 20_010 }),
    });
    expectOrderDoesNotMatter(make, fc.array(days, { maxLength: 150 }));
    expectOrderDoesNotMatter(makeIncoming, fc.array(days, { maxLength: 150 }));
  });

  it('calls the more unusual the less probable, whatever is given', () => {
    const bench = taught(60, inSteps);
    fc.assert(
      fc.property(
        fc.nat({ max: 60 }),
        fc.nat({ max: 8 }),
        fc.integer({ min: 0, max: 6 }),
        (queries, tables, day) => {
          const tailsOf = (side: 'high' | 'low') =>
            [0, 1, 5, 20, 100, 400, 1e4, 1e6, 1e9, 1e20, 1e60, 1e300].map((rows) =>
              bench.tail({ sample: [rows, queries, tables], day: 20_100 + day }, side),
            );
          const [high, low] = [tailsOf('high'), tailsOf('low')];
          for (let index = 1; index < high.length; index++) {
            expect(high[index]).toBeLessThanOrEqual(high[index - 1]);
            expect(low[index]).toBeGreaterThanOrEqual(low[index - 1]);
          }
          expect(new Set(high.slice(6)).size).toBe(6);
        },
      ),
    );
  });

  it('finds a number that is usual in itself, and not for what is given', () => {
    const bench = taught(60, inSteps);
    const day = 20_100;
    expect(bench.tail({ sample: [400, 30, 3], day }, 'high')).toBeGreaterThan(0.2);
    expect(bench.tail({ sample: [400, 4, 3], day }, 'high')).toBeLessThan(0.01);
    expect(bench.tail({ sample: [20, 4, 3], day }, 'low')).toBeGreaterThan(0.2);
    expect(bench.tail({ sample: [20, 30, 3], day }, 'low')).toBeLessThan(0.05);
  });

  it('follows what grows in proportion, and is unsure beyond what it knows', () => {
    const bench = taught(60, inProportion);
    const day = 20_100;
    for (const queries of [4, 8, 14])
      expect(bench.tail({ sample: [10 * queries, queries, 3], day })).toBeGreaterThan(0.5);
    expect(bench.tail({ sample: [140, 4, 3], day }, 'high')).toBeLessThan(0.05);
    expect(bench.tail({ sample: [140, 14, 3], day }, 'high')).toBeGreaterThan(0.2);
    expect(bench.tail({ sample: [5_000, 500, 3], day }, 'high')).toBeGreaterThan(0.05);
    expect(bench.tail({ sample: [5_000, 14, 3], day }, 'high')).toBeLessThan(1e-3);
  });

  it('knows the days of the week without being told', () => {
    const random = new SeededRandom(3);
    const bench = new RunningBench(make);
    for (let day = 20_000; day < 20_070; day++) {
      const usual = (day + 3) % 7 === 0 ? 400 : 40;
      bench.learn({ sample: [Math.round(usual * Math.exp(0.3 * random.normal())), 5, 3], day });
    }
    const monday = 20_101 - ((20_101 + 3) % 7);
    expect(bench.tail({ sample: [400, 5, 3], day: monday }, 'high')).toBeGreaterThan(0.2);
    expect(bench.tail({ sample: [400, 5, 3], day: monday + 1 }, 'high')).toBeLessThan(0.01);
    expect(bench.model.usual(bench.state)).toMatch(/on Mon \(/);
  });

  it('expects nothing where there usually is nothing', () => {
    const bench = taught(60, (random) => {
      const queries = random.poisson(6);
      return [queries < 4 ? 0 : Math.round(50 * Math.exp(0.3 * random.normal())), queries, 3];
    });
    const day = 20_100;
    expect(bench.tail({ sample: [0, 1, 3], day })).toBe(1);
    expect(bench.tail({ sample: [50, 8, 3], day }, 'high')).toBeGreaterThan(0.3);
    expect(bench.tail({ sample: [0, 8, 3], day }, 'low')).toBeLessThan(
      0.3 * bench.tail({ sample: [0, 1, 3], day }, 'low'),
    );
  });

  it('sees nothing in noise', () => {
    const leaves = Array.from({ length: 60 }, (_, seed) => {
      const bench = taught(64, (random) => [random.poisson(60), random.poisson(6), random.poisson(3)], seed);
      return bench.model.document(bench.state).details.leaves as number;
    });
    expect(leaves.filter((count) => count > 1).length).toBeLessThanOrEqual(3);
  });

  it('tells what it expects, and when', () => {
    expect(new RunningBench(make).model.usual(0)).toBe('nothing yet');
    const steps = taught(60, inSteps);
    expect(steps.model.usual(steps.state)).toMatch(
      /^\d+–\d+ if count\(\) is up to [\d.]+ \(\d+ %\); \d+–\d+ if count\(\) is above [\d.]+ \(\d+ %\)$/,
    );
    const line = taught(60, inProportion);
    expect(line.model.usual(line.state)).toMatch(/^\d+–\d+, median \d+, more with count\(\)$/);
    const { items, evidence, details } = steps.model.document(steps.state);
    expect(items).toHaveLength(2);
    expect(details.leaves).toBe(2);
    expect(items![0].days + items![1].days).toBeCloseTo(evidence, 3);
  });

  it('stays small whatever comes, and forgets what was given up', () => {
    const random = new SeededRandom(9);
    const bench = new RunningBench(make);
    for (let pane = 0; pane < 3_000; pane++)
      bench.learn({ sample: [random.uniform() * 10 ** (pane % 12), pane, pane], day: 20_000 + pane * 0.01 });
    expect(bench.model.extraBytes(bench.state)).toBeLessThan(1_400);
    expect(bench.model.words * 4).toBeLessThan(300);
    for (let day = 20_100; day < 20_900; day++) bench.learn({ sample: [40, 4, 4], day });
    expect(bench.tail({ sample: [40, 4, 4], day: 20_901 }, 'high')).toBeGreaterThan(0.3);
    expect(bench.tail({ sample: [1e9, 4, 4], day: 20_901 }, 'high')).toBeLessThan(1e-4);
    expect(bench.model.share(bench.state, Float64Array.of(40, 4, 4))).toBeGreaterThan(0.85);
  });
});

describe('trees of a group', () => {
  it('give a young key what they found, and leave an old one what is its own', () => {
    const heap = new Heap();
    const model = make(heap);
    const group = groupOf(heap, model, 40, inSteps);
    const own = heap.allocate(model.words);
    const levels = { count: 2, states: Float64Array.of(own, group) };
    const tailOf = (sample: readonly number[]) =>
      model.tail(levels, Float64Array.from(sample), momentAt(20_100), 'high');
    expect(tailOf([400, 30, 3])).toBeGreaterThan(0.2);
    expect(tailOf([400, 4, 3])).toBeLessThan(0.05);
    const random = new SeededRandom(77);
    const threefold = () => {
      const [rows, ...givens] = inSteps(random);
      return [3 * rows, ...givens];
    };
    // Ten days of a key's own show that it takes three times as much; how that depends on queries is still the group's.
    for (let day = 0; day < 10; day++)
      model.learn(own, Float64Array.from(threefold()), momentAt(20_050 + day), 1);
    expect(tailOf([1_200, 30, 3])).toBeGreaterThan(0.05);
    expect(tailOf([1_200, 4, 3])).toBeLessThan(0.02);
    expect(tailOf([60, 4, 3])).toBeGreaterThan(0.2);
  });

  it('are grown anew when either has learnt, and are then as if they had never been grown before', () => {
    const heap = new Heap();
    const model = make(heap);
    const [group, own] = [groupOf(heap, model, 30, inSteps), heap.allocate(model.words)];
    const random = new SeededRandom(5);
    const ask = (): number => {
      const levels = { count: 2, states: Float64Array.of(own, group) };
      return model.tail(levels, Float64Array.of(400, 4, 3), momentAt(20_100), 'high');
    };
    const tails = Array.from({ length: 12 }, (_, day) => {
      model.learn(own, Float64Array.from(inSteps(random)), momentAt(20_050 + day), 1);
      if (day % 3 === 0) {
        const sent = heap.allocate(model.words);
        model.learn(sent, Float64Array.from(inSteps(random)), momentAt(20_050 + day), 1);
        model.merge(group, sent);
      }
      return { asked: ask(), anew: askAnew(heap, model, own, group) };
    });
    for (const { asked, anew } of tails) expect(asked).toBe(anew);
  });
});

/** The same question to copies of both states, which have never been asked. */
function askAnew(heap: Heap, model: ExpectedByTree, own: number, group: number): number {
  const copies = [own, group].map((state) => {
    const copy = heap.allocate(model.words);
    const writer = new ByteWriter();
    model.save(state, writer);
    model.load(copy, new ByteReader(writer.take()));
    return copy;
  });
  const levels = { count: 2, states: Float64Array.from(copies) };
  return model.tail(levels, Float64Array.of(400, 4, 3), momentAt(20_100), 'high');
}

function groupOf(
  heap: Heap,
  model: ExpectedByTree,
  members: number,
  paneOf: (random: SeededRandom) => readonly number[],
): number {
  const group = heap.allocate(model.words);
  const random = new SeededRandom(5);
  for (let day = 0; day < 10; day++) {
    const incoming = heap.allocate(model.words);
    for (let member = 0; member < members; member++)
      model.learn(incoming, Float64Array.from(paneOf(random)), momentAt(20_000 + day), 1);
    model.merge(group, incoming);
    model.release(incoming);
  }
  return group;
}

function taught(panes: number, paneOf: (random: SeededRandom) => readonly number[], seed = 11): RunningBench {
  const bench = new RunningBench(make);
  const random = new SeededRandom(seed);
  const all: Learnt[] = Array.from({ length: panes }, (_, day) => ({
    sample: paneOf(random),
    day: 20_000 + day,
  }));
  for (const each of all) bench.learn(each);
  return bench;
}
