import { describe, expect, test } from 'vitest';
import { betaShare, logGamma, partOrMoreTail } from '../../../src/baseline/running/beta-tail.ts';

describe('tails of parts', () => {
  test.each([
    [1, 0],
    [0.5, 0.5 * Math.log(Math.PI)],
    [5, Math.log(24)],
    [30.5, Math.log(Math.sqrt(Math.PI)) + halfFactorials(30)],
  ])('the logarithm of Γ(%d)', (x, expected) => {
    expect(logGamma(x)).toBeCloseTo(expected, 9);
  });

  test('the share of a beta distribution, by its polynomial', () => {
    for (const x of [0.01, 0.3, 0.7, 0.99]) {
      expect(betaShare(x, 1, 1)).toBeCloseTo(x, 10);
      expect(betaShare(x, 2, 3)).toBeCloseTo(6 * x ** 2 - 8 * x ** 3 + 3 * x ** 4, 10);
      expect(betaShare(x, 3, 1)).toBeCloseTo(x ** 3, 10);
    }
    expect([betaShare(0, 2, 3), betaShare(1, 2, 3)]).toEqual([0, 1]);
  });

  test('sums the beta-binomial exactly, as an urn to which every ball returns with another of its colour', () => {
    for (const [whole, mean, correlation] of [
      [1, 0.1, 0.05],
      [5, 0.3, 0.2],
      [20, 0.02, 0.01],
      [64, 0.5, 0.5],
      [256, 0.01, 0.1],
    ] as const) {
      const urn = drawn(whole, mean, correlation);
      for (let part = 0; part <= whole; part++) {
        const expected = urn.slice(part).reduce((sum, each) => sum + each, 0);
        expect(partOrMoreTail({ part, whole, mean, correlation }) / expected).toBeCloseTo(1, 8);
      }
    }
  });

  test('beyond the exact sums it stays near them, and falls with the part', () => {
    for (const [whole, mean, correlation] of [
      [300, 0.1, 0.02],
      [400, 0.4, 0.1],
      [500, 0.03, 0.01],
    ] as const) {
      const urn = drawn(whole, mean, correlation);
      let before = 2;
      for (let part = 0; part <= whole; part++) {
        const tail = partOrMoreTail({ part, whole, mean, correlation });
        const expected = urn.slice(part).reduce((sum, each) => sum + each, 0);
        if (expected > 1e-9)
          expect(Math.abs(Math.log2(tail / expected))).toBeLessThan(0.2 - 0.15 * Math.log2(expected));
        if (tail > 1e-250) expect(tail).toBeLessThan(before);
        before = tail;
      }
    }
  });

  test('takes amounts that are no counts, however large or small', () => {
    for (const whole of [1e-300, 0.5, 7.5, 1e9, 1e300]) {
      for (const share of [0, 0.01, 0.5, 1]) {
        const tail = partOrMoreTail({ part: share * whole, whole, mean: 0.05, correlation: 0.1 });
        expect(tail >= 0 && tail <= 1).toBe(true);
      }
    }
  });
});

/** Distribution of the part, by drawing one after the other: (a + k) / (a + b + drawn) is the chance of one more (Pólya's urn). */
function drawn(whole: number, mean: number, correlation: number): number[] {
  const size = (1 - correlation) / correlation;
  let parts = [1];
  for (let draws = 0; draws < whole; draws++) {
    const next = new Array<number>(draws + 2).fill(0);
    parts.forEach((chance, part) => {
      const more = (mean * size + part) / (size + draws);
      next[part + 1]! += chance * more;
      next[part]! += chance * (1 - more);
    });
    parts = next;
  }
  return parts;
}

/** ln of (1/2)(3/2)…(x − 1/2). */
function halfFactorials(x: number): number {
  return Array.from({ length: x }, (_, index) => Math.log(index + 0.5)).reduce((sum, each) => sum + each, 0);
}
