/**
 * The scales an amount is learnt and judged on: histogram buckets, and a stabilised scale on which the spread of the
 * data does not grow with their size.
 *
 * Buckets: index = sign · round(ln(1 + |x|) / 0.03), a DDSketch with a linear middle (Masson, Rim & Lee, "DDSketch", PVLDB 12
 * (2019)): whole numbers up to 32 stand alone, larger ones are within 1.5 % (rounded to a whole number). At level L, 2^L neighbours are one bucket.
 *
 * Stabilised scale: `count` (of events) takes Anscombe's 2 √(x + 3/8), on which a Poisson count has the deviation 1 (Anscombe,
 * Biometrika 35 (1948)), mirrored for negative sums; `amount` (a sum of things) and
 * `value` (one number: a share, a size, a duration) take sign · ln(1 + |x|): ratios, for bytes and money.
 */

import { amountMagnitudeMax } from '../limits.ts';

export type AmountScale = 'count' | 'amount' | 'value';

const bucketWidth = 0.03;
const anscombeShift = 3 / 8;
const anscombeZero = 2 * Math.sqrt(anscombeShift);

/** Buckets of level 0 lie within ± this. */
export const bucketIndexMax = Math.round(Math.log1p(amountMagnitudeMax) / bucketWidth);

/** Bucket of a number at level 0. ±Infinity goes where the largest amounts go; NaN has none. */
export function bucketOf(value: number): number {
  const index = Math.round(Math.log1p(Math.min(Math.abs(value), amountMagnitudeMax)) / bucketWidth);
  return value < 0 ? -index : index;
}

/** The number a bucket stands for: the whole number in it if there is one next to its centre. */
export function amountOf(index: number, level: number): number {
  const centre = centreOf(index, level);
  const amount = Math.sign(centre) * Math.expm1(Math.abs(centre) * bucketWidth);
  const whole = Math.round(amount);
  return bucketOf(whole) >> level === index ? whole + 0 : amount;
}

/** The bucket's place on the stabilised scale; rises with the index. */
export function stabilised(scale: AmountScale, index: number, level: number): number {
  if (scale !== 'count') return centreOf(index, level) * bucketWidth;
  const amount = amountOf(index, level);
  if (amount >= 0) return 2 * Math.sqrt(amount + anscombeShift);
  return 2 * anscombeZero - 2 * Math.sqrt(anscombeShift - amount);
}

/**
 * The smallest deviation believed, on the stabilised scale: one bucket, for less cannot be seen; and half of a Poisson
 * deviation (`count`), so that thirty equal days do not make the next day's one more a sensation. Otherwise it is 5 %, and
 * for a small `amount` 1 / √(1 + m) at the mean m: an amount made of few things varies at least as their number does, and
 * thirty days of nothing say how often something comes, not how much.
 */
export function deviationFloor(scale: AmountScale, mean: number, level: number): number {
  const bucket = bucketWidth * 2 ** level;
  if (scale === 'count') return Math.max(0.5, (bucket * Math.abs(mean)) / 2);
  if (scale === 'value') return Math.max(0.05, bucket);
  return Math.max(0.05, bucket, 1 / Math.sqrt(1 + Math.expm1(Math.abs(mean))));
}

function centreOf(index: number, level: number): number {
  return level === 0 ? index : (index + 0.5) * 2 ** level - 0.5;
}
