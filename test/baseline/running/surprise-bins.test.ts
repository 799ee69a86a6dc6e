import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  gapTilt,
  surpriseBin,
  surpriseBins,
  surpriseEdges,
} from '../../../src/baseline/running/surprise-bins.ts';
import { surpriseBitsMax } from '../../../src/limits.ts';

describe('bins of surprise', () => {
  test('every bin holds its own edges, without gaps, up to the largest surprise', () => {
    for (let bin = 0; bin < surpriseBins; bin++) {
      expect(surpriseBin(surpriseEdges[bin])).toBe(bin);
      expect(surpriseBin(surpriseEdges[bin + 1] * (1 - 1e-12))).toBe(bin);
    }
    expect(surpriseEdges[0]).toBe(0);
    expect(surpriseEdges[surpriseBins]).toBe(surpriseBitsMax);
  });

  test('a bin is an eighth of a bit wide, and never wider than a thirty-second of its surprise where that is more', () => {
    for (let bin = 0; bin < surpriseBins; bin++) {
      const width = surpriseEdges[bin + 1] - surpriseEdges[bin];
      expect(width).toBeGreaterThanOrEqual(0.125);
      expect(width).toBeLessThanOrEqual(Math.max(0.125, surpriseEdges[bin] / 32));
    }
  });

  test.each([
    [Number.NaN, 0],
    [-1, 0],
    [0, 0],
    [surpriseBitsMax, surpriseBins - 1],
    [1e300, surpriseBins - 1],
    [Infinity, surpriseBins - 1],
  ])('takes %d', (bits, bin) => {
    expect(surpriseBin(bits)).toBe(bin);
  });

  test('the tilt tells a hundredth of a bit, and takes less than a millionth', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: surpriseBitsMax, noNaN: true }), (bits) => {
        expect(gapTilt(bits + 0.01)).toBeLessThan(gapTilt(bits));
        expect(gapTilt(bits)).toBeGreaterThan(1 - 1e-6);
        expect(gapTilt(bits)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
