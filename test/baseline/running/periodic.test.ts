import { describe, expect, test } from 'vitest';
import { Periodic } from '../../../src/baseline/running/periodic.ts';
import { SeededRandom } from '../seeded-random.ts';
import {
  expectRunningLaws,
  type Learnt,
  type MakeRunningModel,
  RunningBench,
  sides,
} from './running-laws.ts';
import { anySequence, dayWave, firstDay, regular, tailsOf } from './sequences.ts';

const periodic =
  (halfLifeDays = 60): MakeRunningModel =>
  (heap) =>
    new Periodic({ heap, halfLifeDays });

function taught(all: readonly Learnt[]): RunningBench {
  const bench = new RunningBench(periodic());
  for (const each of all) bench.learn(each);
  return bench;
}

function periodOf(bench: RunningBench): number {
  return bench.model.document(bench.state).details.periodDays as number;
}

const wave = (days: number) => (day: number) => 50 + 20 * Math.sin((2 * Math.PI * day) / days);
const isWeekend = (day: number): boolean => (Math.floor(day) + firstDay + 3) % 7 >= 5;

describe('Periodic', () => {
  test('keeps the laws of all running models', () => {
    expectRunningLaws(periodic(), anySequence);
    expectRunningLaws(periodic(Infinity), anySequence);
  });

  test.each([
    ['a day, by hours', 24, 20, 1, 1],
    ['a day, by five minutes', 288, 8, 1, 1],
    ['a week, by days', 1, 90, 7, 7],
    ['an hour, by five minutes', 288, 3, 1 / 24, 1 / 24],
    ['nine hours, by half hours', 48, 15, 9 / 24, 9 / 24],
    ['five days, by hours', 24, 30, 5, 5],
  ])('finds %s', (_, panesPerDay, days, days0, expected) => {
    for (const seed of [1, 2, 3]) {
      const bench = taught(regular({ panesPerDay, days, seed, noise: 5, at: wave(days0) }));
      expect(periodOf(bench) / expected).toBeGreaterThan(0.97);
      expect(periodOf(bench) / expected).toBeLessThan(1.03);
    }
  });

  test.each([
    ['hours', 24, 42],
    ['a quarter of an hour', 96, 28],
  ])('finds a week of working days, by %s', (_, panesPerDay, days) => {
    const at = (day: number): number => (isWeekend(day) ? 5 : 50);
    expect(periodOf(taught(regular({ panesPerDay, days, noise: 3, at })))).toBe(7);
  });

  test('finds none in noise, and none in what only grows', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      expect(periodOf(taught(regular({ panesPerDay: 24, days: 60, seed, at: () => 50 })))).toBe(0);
      expect(periodOf(taught(regular({ panesPerDay: 24, days: 60, seed, at: (day) => 10 * day })))).toBe(0);
    }
  });

  test('judges by the phase', () => {
    const bench = taught(regular({ panesPerDay: 24, days: 20, at: dayWave }));
    const day = firstDay + 20;
    expect(bench.tail({ sample: [70], day: day + 0.25 })).toBeGreaterThan(0.05);
    expect(bench.tail({ sample: [70], day: day + 0.75 })).toBeLessThan(1e-4);
    expect(bench.tail({ sample: [30], day: day + 0.25 }, 'low')).toBeLessThan(1e-4);
    expect(bench.tail({ sample: [30], day: day + 0.25 }, 'high')).toBeGreaterThan(0.9);
    expect(bench.model.usual(bench.state)).toMatch(/every 24 h$/);
  });

  test('without a period judges by mean and spread', () => {
    const all = regular({ panesPerDay: 24, days: 60, at: () => 50 });
    const bench = new RunningBench(periodic());
    const tails = tailsOf(bench, all).slice(48);
    for (const probability of [0.5, 0.1, 0.05]) {
      const share = tails.filter((tail) => tail <= probability).length / tails.length;
      expect(share).toBeLessThan(1.3 * probability);
      // Heavier tails than those of noise, on purpose.
      expect(share).toBeGreaterThan(0.2 * probability);
    }
    expect(bench.tail({ sample: [70], day: firstDay + 60 })).toBeLessThan(1e-3);
  });

  test('a new level of the whole is learnt within some samples, the shape stays', () => {
    const bench = taught(regular({ panesPerDay: 24, days: 20, at: dayWave }));
    const shifted = regular({ panesPerDay: 24, days: 10, at: (day) => dayWave(day) + 100 });
    const tails = tailsOf(
      bench,
      shifted.map((each) => ({ ...each, day: each.day + 20 })),
    );
    expect(tails[0]).toBeLessThan(1e-5);
    expect(tails.slice(24).filter((tail) => tail < 1e-3).length).toBeLessThan(3);
    expect(bench.tail({ sample: [170], day: firstDay + 30.25 })).toBeGreaterThan(0.05);
    expect(bench.tail({ sample: [130], day: firstDay + 30.25 })).toBeLessThan(1e-2);
  });

  test('adopts another period when the number changes its own', () => {
    const bench = taught(regular({ panesPerDay: 24, days: 30, at: dayWave }));
    expect(periodOf(bench)).toBe(1);
    const other = regular({ panesPerDay: 24, days: 60, at: wave(9 / 24) });
    for (const each of other) bench.learn({ ...each, day: each.day + 30 });
    expect(periodOf(bench) * 24).toBeCloseTo(9, 0);
  });

  test('finds the period through gaps and broken numbers', () => {
    const random = new SeededRandom(7);
    const all = regular({ panesPerDay: 24, days: 30, at: dayWave })
      .filter(() => random.uniform() > 0.3)
      .map((each) => (random.uniform() < 0.01 ? { ...each, sample: [1e300] } : each));
    const bench = taught(all);
    expect(periodOf(bench)).toBe(1);
    expect(bench.tail({ sample: [30], day: firstDay + 30.25 })).toBeLessThan(0.05);
    bench.learn({ sample: [50], day: firstDay + 5_000 });
    expect(bench.tail({ sample: [70], day: firstDay + 5_000.25 })).toBeGreaterThan(0.01);
  });

  test('ranks on, however far out', () => {
    const bench = taught(regular({ panesPerDay: 24, days: 20, at: dayWave }));
    const day = firstDay + 20;
    const tails = [60, 100, 1e3, 1e9, 1e30, 1e200].map((value) => bench.tail({ sample: [value], day }));
    for (let index = 1; index < tails.length; index++) expect(tails[index]).toBeLessThan(tails[index - 1]);
    for (const side of sides) expect(bench.tail({ sample: [50], day }, side)).toBeGreaterThan(0.02);
  });

  test.each([0, 7, -1e6])('of a number that is always %s, another one is strange', (value) => {
    const bench = taught(regular({ panesPerDay: 24, days: 20, noise: 0, at: () => value }));
    const day = firstDay + 20;
    expect(bench.tail({ sample: [value], day })).toBe(1);
    expect(bench.tail({ sample: [value * 2 + 1], day })).toBeLessThan(1e-3);
    expect(periodOf(bench)).toBe(0);
  });

  test('stays as small as it is', () => {
    expect(new RunningBench(periodic()).model.words * 4).toBeLessThanOrEqual(8_192);
  });
});
