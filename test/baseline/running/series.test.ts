import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Series } from '../../../src/baseline/running/series.ts';
import { SeededRandom } from '../seeded-random.ts';
import { expectRunningLaws, type MakeRunningModel, RunningBench, sides } from './running-laws.ts';
import { anySequence, dayWave, firstDay, regular, tailsOf } from './sequences.ts';
import { PlainSeries } from './series-oracle.ts';

const series =
  (halfLifeDays: number): MakeRunningModel =>
  (heap) =>
    new Series({ heap, halfLifeDays });

/** Twenty days of five minutes with a wave of a day. */
const waves = regular({ panesPerDay: 288, days: 20, at: dayWave });

function taught(): RunningBench {
  const bench = new RunningBench(series(120));
  for (const each of waves) bench.learn(each);
  return bench;
}

const nextDay = firstDay + 20;

describe('Series', () => {
  test.each([120, 1, Infinity])('keeps the laws of all running models, half-life %s', (halfLifeDays) => {
    expectRunningLaws(series(halfLifeDays), anySequence);
  });

  test('says what a plain recomputation from the whole history says', () => {
    for (const seed of [1, 2, 3]) {
      const random = new SeededRandom(seed);
      const all = regular({ panesPerDay: 144, days: 8, seed, at: dayWave }).map(({ sample, day }) => {
        const jump = random.uniform() < 0.01 ? 30 * random.normal() : 0;
        return { sample: [Math.fround(Math.round(sample[0] + jump))], day };
      });
      const plain = new PlainSeries();
      const expected = all.map(({ sample, day }) => Math.log2(plain.next(sample[0], day)));
      const found = tailsOf(new RunningBench(series(Infinity)), all).map(Math.log2);
      const apart = found.filter((bits, index) => Math.abs(bits - expected[index]) > 1e-3);
      // Single floats decide a rank otherwise now and then, and what follows from it lasts some samples.
      expect(apart.length / all.length).toBeLessThan(0.03);
      expect(Math.min(...expected)).toBeLessThan(-5);
    }
  });

  test('what is usual is not strange, what never was is', () => {
    const tails = tailsOf(new RunningBench(series(120)), waves);
    const settled = tails.slice(288 * 5);
    expect(settled.filter((tail) => tail < 1e-3).length / settled.length).toBeLessThan(0.002);
    expect(taught().tail({ sample: [120], day: nextDay })).toBeLessThan(1e-4);
  });

  test('knows the hour: the height of the afternoon is strange at night', () => {
    const bench = taught();
    expect(bench.tail({ sample: [69], day: nextDay + 0.25 })).toBeGreaterThan(0.1);
    expect(bench.tail({ sample: [69], day: nextDay + 0.75 })).toBeLessThan(1e-3);
  });

  test('ranks on, however far out', () => {
    const bench = taught();
    const tails = [80, 100, 1e3, 1e9, 1e30, 1e100].map((value) =>
      bench.tail({ sample: [value], day: nextDay }),
    );
    for (let index = 1; index < tails.length; index++) expect(tails[index]).toBeLessThan(tails[index - 1]);
  });

  test('a number further out is never less strange', () => {
    const bench = taught();
    fc.assert(
      fc.property(
        fc.double({ min: 90, max: 1e12, noNaN: true }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        (value, factor) => {
          const near = bench.tail({ sample: [value], day: nextDay });
          expect(bench.tail({ sample: [value * factor], day: nextDay })).toBeLessThanOrEqual(
            near * (1 + 1e-9),
          );
        },
      ),
    );
  });

  test('tells the sides apart', () => {
    const bench = taught();
    const [high, low, both] = sides.map((side) => bench.tail({ sample: [200], day: nextDay }, side));
    expect(high).toBeLessThan(1e-3);
    expect(low).toBe(1);
    expect(both).toBe(high);
  });

  test('tells a strangeness once, a greater one again, and the same one later', () => {
    const bench = taught();
    const at = (pane: number) => ({ sample: [130], day: nextDay + pane / 288 });
    const first = bench.tail(at(0));
    bench.learn(at(0));
    expect(first).toBeLessThan(1e-4);
    expect(bench.tail(at(1))).toBeGreaterThan(100 * first);
    expect(bench.tail({ sample: [1e5], day: at(1).day })).toBeLessThan(bench.tail(at(1)));
  });

  test('what is noted with weight 0 is no news the next time, and changes nothing that is usual', () => {
    const bench = taught();
    const odd = { sample: [130], day: nextDay, weight: 0 };
    const usual = bench.model.document(bench.state).details;
    const before = bench.tail(odd);
    bench.learn(odd);
    expect(bench.model.document(bench.state).details).toEqual(usual);
    expect(bench.tail({ sample: [130], day: nextDay + 1 / 288 })).toBeGreaterThan(100 * before);
  });

  test('a number that stands still is strange in a series that moves', () => {
    const bench = taught();
    const stuck = Array.from({ length: 60 }, (_, pane) => ({ sample: [50.5], day: nextDay + pane / 288 }));
    expect(Math.min(...tailsOf(bench, stuck))).toBeLessThan(0.05);
  });

  test('a constant series is not strange, and its first change is', () => {
    const bench = new RunningBench(series(120));
    const still = regular({ panesPerDay: 288, days: 4, noise: 0, at: () => 7 });
    expect(tailsOf(bench, still).every((tail) => tail === 1)).toBe(true);
    const [little, much] = [8, 1e9].map((value) => bench.tail({ sample: [value], day: firstDay + 4 }));
    expect(little).toBeLessThan(1e-3);
    expect(much).toBeLessThan(little);
  });

  test('one broken number does not blind it', () => {
    const bench = taught();
    bench.learn({ sample: [1e300], day: nextDay });
    for (const each of waves) bench.learn({ ...each, day: each.day + 21 });
    expect(bench.tail({ sample: [400], day: firstDay + 41 })).toBeLessThan(0.01);
  });

  test('a sample of an earlier day changes nothing but the envelope of its hour', () => {
    const bench = taught();
    bench.learn({ sample: [90], day: nextDay - 3 });
    expect(bench.tail({ sample: [69], day: nextDay + 0.25 })).toBeGreaterThan(0.1);
    expect(bench.model.evidence(bench.state)).toBeGreaterThan(0);
  });

  test('numbers far from zero are told apart', () => {
    const bench = new RunningBench(series(120));
    for (const { sample, day } of waves) bench.learn({ sample: [sample[0] + 1e12], day });
    expect(bench.tail({ sample: [1e12 + 120], day: nextDay })).toBeLessThan(1e-3);
    expect(bench.model.usual(bench.state)).not.toBe('nothing yet');
  });

  test('stays as small as it is', () => {
    expect(new RunningBench(series(120)).model.words * 4).toBeLessThanOrEqual(8_192);
  });
});
