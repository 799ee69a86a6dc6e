/**
 * Intervals by the bootstrap over keys: keys are drawn with replacement, as many as there are, and everything is measured
 * again; the interval leaves out 5 % of the results on each side. Days of one key depend on each other, keys do not.
 * Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), 13.3.
 */

import { Random } from '../../scenarios/world/random.ts';

/** A figure with the interval that holds it with 90 %. NaN where it does not exist. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly groups: number;
  readonly rounds: number;
  readonly seed: number;
}

const outside = 0.05;

/**
 * Every figure that `measure` gives, in its order. Rounds in which a figure does not exist (NaN) do not count for it.
 * @param measure figures of a sample, given how often each group is in it
 */
export function estimates(
  { groups, rounds, seed }: BootstrapOptions,
  measure: (weights: Uint32Array) => readonly number[],
): Estimate[] {
  const values = measure(new Uint32Array(groups).fill(1));
  const random = Random.at(seed, 'bootstrap');
  const samples = Array.from({ length: rounds }, () => {
    const weights = new Uint32Array(groups);
    for (let draw = 0; draw < groups; draw++) weights[random.whole(0, groups - 1)]++;
    return measure(weights);
  });
  return values.map((value, figure) => {
    const drawn = samples.map((sample) => sample[figure]).filter((sampled) => !Number.isNaN(sampled));
    return { value, low: quantile(drawn, outside), high: quantile(drawn, 1 - outside) };
  });
}

/** The nearest rank: the smallest value that at least `share` of them do not exceed. NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
