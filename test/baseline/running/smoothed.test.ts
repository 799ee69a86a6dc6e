import { describe, expect, test } from 'vitest';
import { Smoothed } from '../../../src/baseline/running/smoothed.ts';
import { studentTail } from '../../../src/baseline/student.ts';
import { SeededRandom } from '../seeded-random.ts';
import {
  expectRunningLaws,
  type Learnt,
  type MakeRunningModel,
  RunningBench,
  sides,
} from './running-laws.ts';
import { anySequence, dayWave, firstDay, regular, tailsOf } from './sequences.ts';

const smoothed =
  (season: 'none' | 'day' | 'week', halfLifeDays = 60): MakeRunningModel =>
  (heap) =>
    new Smoothed({ heap, halfLifeDays, season });

function taught(season: 'none' | 'day' | 'week', all: readonly Learnt[]): RunningBench {
  const bench = new RunningBench(smoothed(season));
  for (const each of all) bench.learn(each);
  return bench;
}

const hours = (days: number, at: (day: number) => number, noise = 1) =>
  regular({ panesPerDay: 24, days, at, noise });

describe('Smoothed', () => {
  test.each(['none', 'day', 'week'] as const)('keeps the laws of all running models, season %s', (season) => {
    expectRunningLaws(smoothed(season), anySequence);
    expectRunningLaws(smoothed(season, Infinity), anySequence);
  });

  test('is the textbook recursion, as long as nothing is surprising', () => {
    const random = new SeededRandom(3);
    const bench = new RunningBench(smoothed('none', Infinity));
    let [level, trend, spread, evidence] = [0, 0, 0, 0];
    for (let day = 0; day < 60; day++) {
      const value = 100 + day + random.uniform();
      const forecast = level + (evidence > 1 ? trend : 0);
      const residual = value - forecast;
      const deviation = Math.sqrt(Math.PI / 2) * spread;
      if (evidence > 8) {
        expect(Math.abs(residual)).toBeLessThan(6 * deviation);
        // The first number has no forecast to differ from.
        const differences = evidence - 1;
        const t = Math.abs(value + 5 - forecast) / (deviation * Math.sqrt(1 + 1 / differences));
        const tail = bench.tail({ sample: [value + 5], day: firstDay + day });
        expect(tail).toBeCloseTo(2 * studentTail(t, Math.min(5, differences - 1)), 8);
      }
      bench.learn({ sample: [value], day: firstDay + day });
      evidence++;
      if (evidence === 1) level = value;
      else {
        const isYoung = evidence - 2 < 6;
        const room = 2 * (deviation > 0 ? deviation : 0.01 * Math.abs(level));
        const taken = isYoung ? residual : Math.max(-room, Math.min(room, residual));
        level = forecast + 0.2 * taken;
        trend = 0.98 * trend + 0.1 * 0.2 * taken;
        const share = isYoung ? Math.max(0.1, 1 / (evidence - 1)) : 1 / (evidence - 1);
        spread += share * (Math.abs(taken) - spread);
      }
    }
  });

  test('what it says of noise is about as frequent as it says', () => {
    for (const seed of [1, 2, 3]) {
      const all = regular({ panesPerDay: 24, days: 100, seed, at: () => 50 });
      const tails = tailsOf(new RunningBench(smoothed('none')), all).slice(48);
      for (const probability of [0.5, 0.1, 0.05]) {
        const share = tails.filter((tail) => tail <= probability).length / tails.length;
        expect(share).toBeLessThan(1.3 * probability);
        // Heavier tails than those of noise, on purpose.
        expect(share).toBeGreaterThan(0.2 * probability);
      }
    }
  });

  test('knows the hours of the day', () => {
    const bench = taught('day', hours(30, dayWave));
    const day = firstDay + 30;
    expect(bench.tail({ sample: [50], day })).toBeGreaterThan(0.05);
    expect(bench.tail({ sample: [70], day })).toBeLessThan(1e-3);
    for (const each of hours(31, dayWave).slice(-24, -17)) bench.learn(each);
    expect(bench.tail({ sample: [70], day: day + 7 / 24 })).toBeGreaterThan(0.05);
  });

  test('knows the days of the week', () => {
    const isWeekend = (day: number): boolean => (Math.floor(day) + firstDay + 3) % 7 >= 5;
    const bench = taught(
      'week',
      hours(58, (day) => (isWeekend(day) ? 5 : 50)),
    );
    const saturday = firstDay + 58;
    expect(bench.tail({ sample: [5], day: saturday })).toBeGreaterThan(0.05);
    expect(bench.tail({ sample: [50], day: saturday })).toBeLessThan(1e-4);
  });

  test('follows a trend', () => {
    const bench = taught(
      'none',
      hours(20, (day) => 100 * day),
    );
    const day = firstDay + 20;
    expect(bench.tail({ sample: [2_000], day })).toBeGreaterThan(0.05);
    expect(bench.tail({ sample: [1_900], day })).toBeLessThan(1e-3);
  });

  test('a single outlier moves little, a new level is learnt within some samples', () => {
    const bench = taught(
      'none',
      hours(20, () => 50),
    );
    const day = firstDay + 20;
    bench.learn({ sample: [1e6], day });
    expect(bench.tail({ sample: [50], day: day + 1 / 24 })).toBeGreaterThan(0.05);
    expect(bench.tail({ sample: [70], day: day + 1 / 24 })).toBeLessThan(1e-3);
    const shifted = hours(2, () => 500).map((each) => ({ ...each, day: each.day + 20.5 }));
    const tails = tailsOf(bench, shifted);
    expect(tails[0]).toBeLessThan(1e-5);
    expect(Math.min(...tails.slice(15))).toBeGreaterThan(1e-3);
  });

  test('ranks on, however far out, on each side', () => {
    const bench = taught('day', hours(30, dayWave));
    const day = firstDay + 30;
    const tails = [60, 100, 1e3, 1e9, 1e30, 1e200].map((value) => bench.tail({ sample: [value], day }));
    for (let index = 1; index < tails.length; index++) expect(tails[index]).toBeLessThan(tails[index - 1]);
    const [high, low] = sides.map((side) => bench.tail({ sample: [100], day }, side));
    expect(high).toBeLessThan(1e-3);
    expect(low).toBeGreaterThan(0.99);
  });

  test.each([0, 7, -1e6, 1e-6, 1e15])('of a number that is always %s, another one is strange', (value) => {
    const bench = taught(
      'none',
      hours(20, () => value, 0),
    );
    const day = firstDay + 20;
    expect(bench.tail({ sample: [value], day })).toBe(1);
    const [little, much] = [1.5 * value + 1, 1e4 * value + 1e4].map((other) =>
      bench.tail({ sample: [other], day }),
    );
    expect(little).toBeLessThan(1e-3);
    expect(much).toBeLessThan(little);
  });

  test('a gap does not let the trend run away', () => {
    const bench = taught(
      'none',
      hours(20, (day) => 100 * day),
    );
    bench.learn({ sample: [2_000], day: firstDay + 400 });
    expect(bench.model.usual(bench.state)).toMatch(/^2,/);
    expect(bench.tail({ sample: [2_000], day: firstDay + 100_000 })).toBeGreaterThan(1e-3);
  });

  test('a sample of weight 0, or of an earlier day, leaves no trace', () => {
    const bench = taught('day', hours(10, dayWave));
    const before = bench.saved();
    bench.learn({ sample: [1e6], day: firstDay + 11, weight: 0 });
    bench.learn({ sample: [1e6], day: firstDay + 5 });
    expect(bench.saved()).toEqual(before);
  });
});

