import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planPresence, popcount, presenceBit, presenceMin, weekOfDay } from '../../src/baseline/presence.ts';

describe('presence', () => {
  test('consecutive days of a learning period never share a bit by wrapping around', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 800 }),
        fc.integer({ min: -5000, max: 40_000 }),
        (cycles, first) => {
          const plan = planPresence({ cycles, bitsMin: 8 });
          expect([8, 16, 32, 64]).toContain(plan.bits);
          const stretchOf = new Map<number, number>();
          for (let cycle = first; cycle < first + cycles; cycle++) {
            const bit = presenceBit(plan, cycle);
            expect(bit >= 0 && bit < plan.bits).toBe(true);
            const stretch = Math.floor(cycle / plan.cyclesPerBit);
            expect(stretchOf.get(bit) ?? stretch).toBe(stretch);
            stretchOf.set(bit, stretch);
          }
        },
      ),
    );
  });

  test.each([
    { cycles: 6, bits: 8, cyclesPerBit: 1 },
    { cycles: 32, bits: 32, cyclesPerBit: 1 },
    { cycles: 33, bits: 64, cyclesPerBit: 1 },
    { cycles: 64, bits: 64, cyclesPerBit: 1 },
    { cycles: 65, bits: 64, cyclesPerBit: 2 },
    { cycles: 367, bits: 64, cyclesPerBit: 6 },
  ])('$cycles cycles take $bits bits of $cyclesPerBit', ({ cycles, bits, cyclesPerBit }) => {
    expect(planPresence({ cycles, bitsMin: 8 })).toEqual({ bits, cyclesPerBit });
  });

  test('asks for two stretches when one bit stands for several days', () => {
    const coarse = { bits: 64, cyclesPerBit: 4 };
    expect([1, 2, 8, 9].map((days) => presenceMin(coarse, days))).toEqual([1, 2, 2, 3]);
    expect(presenceMin({ bits: 32, cyclesPerBit: 1 }, 5)).toBe(5);
  });

  test('weeks begin on Monday', () => {
    // 1970-01-01 was a Thursday; 1970-01-05 a Monday.
    expect([-4, -3, 0, 3, 4, 10, 11].map(weekOfDay)).toEqual([-1, 0, 0, 0, 1, 1, 2]);
  });

  test('popcount counts set bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (word) => {
        expect(popcount(word)).toBe(word.toString(2).replaceAll('0', '').length);
      }),
    );
  });
});
