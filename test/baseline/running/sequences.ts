/** Sequences of numbers for tests: arbitrary ones, and regular ones with noise. */

import fc from 'fast-check';
import { SeededRandom } from '../seeded-random.ts';
import type { Learnt, RunningBench } from './running-laws.ts';

/** 2015-02-26, a Thursday, in days. */
export const firstDay = 16_492;

const value = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 3, arbitrary: fc.double({ noNaN: true, min: -1e3, max: 1e3 }) },
  { weight: 1, arbitrary: fc.constantFrom(1e300, -1e300, 1.7e308, -1.7e308, 5e-324, -0, 0, 1e15 + 0.5) },
);
/** Days to the next sample: five minutes, a gap, years, the same time again, or a clock set back. */
const days = fc.oneof(
  { weight: 8, arbitrary: fc.constant(1 / 288) },
  { weight: 2, arbitrary: fc.double({ noNaN: true, min: 0, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 400, 100_000, -1 / 24, -2, 1e-9) },
);
const weight = fc.oneof(
  { weight: 6, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0.25, 0.5) },
);

/** Anything that may come. */
export const anySequence: fc.Arbitrary<readonly Learnt[]> = fc
  .array(fc.record({ value, days, weight }), { maxLength: 300 })
  .map((steps) => {
    let day = firstDay;
    return steps.map((step) => {
      day += step.days;
      return { sample: [step.value], day, weight: step.weight };
    });
  });

export interface Regular {
  readonly panesPerDay: number;
  readonly days: number;
  readonly seed?: number;
  /** Standard deviation of what is added; 1 unless given. */
  readonly noise?: number;
  readonly at: (day: number, pane: number) => number;
}

export function regular({ panesPerDay, days: length, seed = 1, noise = 1, at }: Regular): Learnt[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: panesPerDay * length }, (_, pane) => {
    const day = firstDay + pane / panesPerDay;
    return { sample: [at(day - firstDay, pane) + noise * random.normal()], day };
  });
}

/** The tails of all of them, each judged before it is learnt. */
export function tailsOf(bench: RunningBench, all: readonly Learnt[]): number[] {
  return all.map((each) => {
    const tail = bench.tail(each);
    bench.learn(each);
    return tail;
  });
}

/** A wave of a day, around 50 and 20 high. */
export function dayWave(day: number): number {
  return 50 + 20 * Math.sin(2 * Math.PI * day);
}