describe('its drift', () => {
  test('is rare without one', () => {
    for (const seed of [1, 2, 3]) {
      const bench = new RunningBench(smoothed('none'));
      const all = regular({ panesPerDay: 24, days: 200, seed, at: () => 50 });
      const drifts = all.map((each) => {
        bench.learn(each);
        return bench.model.drift(bench.state);
      });
      expect(drifts.filter((tail) => tail < 0.01).length / drifts.length).toBeLessThan(0.03);
    }
  });

  test('is found in steps too small to be strange', () => {
    const bench = taught(
      'none',
      hours(60, () => 50),
    );
    const creeping = hours(30, (day) => 50 + 0.1 * day).map((each) => ({ ...each, day: each.day + 60 }));
    const tails = tailsOf(bench, creeping);
    expect(tails.filter((tail) => tail < 1e-3).length).toBeLessThan(5);
    expect(bench.model.drift(bench.state)).toBeLessThan(1e-6);
  });

  test('of samples that follow each other counts them as the fewer that they are', () => {
    const random = new SeededRandom(5);
    const bench = new RunningBench(smoothed('none'));
    let value = 0;
    const drifts = Array.from({ length: 24 * 200 }, (_, pane) => {
      value = 0.9 * value + random.normal();
      bench.learn({ sample: [50 + value], day: firstDay + pane / 24 });
      return bench.model.drift(bench.state);
    });
    expect(drifts.filter((tail) => tail < 0.001).length / drifts.length).toBeLessThan(0.03);
  });
});
