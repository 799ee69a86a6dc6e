import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitsOf,
  combineSurprise,
  fadedSlowSurprise,
  slowSurprise,
  tailOf,
} from '../../../src/baseline/running/whole-surprise.ts';
import { slowSurpriseBitsMax, tailProbabilityMin } from '../../../src/limits.ts';

const day = { elapsedDays: 1, fadingDays: 12 };

describe('bits and tails', () => {
  test('are the same thing', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 990, noNaN: true }), (bits) => {
        expect(bitsOf(tailOf(bits))).toBeCloseTo(bits, 6);
      }),
    );
  });

  test.each([
    [1, 0],
    [2, 0],
    [Number.NaN, 0],
    [0.25, 2],
    [0, -Math.log2(tailProbabilityMin)],
  ])('a tail of %d has %d bits', (tail, bits) => {
    expect(bitsOf(tail)).toBe(bits);
  });

  test.each([
    [0, 1],
    [-1, 1],
    [Number.NaN, 1],
    [3, 0.125],
    [Infinity, tailProbabilityMin],
  ])('%d bits are a tail of %d', (bits, tail) => {
    expect(tailOf(bits)).toBe(tail);
  });
});

describe('combineSurprise', () => {
  test.each([
    { bits: [], weights: [], sum: 0 },
    { bits: [7], weights: [1], sum: 7 },
    { bits: [7, 5], weights: [1, 0.2], sum: 8 },
    { bits: [0, 5, 3], weights: [10, 1, 2], sum: 11 },
  ])('of $bits by $weights is $sum', ({ bits, weights, sum }) => {
    const more = Float64Array.of(...bits, 99);
    expect(combineSurprise(more, Float64Array.of(...weights, 99), bits.length)).toBeCloseTo(sum, 12);
  });
});

describe('slowSurprise', () => {
  test('adds up what many small surprises leave, and fades', () => {
    let slow = 0;
    for (let pane = 0; pane < 10; pane++) slow = slowSurprise({ ...day, slow, bits: 5 });
    // 3 bits a day, ten days, each faded by its age.
    const kept = Math.exp(-1 / 12);
    expect(slow).toBeCloseTo((3 * (1 - kept ** 10)) / (1 - kept), 9);
    expect(fadedSlowSurprise(slow, 12, 12)).toBeCloseTo(slow / Math.E, 9);
  });

  test('ten small surprises leave more than one blatant one', () => {
    let slow = 0;
    for (let pane = 0; pane < 10; pane++) slow = slowSurprise({ ...day, slow, bits: 4 });
    expect(slow).toBeGreaterThan(2 * slowSurprise({ ...day, slow: 0, bits: 900 }));
  });

  test('what is no surprise leaves nothing', () => {
    for (const bits of [0, 1, 2]) expect(slowSurprise({ ...day, slow: 0, bits })).toBe(0);
  });

  test('stays within its bounds, also when the clock goes back', () => {
    const step = fc.record({
      elapsedDays: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      bits: fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(Infinity)),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let slow = 0;
        for (const each of steps) {
          slow = slowSurprise({ slow, fadingDays: 12, ...each });
          expect(slow).toBeGreaterThanOrEqual(0);
          expect(slow).toBeLessThanOrEqual(slowSurpriseBitsMax);
        }
      }),
    );
  });
});
