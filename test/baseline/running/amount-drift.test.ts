import { describe, expect, test } from 'vitest';
import type { AmountScale } from '../../../src/baseline/amount-scale.ts';
import { RunningAmount } from '../../../src/baseline/running/running-amount.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import { momentAt } from './running-laws.ts';

const firstDay = 20_000;

/** Drift tails after each of the days. */
function drifts(scale: AmountScale, values: readonly number[], halfLifeDays = 120): number[] {
  const heap = new Heap();
  const model = new RunningAmount({ heap, scale, halfLifeDays });
  const state = heap.allocate(model.words);
  return values.map((value, step) => {
    model.learn(state, Float64Array.of(value), momentAt(firstDay + step), 1);
    return model.drift(state);
  });
}

const noisy = (random: SeededRandom, sigma: number) => 10_000 * Math.exp(sigma * random.normal());

describe('drift of an amount', () => {
  test.each([0.1, 0.3, 0.6])(
    'two per cent a day are noticed before the second doubling, noise %d',
    (sigma) => {
      for (let seed = 1; seed <= 20; seed++) {
        const random = new SeededRandom(seed);
        const steady = Array.from({ length: 60 }, () => noisy(random, sigma));
        const rising = Array.from({ length: 70 }, (_, step) => noisy(random, sigma) * 1.02 ** step);
        const tails = drifts('amount', [...steady, ...rising]);
        expect(Math.min(...tails.slice(60))).toBeLessThan(1e-3);
      }
    },
  );

  test('the same holds downwards, and for counts', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new SeededRandom(seed);
      const steady = Array.from({ length: 60 }, () => random.poisson(20));
      const falling = Array.from({ length: 70 }, (_, step) => random.poisson(20 * 0.98 ** step));
      expect(Math.min(...drifts('count', [...steady, ...falling]).slice(60))).toBeLessThan(1e-3);
    }
  });

  test('a steady amount is hardly ever called drifting', () => {
    let days = 0;
    const below = { percent: 0, perMille: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const random = new SeededRandom(seed);
      for (const tail of drifts(
        'amount',
        Array.from({ length: 365 }, () => noisy(random, 0.5)),
      )) {
        days++;
        if (tail < 0.01) below.percent++;
        if (tail < 0.001) below.perMille++;
      }
    }
    expect(below.percent / days).toBeLessThan(0.01);
    expect(below.perMille / days).toBeLessThan(0.001);
  });

  test('one wild day, weekends and a constant are no drift', () => {
    const random = new SeededRandom(7);
    const values = Array.from({ length: 120 }, () => noisy(random, 0.3));
    values[90] = 1e12;
    expect(Math.min(...drifts('amount', values))).toBeGreaterThan(1e-3);
    const weekly = Array.from({ length: 200 }, (_, step) => noisy(random, 0.3) * (step % 7 >= 5 ? 0.2 : 1));
    expect(Math.min(...drifts('amount', weekly))).toBeGreaterThan(1e-3);
    expect(Math.min(...drifts('amount', Array(100).fill(5)))).toBe(1);
  });

  test('nothing is said before twenty days, and the same whether or not the history fades', () => {
    const rising = Array.from({ length: 100 }, (_, step) => 100 * 1.1 ** step);
    expect(drifts('amount', rising, Number.POSITIVE_INFINITY)).toEqual(drifts('amount', rising));
    expect(Math.min(...drifts('amount', rising.slice(0, 20)))).toBe(1);
    expect(Math.min(...drifts('amount', rising))).toBeLessThan(1e-6);
  });

  test('states that take days in any order watch none', () => {
    const heap = new Heap();
    const spec = { heap, scale: 'amount', halfLifeDays: Number.POSITIVE_INFINITY, isIncoming: true } as const;
    const model = new RunningAmount(spec);
    const state = heap.allocate(model.words);
    for (let step = 0; step < 100; step++)
      model.learn(state, Float64Array.of(100 * 1.1 ** step), momentAt(firstDay + step), 1);
    expect(model.drift(state)).toBe(1);
  });
});
