import { describe, expect, test } from 'vitest';
import { PeriodSearch } from '../../../src/baseline/running/period-search.ts';
import { SeededRandom } from '../seeded-random.ts';

const search = new PeriodSearch(512);

function found(numbers: readonly number[]): { lag: number; strength: number } {
  return { ...search.search(Float64Array.from(numbers), numbers.length, 4) };
}

const waves = (count: number, lag: number, noise: number, seed = 1): number[] => {
  const random = new SeededRandom(seed);
  return Array.from(
    { length: count },
    (_, place) => Math.sin((2 * Math.PI * place) / lag) + noise * random.normal(),
  );
};

/** Pearson correlation of the numbers with themselves, so many places later. */
function plainCorrelation(numbers: readonly number[], lag: number): number {
  const one = numbers.slice(0, numbers.length - lag);
  const other = numbers.slice(lag);
  const mean = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0) / all.length;
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, each, index) => sum + (each - mean(a)) * (b[index] - mean(b)), 0);
  return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
}

describe('the search for a period', () => {
  test.each([8, 24, 33.5, 60, 168, 200])('finds a lag of %s', (lag) => {
    for (const noise of [0, 0.3, 0.7]) {
      const off = Math.abs(found(waves(512, lag, noise)).lag / lag - 1);
      expect(off).toBeLessThan(noise > 0 ? 0.06 : 0.02);
    }
  });

  test('its strength is the correlation of the numbers with themselves', () => {
    const numbers = waves(480, 24, 0.5);
    expect(found(numbers).strength).toBeCloseTo(plainCorrelation(numbers, 24), 1);
  });

  test('takes the shortest of lags that are about as good', () => {
    expect(found(waves(512, 20, 0)).lag).toBeCloseTo(20, 0);
  });

  test('takes a week when its days are not alike', () => {
    const week = [10, 10, 10, 10, 10, 1, 1];
    const random = new SeededRandom(2);
    const numbers = Array.from({ length: 210 }, (_, day) => week[day % 7] + 0.5 * random.normal());
    expect(found(numbers).lag).toBeCloseTo(7, 0);
  });

  test('finds nothing in noise', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new SeededRandom(seed);
      expect(found(Array.from({ length: 512 }, () => random.normal())).lag).toBe(0);
    }
  });

  test('finds nothing where nothing moves, in a line, and in too few numbers', () => {
    expect(found(new Array(512).fill(3)).lag).toBe(0);
    expect(found(Array.from({ length: 512 }, (_, place) => place)).lag).toBe(0);
    expect(found(waves(11, 4, 0)).lag).toBe(0);
    expect(found(new Array(512).fill(Number.NaN)).lag).toBe(0);
  });

  test('needs two whole periods', () => {
    expect(found(waves(60, 40, 0)).lag).toBe(0);
    expect(found(waves(90, 40, 0)).lag).toBeCloseTo(40, -1);
  });

  test('is not misled by single broken numbers and by missing ones', () => {
    const random = new SeededRandom(4);
    const numbers = waves(512, 24, 0.3).map((each) =>
      random.uniform() < 0.3 ? Number.NaN : random.uniform() < 0.02 ? 1e30 : each,
    );
    expect(found(numbers).lag).toBeCloseTo(24, 0);
  });
});
