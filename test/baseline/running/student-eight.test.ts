import fc from 'fast-check';
import { expect, test } from 'vitest';
import { studentEightTail } from '../../../src/baseline/running/student-eight.ts';
import { studentTail } from '../../../src/baseline/student.ts';

test('is the tail of eight degrees of freedom', () => {
  const t = fc.oneof(
    fc.double({ noNaN: true, min: -50, max: 50 }),
    fc.double({ noNaN: true, min: -1e30, max: 1e30 }),
  );
  fc.assert(
    fc.property(t, (at) => {
      const expected = studentTail(at, 8);
      expect(Math.abs(studentEightTail(at) - expected)).toBeLessThanOrEqual(1e-7 * expected);
    }),
    { numRuns: 2000 },
  );
  expect(studentEightTail(0)).toBe(0.5);
  expect(studentEightTail(Number.POSITIVE_INFINITY)).toBe(0);
  expect(studentEightTail(-1e200)).toBe(1);
});

test('falls all the way, also where the forms meet', () => {
  let last = 1;
  for (let t = -30; t < 60; t += 0.01) {
    const tail = studentEightTail(t);
    expect(tail).toBeLessThanOrEqual(last);
    last = tail;
  }
});
