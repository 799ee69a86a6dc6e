import { describe, expect, it } from 'vitest';
import { estimates, quantile } from './bootstrap.ts';

const options = { groups: 50, rounds: 300, seed: 7 };

/** Share of the first ten of fifty groups in a sample. */
const share = (weights: Uint32Array) => [weights.slice(0, 10).reduce((sum, weight) => sum + weight, 0) / 50];

describe('the bootstrap', () => {
  it('gives the same intervals for the same seed, and others for another', () => {
    expect(estimates(options, share)).toEqual(estimates(options, share));
    expect(estimates({ ...options, rounds: 20 }, share)).not.toEqual(
      estimates({ ...options, rounds: 20, seed: 8 }, share),
    );
  });

  it('draws as many groups as there are', () => {
    const [total] = estimates(options, (weights) => [weights.reduce((sum, weight) => sum + weight, 0)]);
    expect(total).toEqual({ value: 50, low: 50, high: 50 });
  });

  it('is as wide as the binomial that it repeats', () => {
    // 50 draws of chance 0.2: deviation √(0.2 · 0.8 / 50) = 0.057, and 90 % lie within 1.645 deviations.
    const [{ value, low, high }] = estimates(options, share);
    expect(value).toBe(0.2);
    expect(low).toBeGreaterThan(0.08);
    expect(low).toBeLessThan(0.14);
    expect(high).toBeGreaterThan(0.26);
    expect(high).toBeLessThan(0.32);
  });

  it('leaves out rounds in which a figure does not exist', () => {
    const [known] = estimates(options, (weights) => [weights[0] === 0 ? Number.NaN : 1]);
    expect(known).toEqual({ value: 1, low: 1, high: 1 });
    const [never] = estimates(options, () => [Number.NaN]);
    expect(never).toEqual({ value: Number.NaN, low: Number.NaN, high: Number.NaN });
  });
});

describe('a quantile', () => {
  it.each([
    [0.05, 1],
    [0.5, 2],
    [0.75, 3],
    [0.95, 4],
    [1, 4],
  ])('of share %s is the nearest rank', (part, expected) => {
    expect(quantile([4, 2, 1, 3], part)).toBe(expected);
  });
});
