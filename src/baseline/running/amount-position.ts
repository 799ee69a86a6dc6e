/**
 * Where a number stands on the scale on which it is learnt and judged (amount-scale.ts, with which buckets are shared):
 *
 *     count           2 √(x + 3/8), on which a Poisson count has the deviation 1 (Anscombe, Biometrika 35 (1948)), mirrored below 0
 *     amount, value   sign · ln(1 + |x| / unit): ratios. The unit is 1, and a hundredth for a value: a share, a duration in seconds.
 *     Numbers that change their sign are told apart coarsely: the scale is made for sizes
 *
 * Nothing (the bucket 0) is kept apart by the models: how often there is nothing, and how much there is otherwise, are two questions.
 */

import { amountMagnitudeMax } from '../../limits.ts';
import { type AmountScale, amountOf, bucketOf } from '../amount-scale.ts';

const anscombeShift = 3 / 8;
const anscombeZero = 2 * Math.sqrt(anscombeShift);
const valueUnit = 0.01;
/** Parts of one that people round values to, the roundest first. */
const roundParts: readonly number[] = [1, 10, 100, 1000];
const positionMax = 1e5;

/** Bucket at level 0; 0 is nothing. */
export function bucketOn(scale: AmountScale, value: number): number {
  return bucketOf(value / unitOf(scale));
}

/** The number that a bucket stands for: the roundest one near its centre. */
export function amountOn(scale: AmountScale, index: number, level: number): number {
  const amount = amountOf(index, level) * unitOf(scale);
  if (scale !== 'value') return amount;
  for (const parts of roundParts) {
    const rounded = Math.round(amount * parts) / parts;
    if (bucketOn(scale, rounded) >> level === index) return rounded + 0;
  }
  return amount;
}

/** Finite for every finite number, rising; 2 √(3/8) for a count of nothing, 0 for an amount of nothing. */
export function positionOn(scale: AmountScale, value: number): number {
  if (scale !== 'count')
    return Math.sign(value) * Math.log1p(Math.min(Math.abs(value) / unitOf(scale), Number.MAX_VALUE));
  if (value >= 0) return 2 * Math.sqrt(value + anscombeShift);
  return 2 * anscombeZero - 2 * Math.sqrt(anscombeShift - value);
}

/** The same for what is averaged: beyond this, sums of squares would leave the range of single floats, and sums would not be exact. */
export function boundedPositionOn(scale: AmountScale, value: number): number {
  return Math.min(positionMax, Math.max(-positionMax, positionOn(scale, value)));
}

/** The number at a position: the inverse of `positionOn`, within ± `amountMagnitudeMax`. */
export function valueAt(scale: AmountScale, position: number): number {
  if (scale !== 'count') {
    const magnitude = Math.min(Math.expm1(Math.abs(position)), amountMagnitudeMax);
    return Math.sign(position) * magnitude * unitOf(scale);
  }
  if (position >= anscombeZero) return Math.max(0, (position / 2) ** 2 - anscombeShift);
  return Math.min(0, anscombeShift - (anscombeZero - position / 2) ** 2);
}

/** Size of a number in units, not negative: what tails beyond everything seen are counted in. */
export function magnitudeOn(scale: AmountScale, value: number): number {
  return Math.abs(value) / unitOf(scale);
}

function unitOf(scale: AmountScale): number {
  return scale === 'value' ? valueUnit : 1;
}
