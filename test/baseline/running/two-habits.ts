/** Days of a key with two habits, few and small, or many and large, and a day that mixes them. */

import { SeededRandom } from '../seeded-random.ts';

export interface TwoHabits {
  readonly days: readonly (readonly [number, number])[];
  /** Few of the one, many of the other: each number is usual. */
  readonly odd: readonly [number, number];
  /** Days of either habit that were not learnt. */
  readonly usual: readonly (readonly [number, number])[];
}

export function twoHabits(): TwoHabits {
  const random = new SeededRandom(11);
  const day = (isBusy: boolean): readonly [number, number] =>
    isBusy ? [38 + random.below(5), 78 + random.below(5)] : [3 + random.below(5), 8 + random.below(5)];
  const days = Array.from({ length: 90 }, (_, index) => day(index % 5 < 2));
  return { days, odd: [5, 80], usual: Array.from({ length: 200 }, (_, index) => day(index % 5 < 2)) };
}
