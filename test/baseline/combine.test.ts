import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineFeatures, scoreOf } from '../../src/baseline/combine.ts';
import { combineLevels } from '../../src/baseline/levels.ts';
import { SeededRandom } from './seeded-random.ts';

const tail = fc.double({ min: 1e-300, max: 1, noNaN: true });

describe('combineFeatures', () => {
  test.each([
    [[], 1],
    [[0.3], 0.3],
    [[1, 1], 1],
    [[0.01, 1], 0.0199],
    [[0.01, 0.5, 0.9], 0.029701],
    [[1e-20, 1, 1], 3e-20],
  ])('of %j is %d', (tails, combined) => {
    expect(combineFeatures(Float64Array.from(tails), tails.length)).toBeCloseTo(combined, 12);
  });

  test('a feature more costs its factor, however noisy it is', () => {
    fc.assert(
      fc.property(tail, tail, (good, noisy) => {
        const alone = combineFeatures(Float64Array.of(good), 1);
        const together = combineFeatures(Float64Array.of(good, noisy), 2);
        expect(together).toBeGreaterThan(0);
        expect(together).toBeLessThanOrEqual(Math.min(1, 2 * alone * (1 + 1e-12)));
      }),
    );
  });

  test('is calibrated for independent features', () => {
    const random = new SeededRandom(5);
    const tails = new Float64Array(4);
    let below = 0;
    for (let trial = 0; trial < 40_000; trial++) {
      if (
        combineFeatures(
          tails.map(() => 1 - random.uniform()),
          4,
        ) <= 0.05
      )
        below++;
    }
    expect(below / 40_000).toBeCloseTo(0.05, 2);
  });

  test('the score rises as the tail falls, within [0, 1]', () => {
    expect([1, 0.25, 1e-300, 0].map(scoreOf)).toEqual([0, 0.75, 1, 1]);
  });
});

describe('combineLevels', () => {
  test('says what the levels say when they agree', () => {
    const evidence = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(tail, evidence, evidence, evidence, (same, own, group, everyone) => {
        const combined = combineLevels([same, same, same], [own, group, everyone], 3);
        expect(Math.log(combined)).toBeCloseTo(Math.log(same), 6);
      }),
    );
  });

  test.each([
    { what: 'nothing learnt', tails: [1, 1], evidence: [0, 0], combined: 1 },
    { what: 'no group', tails: [0.01], evidence: [3], combined: 0.01 },
    { what: 'a group that learnt nothing', tails: [0.01, 1], evidence: [3, 0], combined: 0.01 },
    { what: 'a new key', tails: [1, 0.01], evidence: [0, 500], combined: 0.01 },
    { what: 'half own, half group', tails: [0.01, 1], evidence: [10, 500], combined: 0.1 },
    { what: 'two groups with equal evidence', tails: [1, 0.01, 1], evidence: [0, 50, 50], combined: 0.1 },
  ])('weighs by evidence: $what', ({ tails, evidence, combined }) => {
    expect(combineLevels(tails, evidence, tails.length)).toBeCloseTo(combined, 12);
  });

  test('lies between the smallest and the largest tail, and moves to the own one with evidence', () => {
    const evidence = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(tail, tail, evidence, evidence, (own, group, n, more) => {
        const few = combineLevels([own, group], [n, 100], 2);
        const many = combineLevels([own, group], [n + more, 100], 2);
        expect(few).toBeGreaterThanOrEqual(Math.min(own, group) * (1 - 1e-9));
        expect(few).toBeLessThanOrEqual(Math.max(own, group) * (1 + 1e-9));
        expect(Math.abs(Math.log(many / own))).toBeLessThanOrEqual(Math.abs(Math.log(few / own)) + 1e-9);
      }),
    );
  });
});
