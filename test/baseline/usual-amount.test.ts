import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountOf, bucketOf, stabilised } from '../../src/baseline/amount-scale.ts';
import { modelDocument } from '../../src/baseline/document.ts';
import type { Side } from '../../src/baseline/model.ts';
import { type AmountNoise, UsualAmount } from '../../src/baseline/usual-amount.ts';
import { bucketsPerAmountMax } from '../../src/limits.ts';
import { bench, expectModelLaws, learnOne, learnt, type MakeModel, tailOf } from './model-laws.ts';
import { SeededRandom } from './seeded-random.ts';

const amounts =
  (scale: 'count' | 'amount', noise?: AmountNoise): MakeModel =>
  (memory) =>
    new UsualAmount({ ...memory, scale, ...(noise && { noise }) });

const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 2, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, 1e308, -1e308, Number.NaN, -0, 5e-324) },
);
const observation = number.map((value) => ({ value, day: 1 }));

describe('UsualAmount', () => {
  test.each([
    ['counts', amounts('count')],
    ['amounts', amounts('amount')],
    ['counts with noise', amounts('count', { sigmas: 3, against: 'period' })],
    ['amounts with noise', amounts('amount', { sigmas: 2, against: 'history' })],
  ])('keeps the laws of all models: %s', (_, make) => {
    expectModelLaws(make, observation);
  });

  test('never lets NaN or infinity out', () => {
    const make = fc.constantFrom(amounts('count'), amounts('amount', { sigmas: 3, against: 'period' }));
    fc.assert(
      fc.property(make, fc.array(observation, { maxLength: 400 }), number, (model, learning, asked) => {
        const on = bench(model);
        const state = learnt(on, learning);
        for (const side of ['high', 'low', 'both'] as const) {
          const tail = tailOf(on, state, asked, side);
          expect(tail > 0 && tail <= 1).toBe(true);
        }
        const shown = on.model.document(state);
        expect(modelDocument.parse(shown)).toEqual(shown);
        expect(on.model.usual(state)).not.toMatch(/NaN|Infinity/);
        expect(on.model.extraBytes(state)).toBeLessThanOrEqual(bucketsPerAmountMax * 8);
      }),
    );
  });

  test('a number further out is never less unusual', () => {
    const finite = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(
        fc.array(finite, { maxLength: 60 }),
        fc.array(finite, { minLength: 2 }),
        (learning, asked) => {
          const on = bench(amounts('amount'));
          const state = learnt(
            on,
            learning.map((value) => ({ value, day: 1 })),
          );
          const rising = [...asked, ...learning].sort((one, other) => one - other);
          const tails = (side: Side) => rising.map((value) => tailOf(on, state, value, side));
          expectFalling(tails('high'));
          expectFalling(tails('low').reverse());
        },
      ),
    );
  });

  test('inside the range the empirical tail is the least that is given', () => {
    const small = fc.array(fc.integer({ min: 0, max: 32 }), { minLength: 2, maxLength: 100 });
    fc.assert(
      fc.property(small, fc.integer({ min: 0, max: 32 }), (learning, asked) => {
        const on = bench(amounts('count'));
        const state = learnt(
          on,
          learning.map((value) => ({ value, day: 1 })),
        );
        const above = learning.filter((value) => value > asked).length;
        const equal = learning.filter((value) => value === asked).length;
        if (above + equal === 0) return;
        const empirical = (above + equal / 2 + 0.5) / (learning.length + 1);
        expect(tailOf(on, state, asked, 'high')).toBeGreaterThanOrEqual(empirical - 1e-12);
        expect(on.model.isKnown(state, asked)).toBe(
          asked >= Math.min(...learning) && asked <= Math.max(...learning),
        );
      }),
    );
  });

  test('whole numbers up to 32 are exact, larger ones within 1.5 % and rounding', () => {
    for (let whole = -32; whole <= 32; whole++) expect(amountOf(bucketOf(whole), 0)).toBe(whole);
    for (let value = 32; value < 1e15; value *= 1.013) {
      expect(Math.abs(amountOf(bucketOf(value), 0) - value)).toBeLessThan(0.016 * value + 0.5);
    }
  });

  test('the stabilised scale rises with the bucket, at every level', () => {
    for (const scale of ['count', 'amount'] as const) {
      for (const level of [0, 1, 2, 5]) {
        for (let index = -500; index < 500; index++) {
          expect(stabilised(scale, index + 1, level)).toBeGreaterThan(stabilised(scale, index, level));
        }
      }
    }
  });

  test('more buckets than allowed are merged to the same histogram in any order', () => {
    const random = new SeededRandom(3);
    const learning = Array.from({ length: 3000 }, () => ({
      value: random.normal() * 10 ** random.below(12),
      day: 1,
    }));
    const on = bench(amounts('amount'));
    const one = learnt(on, learning);
    const other = learnt(on, [...learning].reverse());
    expect(on.model.document(one)).toEqual(on.model.document(other));
    expect(on.model.extraBytes(one)).toBeLessThanOrEqual(bucketsPerAmountMax * 8);
    expect(on.model.evidence(one)).toBe(3000);
  });

  test.each([
    { what: 'Poisson counts', scale: 'count' as const, draw: (random: SeededRandom) => random.poisson(6) },
    {
      what: 'log-normal amounts',
      scale: 'amount' as const,
      draw: (random: SeededRandom) => Math.exp(8 + random.normal()),
    },
    {
      what: 'two habits',
      scale: 'amount' as const,
      draw: (random: SeededRandom) => (random.below(2) ? 100 : 9000) + random.below(50),
    },
  ])('is calibrated on $what: at most a share p has a tail up to p', ({ scale, draw }) => {
    for (const side of ['high', 'low', 'both'] as const) {
      let below = [0, 0, 0];
      for (let seed = 1; seed <= 40; seed++) {
        const random = new SeededRandom(seed);
        const on = bench(amounts(scale));
        const state = learnt(
          on,
          Array.from({ length: 60 }, () => ({ value: draw(random), day: 1 })),
        );
        const tails = Array.from({ length: 500 }, () => tailOf(on, state, draw(random), side));
        below = below.map(
          (count, index) => count + tails.filter((tail) => tail <= [0.01, 0.05, 0.2][index]).length,
        );
      }
      [0.01, 0.05, 0.2].forEach((p, index) => {
        expect(below[index] / 20_000, `${side} ${p}`).toBeLessThan(p * 1.25 + 0.003);
      });
    }
  });

  test('finds far more than usual unusual, the usual not, and says so by side', () => {
    const on = bench(amounts('count'));
    const random = new SeededRandom(1);
    const state = learnt(
      on,
      Array.from({ length: 60 }, () => ({ value: random.poisson(20), day: 1 })),
    );
    expect(tailOf(on, state, 60, 'high')).toBeLessThan(1e-4);
    expect(tailOf(on, state, 60, 'low')).toBeGreaterThan(0.99);
    expect(tailOf(on, state, 60, 'both')).toBeCloseTo(2 * tailOf(on, state, 60, 'high'), 12);
    expect(tailOf(on, state, 2, 'low')).toBeLessThan(1e-4);
    expect(tailOf(on, state, 20, 'both')).toBeGreaterThan(0.5);
  });

  test('one more than thirty equal days is no sensation, five more is', () => {
    const on = bench(amounts('count'));
    const state = learnt(
      on,
      Array.from({ length: 30 }, () => ({ value: 1, day: 1 })),
    );
    expect(tailOf(on, state, 2, 'high')).toBeGreaterThan(0.05);
    expect(tailOf(on, state, 6, 'high')).toBeLessThan(1e-4);
  });

  test('the next bucket of a large steady count is no sensation either', () => {
    const on = bench(amounts('count'));
    const state = learnt(
      on,
      Array.from({ length: 30 }, () => ({ value: 1_000_000, day: 1 })),
    );
    expect(tailOf(on, state, 1_030_000, 'high')).toBeGreaterThan(0.05);
    expect(tailOf(on, state, 2_000_000, 'high')).toBeLessThan(1e-6);
  });

  test('says nothing before two observations', () => {
    const on = bench(amounts('count'));
    const state = learnt(on, [{ value: 5, day: 1 }]);
    expect(tailOf(on, state, 1e6, 'high')).toBe(1);
  });

  test.each([
    { silent: 0, least: 0, most: 1e-3 },
    { silent: 10, least: 0.14, most: 0.16 },
    { silent: 60, least: 0.49, most: 0.52 },
  ])('silence after $silent silent windows of 60 active ones', ({ silent, least, most }) => {
    const on = bench(amounts('count'));
    const random = new SeededRandom(2);
    const state = learnt(
      on,
      Array.from({ length: 60 }, () => ({ value: 20 + random.below(5), day: 1 })),
    );
    (on.model as UsualAmount).addSilent(state, silent);
    const tail = tailOf(on, state, 0, 'low');
    expect(tail).toBeGreaterThan(least);
    expect(tail).toBeLessThan(most);
    expect(tailOf(on, state, 1, 'low')).toBeLessThan(1e-3);
    const shown = on.model.document(state);
    expect(shown.kind === 'amount' && shown.silent).toBeCloseTo(silent / (60 + silent), 12);
  });

  test.each([
    { what: 'one outlier', extra: [900], settled: 1, maximum: 12 },
    { what: 'no outlier', extra: [14], settled: 0, maximum: 14 },
    { what: 'outliers on both sides', extra: [0, 900, 901], settled: 3, maximum: 12 },
  ])('reduces noise beyond 3 sigmas: $what', ({ extra, settled, maximum }) => {
    const on = bench(amounts('count', { sigmas: 3, against: 'period' }));
    const usual = Array.from({ length: 30 }, (_, index) => 8 + (index % 5));
    const state = learnt(
      on,
      [...usual, ...extra].map((value) => ({ value, day: 1 })),
    );
    const before = [0, 8, 14, 900].map((value) => tailOf(on, state, value, 'high'));
    const shown = on.model.document(state);
    expect(shown.kind === 'amount' && shown.maximum).toBe(maximum);
    expect(on.model.settle(state, 0)).toBe(settled);
    expect(on.model.evidence(state)).toBe(30 + extra.length - settled);
    expect(on.model.document(state)).toEqual(shown);
    expect([0, 8, 14, 900].map((value) => tailOf(on, state, value, 'high'))).toEqual(before);
  });

  test('against history, an outlier that the generation before found usual stays', () => {
    const on = bench(amounts('count', { sigmas: 3, against: 'history' }));
    const around = (centre: number, length: number) =>
      Array.from({ length }, (_, index) => ({ value: centre + (index % 5), day: 1 }));
    const history = learnt(
      on,
      Array.from({ length: 60 }, (_, index) => ({ value: 5 + 2 * index, day: 1 })),
    );
    const state = learnt(on, [...around(8, 30), ...around(100, 2), { value: 90_000, day: 1 }]);
    expect(on.model.isOutlier(history, 90_000)).toBe(true);
    expect(on.model.isOutlier(history, 101)).toBe(false);
    expect(on.model.isOutlier(state, 101)).toBe(true);
    expect(on.model.settle(state, history)).toBe(1);
    expect(on.model.isKnown(state, 101)).toBe(true);
    expect(on.model.isKnown(state, 90_000)).toBe(false);
  });

  test('nothing is an outlier without a noise rule or from too few observations', () => {
    const few = [5, 5, 5, 5].map((value) => ({ value, day: 1 }));
    const without = bench(amounts('count'));
    const withRule = bench(amounts('count', { sigmas: 3, against: 'period' }));
    expect(without.model.isOutlier(learnt(without, [...few, ...few]), 1e9)).toBe(false);
    expect(withRule.model.isOutlier(learnt(withRule, few), 1e9)).toBe(false);
    expect(withRule.model.isOutlier(learnt(withRule, [...few, ...few]), 1e9)).toBe(true);
  });

  test.each([
    [[], 'nothing yet'],
    [[5, 5, 5], 'always 5'],
    [[2, 4, 4, 9], '2–9, median 4'],
    [[-5, -1, 3], '-5 to 3, median -1'],
    [[1_200_000, 1_200_000, 3_400_000], '1,210,000–3,370,000, median 1,210,000'],
  ])('amounts %j read as %j', (learning, shown) => {
    const on = bench(amounts('count'));
    expect(
      on.model.usual(
        learnt(
          on,
          learning.map((value) => ({ value, day: 1 })),
        ),
      ),
    ).toBe(shown);
  });

  test('tells quantiles and moments in a document', () => {
    const on = bench(amounts('count'));
    const state = on.heap.allocate(on.model.words);
    for (let value = 1; value <= 20; value++) learnOne(on, state, value, 1);
    expect(on.model.document(state)).toEqual({
      kind: 'amount',
      observations: 20,
      silent: 0,
      median: 10,
      low: 1,
      high: 19,
      minimum: 1,
      maximum: 20,
      mean: expect.closeTo(10.5, 9),
      deviation: expect.closeTo(Math.sqrt(35), 9),
    });
  });
});

function expectFalling(tails: readonly number[]): void {
  for (let index = 1; index < tails.length; index++) {
    expect(tails[index]).toBeLessThanOrEqual(tails[index - 1] + 1e-12);
  }
}
