import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partOrMoreTail } from '../../../src/baseline/running/beta-tail.ts';
import { RunningShare } from '../../../src/baseline/running/running-share.ts';
import type { Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import { expectRunningLaws, type Learnt, momentAt, RunningBench, sides } from './running-laws.ts';

const make = (heap: Heap) => new RunningShare({ heap, halfLifeDays: 120 });
const first = 20_000;
const window = fc.tuple(
  fc.oneof(fc.integer({ min: 0, max: 50 }), fc.double({ min: -5, max: 60, noNaN: true })),
  fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constantFrom(0.25, 1e300, -3)),
);
const learnt = fc.array(
  fc.record({
    sample: window.map(([part, whole]) => [part, whole]),
    day: fc.double({ min: first, max: first + 300, noNaN: true }),
    weight: fc.constantFrom(1, 1, 0, 0.5),
  }),
  { maxLength: 60 },
);

describe('RunningShare', () => {
  test('keeps the laws of models of numbers', () => {
    expectRunningLaws(make, learnt);
  });

  test('what was learnt apart and merged is what was learnt together, in any order', () => {
    const ofOneDay = fc.array(
      window.map(([part, whole]): Learnt => ({ sample: [part, whole], day: first })),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(ofOneDay, ofOneDay, (these, those) => {
        const into = learntBy([...these]);
        const from = into.heap.allocate(into.model.words);
        for (const { sample, day } of those)
          into.model.learn(from, Float64Array.from(sample), momentAt(day), 1);
        into.model.merge(into.state, from);
        expect(into.saved()).toEqual(learntBy([...those, ...these].reverse()).saved());
      }),
    );
  });

  test('judges by the mean and the correlation of its own windows', () => {
    const windows = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 20, max: 60 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(windows, fc.integer({ min: 0, max: 30 }), (all, part) => {
        const on = learntBy(all.map(([some, whole]) => ({ sample: [some, whole], day: first })));
        const expected = partOrMoreTail({ part, whole: 30, ...expectedOf(all) });
        const found = on.tail({ sample: [part, 30], day: first }, 'high');
        expect(Math.abs(found - expected)).toBeLessThan(0.01 * expected);
      }),
    );
  });

  test('finds its rate and its correlation again, and is calibrated', () => {
    const random = new SeededRandom(1);
    for (const [mean, spread] of [
      [0.05, 0],
      [0.3, 0.4],
      [0.9, 0.1],
    ] as const) {
      // Odds that vary from window to window.
      const draw = (): number[] => {
        const odds = (mean / (1 - mean)) * Math.exp(spread * random.normal());
        const whole = 10 + random.below(80);
        const part = Array.from({ length: whole }).filter(() => random.uniform() < odds / (1 + odds)).length;
        return [part, whole];
      };
      const on = learntBy(
        Array.from({ length: 200 }, (_, day) => ({ sample: draw(), day: first + day / 4 })),
      );
      expect(Math.abs(Number(on.model.document(on.state).details.mean) - mean)).toBeLessThan(0.03);
      for (const side of sides) {
        const tails = Array.from({ length: 4000 }, () => on.tail({ sample: draw(), day: first }, side));
        for (const p of [0.01, 0.05])
          expect(tails.filter((tail) => tail <= p).length / tails.length).toBeLessThan(2 * p + 0.005);
      }
    }
  });

  test('half of ten is less than half of a thousand, and a half is more unusual the rarer it was', () => {
    const on = learntBy(
      Array.from({ length: 60 }, (_, day) => ({ sample: [day % 4, 30], day: first + day })),
    );
    const tail = (part: number, whole: number) => on.tail({ sample: [part, whole], day: first + 60 }, 'high');
    expect(tail(500, 1000)).toBeLessThan(tail(5, 10));
    expect(tail(30, 30)).toBeLessThan(tail(15, 30));
    expect(tail(15, 30)).toBeLessThan(1e-4);
    expect(tail(0, 30)).toBe(1);
    expect(on.tail({ sample: [1, 30], day: first + 60 }, 'low')).toBeGreaterThan(0.3);
  });

  test('a share far below one percent of many is told and judged by itself', () => {
    const on = learntBy(
      Array.from({ length: 30 }, (_, day) => ({ sample: [27 + (day % 7), 10_000], day: first + day })),
    );
    const { mean, deviation } = on.model.document(on.state).details;
    expect(mean).toBeCloseTo(0.003, 4);
    expect(Number(deviation)).toBeLessThan(0.002);
    const tail = (part: number) => on.tail({ sample: [part, 10_000], day: first + 30 }, 'high');
    expect(tail(35)).toBeGreaterThan(0.1);
    expect(tail(150)).toBeLessThan(1e-3);
    expect(tail(300)).toBeLessThan(1e-4 * tail(100));
  });

  test('a key that is new and a level that is empty leave what the others say', () => {
    const group = learntBy(
      Array.from({ length: 50 }, (_, day) => ({ sample: [day % 3, 30], day: first + day })),
    );
    const empty = group.heap.allocate(group.model.words);
    const tail = (...states: number[]) =>
      group.model.tail(
        { count: states.length, states: Float64Array.from(states) },
        Float64Array.of(9, 30),
        momentAt(first + 50),
        'high',
      );
    expect(tail(empty, empty)).toBe(1);
    expect(tail(empty, group.state)).toBe(tail(empty, empty, group.state));
    expect(tail(empty, group.state)).toBeGreaterThan(tail(group.state));
  });

  test('nothing of nothing says nothing, and teaches nothing', () => {
    const on = learntBy([{ sample: [1, 10], day: first }]);
    const before = on.saved();
    on.learn({ sample: [0, 0], day: first + 1 });
    expect(on.saved()).toEqual(before);
    for (const side of sides) expect(on.tail({ sample: [0, 0], day: first + 1 }, side)).toBe(1);
  });

  test('a young key is judged by its group, an old one by itself', () => {
    const on = learntBy(
      Array.from({ length: 90 }, (_, day) => ({ sample: [15 + (day % 3), 30], day: first + day })),
    );
    const group = on.heap.allocate(on.model.words);
    const young = on.heap.allocate(on.model.words);
    for (let day = 0; day < 300; day++)
      on.model.learn(group, Float64Array.of(day % 3, 30), momentAt(first + day), 1);
    const tail = (own: number) =>
      on.model.tail(
        { count: 2, states: Float64Array.of(own, group) },
        Float64Array.of(16, 30),
        momentAt(first + 300),
        'high',
      );
    expect(tail(young)).toBeLessThan(1e-3);
    expect(tail(on.state)).toBeGreaterThan(0.2);
  });

  test('follows a rate that has changed, with its half-life', () => {
    const on = new RunningBench((heap) => new RunningShare({ heap, halfLifeDays: 10 }));
    for (let day = 0; day < 100; day++) on.learn({ sample: [1, 20], day: first + day });
    for (let day = 100; day < 160; day++) on.learn({ sample: [10, 20], day: first + day });
    expect(on.tail({ sample: [10, 20], day: first + 160 }, 'high')).toBeGreaterThan(0.2);
  });

  test('tells what is usual in a few words', () => {
    const on = new RunningBench(make);
    expect(on.model.usual(on.state)).toBe('nothing yet');
    for (let day = 0; day < 90; day++) on.learn({ sample: [2 + (day % 5), 100], day: first + day });
    expect(on.model.usual(on.state)).toMatch(/^[\d.]+–[\d.]+ %, mean 4(\.\d)? %$/);
  });
});

