import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { studentTail } from '../../src/baseline/student.ts';

/** t, degrees of freedom, P(T ≥ t): closed forms (Abramowitz & Stegun 26.7.3, 26.7.4) evaluated with 80 digits. */
const tabulated: readonly (readonly [number, number, number])[] = [
  [0.1, 1, 4.68274482569446e-1],
  [1, 1, 2.5e-1],
  [2.5, 1, 1.21118941590843e-1],
  [6, 1, 5.25684567112534e-2],
  [20, 1, 1.59022512561764e-2],
  [0.1, 2, 4.6473271920707e-1],
  [1, 2, 2.11324865405187e-1],
  [2.5, 2, 6.48058601107554e-2],
  [6, 2, 1.33357366077124e-2],
  [20, 2, 1.24533194618355e-3],
  [0.1, 3, 4.63326174400403e-1],
  [1, 3, 1.95501109477885e-1],
  [2.5, 3, 4.38533235040328e-2],
  [6, 3, 4.63635744614233e-3],
  [20, 3, 1.36601625123656e-4],
  [0.1, 4, 4.62577920469727e-1],
  [1, 4, 1.86950483150029e-1],
  [2.5, 4, 3.33832724059941e-2],
  [6, 4, 1.94126852348025e-3],
  [20, 4, 1.84415529014987e-5],
  [0.1, 5, 4.6211507057733e-1],
  [1, 5, 1.81608733824561e-1],
  [2.5, 5, 2.72450496711881e-2],
  [6, 5, 9.23069144797007e-4],
  [20, 5, 2.88775818661209e-6],
  [0.1, 30, 4.60504805895136e-1],
  [1, 30, 1.62654307713015e-1],
  [2.5, 30, 9.05782453403335e-3],
  [6, 30, 6.97138438360237e-7],
  [20, 30, 3.37454183288564e-19],
  [0.1, 31, 4.6049412270398e-1],
  [1, 31, 1.62526366361767e-1],
  [2.5, 31, 8.96011340669311e-3],
  [6, 31, 6.1354809764335e-7],
  [20, 31, 1.40808944989323e-19],
  [0.1, 1000, 4.60182184511802e-1],
  [1, 1000, 1.58776209042336e-1],
  [2.5, 1000, 6.2892839005454e-3],
  [6, 1000, 1.37768458668873e-9],
  [0.1, 10001, 4.6017316491532e-1],
  [1, 10001, 1.58667350955542e-1],
  [2.5, 10001, 6.21760898073258e-3],
  [6, 10001, 1.02080576420151e-9],
];

describe('studentTail', () => {
  test('agrees with tabulated values to ten digits, far into the tail', () => {
    for (const [t, degrees, tail] of tabulated) {
      expect(Math.abs(studentTail(t, degrees) / tail - 1), `t = ${t}, degrees = ${degrees}`).toBeLessThan(
        1e-10,
      );
    }
  });

  test('is symmetric, within [0, 1] and falls as t rises', () => {
    const number = fc.double({ noNaN: true });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 2 ** 32 }), (one, other, degrees) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        const tail = studentTail(less, degrees);
        expect(tail).toBeGreaterThanOrEqual(0);
        expect(tail).toBeLessThanOrEqual(1);
        expect(studentTail(more, degrees)).toBeLessThanOrEqual(tail + 1e-12);
        expect(tail + studentTail(-less, degrees)).toBeCloseTo(1, 12);
      }),
    );
  });

  test('approaches the normal distribution', () => {
    expect(studentTail(1.959963984540054, 1e9)).toBeCloseTo(0.025, 6);
  });

  test.each([
    [Infinity, 0],
    [-Infinity, 1],
    [1e308, 0],
    [0, 0.5],
  ])('of %d is %d', (t, tail) => {
    expect(studentTail(t, 5)).toBe(tail);
  });
});
