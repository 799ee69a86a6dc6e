import { describe, expect, test } from 'vitest';
import { bitsWithinBudget } from '../../../src/baseline/running/alert-budget.ts';
import { PopulationSurprise } from '../../../src/baseline/running/population-surprise.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { SeededRandom } from '../seeded-random.ts';

const heap = new Heap();
const calibration = new PopulationSurprise({ heap, halfLifeDays: 120 });

describe('bitsWithinBudget', () => {
  test.each([0.5, 5, 20])('%d alerts a day come on average, whatever scale the sums have', (perDay) => {
    const random = new SeededRandom(7);
    const honest = () => -Math.log2(1 - random.uniform());
    const whole = () => honest() + honest() + 0.2 * honest() + (random.uniform() < 0.01 ? 9 * honest() : 0);
    const state = heap.allocate(calibration.words);
    const incoming = heap.allocate(calibration.words);
    const empty = heap.allocate(calibration.words);
    let alerts = 0;
    for (let day = 0; day < 400; day++) {
      const threshold = bitsWithinBudget({ calibration, state, perDay });
      heap
        .pageOf(incoming)
        .u32.copyWithin(
          heap.offsetOf(incoming),
          heap.offsetOf(empty),
          heap.offsetOf(empty) + calibration.words,
        );
      for (let key = 0; key < 300; key++) {
        const bits = whole();
        if (day >= 100 && bits >= threshold) alerts++;
        calibration.note(incoming, bits);
      }
      calibration.merge(state, incoming, 1);
    }
    // Alerts of 300 days: four standard deviations of a Poisson count, and the quantile's own error.
    const expected = 300 * perDay;
    expect(Math.abs(alerts - expected)).toBeLessThan(4 * Math.sqrt(expected) + 0.1 * expected);
  });

  test('nothing is reported before it is known how many panes there are', () => {
    const state = heap.allocate(calibration.words);
    expect(bitsWithinBudget({ calibration, state, perDay: 5 })).toBe(Infinity);
  });

  test('a budget for more than there are panes still leaves the usual ones alone', () => {
    const state = heap.allocate(calibration.words);
    const incoming = heap.allocate(calibration.words);
    for (let key = 0; key < 10; key++) calibration.note(incoming, 1);
    calibration.merge(state, incoming, 1);
    const bits = bitsWithinBudget({ calibration, state, perDay: 50 });
    expect(calibration.tail(state, bits)).toBeCloseTo(0.1, 9);
  });
});