function learntBy(all: readonly Learnt[]): RunningBench {
  const on = new RunningBench(make);
  for (const each of all) on.learn(each);
  return on;
}

/** The formula over the windows themselves, all of one day. */
function expectedOf(windows: readonly (readonly [number, number])[]): { mean: number; correlation: number } {
  const weighed = windows.map(([part, whole]) => ({
    w: Math.round((16 * whole) / (whole + 8)) / 16,
    r: part / whole,
    chance: 1 / whole,
  }));
  const all = weighed.reduce((sum, { w }) => sum + w, 0);
  const mean = (of: (each: (typeof weighed)[number]) => number) =>
    weighed.reduce((sum, each) => sum + each.w * of(each), 0) / all;
  const share = mean(({ r }) => r);
  const variance = mean(({ r }) => (r - share) ** 2);
  const chance = mean((each) => each.chance);
  const excess = variance / Math.max(1e-6, share * (1 - share)) - chance;
  const found = Math.min(0.95, Math.max(0, excess / (1 - chance)));
  const prior = Math.min(1, 20 * chance);
  const expected = (all * share + prior / 2) / (all + prior);
  const base = Math.min(0.05, (expected * (1 - expected)) / 2 + chance);
  const correlation = Math.min(0.95, (base * ((all * found) / base + 20)) / (all + 20));
  return {
    mean: expected,
    correlation: correlation + (chance + (1 - chance) * correlation) / (all + 2),
  };
}
