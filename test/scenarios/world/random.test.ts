/** Randomness by address: the same path gives the same stream, and its draws have the shapes they claim. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../scenarios/world/random.ts';

const draws = 20_000;

describe('Random', () => {
  it('gives equal streams for equal paths and different ones for different paths', () => {
    const path = fc.array(fc.oneof(fc.string({ maxLength: 12 }), fc.integer()), { maxLength: 4 });
    fc.assert(
      fc.property(fc.integer(), path, fc.integer(), (seed, parts, extra) => {
        expect(Random.at(seed, ...parts).identifier()).toBe(Random.at(seed, ...parts).identifier());
        expect(Random.at(seed, ...parts, extra).identifier()).not.toBe(
          Random.at(seed, ...parts).identifier(),
        );
      }),
    );
  });

  it('draws uniformly, also over the first draws of neighbouring paths', () => {
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < draws; index++)
      counts[Math.floor(Random.at(1, 'person', index).unit() * 10)]!++;
    for (const count of counts) expect(Math.abs(count - draws / 10)).toBeLessThan(200);
  });

  it('draws whole numbers with both ends', () => {
    const random = Random.at(3, 'whole');
    const seen = new Set(Array.from({ length: 500 }, () => random.whole(-2, 3)));
    expect([...seen].sort((left, right) => left - right)).toEqual([-2, -1, 0, 1, 2, 3]);
  });

  it('draws normal, exponential and Poisson numbers with the mean asked for', () => {
    const random = Random.at(4, 'means');
    const meanOf = (draw: () => number): number => {
      let sum = 0;
      for (let count = 0; count < draws; count++) sum += draw();
      return sum / draws;
    };
    expect(meanOf(() => random.normal(10, 3))).toBeCloseTo(10, 0);
    expect(meanOf(() => random.exponential(5))).toBeCloseTo(5, 0);
    expect(meanOf(() => random.poisson(2.5))).toBeCloseTo(2.5, 0);
    expect(meanOf(() => random.poisson(90))).toBeCloseTo(90, 0);
  });

  it('picks by weight', () => {
    const random = Random.at(5, 'weights');
    const counts = [0, 0, 0];
    for (let count = 0; count < draws; count++) counts[random.weighted([1, 0, 3])]!++;
    expect(counts[1]).toBe(0);
    expect(counts[2]! / draws).toBeCloseTo(0.75, 1);
  });
});
