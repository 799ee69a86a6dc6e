/**
 * Notices that an amount is moved by small steps, each of them ordinary: a quick average of days against one that moves eight
 * times slower, both clipped so that single days cannot move them far.
 *
 *     m_f ← m_f + r / min(n, 10)       m_s ← m_s + r_s / min(n, 80)       s² ← s² + (r_s² − s²) / min(n, 80)
 *     r, r_s: distance of the day's mean from m_f and m_s, within ± 3 s
 *     D = |m_f − m_s| / (s √v)         v: variance of the difference for independent days with the deviation 1
 *     p = 2 P(T ≥ D), with 24 degrees of freedom, for days depend on each other and s is an estimate
 *
 * An amount raised by g a day on the scale runs away from both averages, and these lie 70 g apart in the end. Averages
 * with exponential weights as control charts: Roberts, Technometrics 1 (1959). Days are of the local calendar and only those
 * with something learnt; samples of one day may come in any order. O(1), 28 bytes.
 */

import { tailProbabilityMin } from '../../limits.ts';
import type { Page } from '../../memory/heap.ts';
import { studentTail } from '../student.ts';

/** Words of a drift's state. The first must be even: a double. */
export const amountDriftWords = 8;

const sumAt = 0;
const countAt = 2;
const daysAt = 3;
const quickAt = 4;
const slowAt = 5;
const varianceAt = 6;

const quickDays = 10;
const slowDays = 80;
/** Days before anything is said: the averages must have had time to part. */
const daysMin = 20;
const clipSigmas = 3;
const degrees = 24;
/** Positions are summed as whole numbers of this part of the scale, so that their order does not matter. */
const steps = 2 ** 20;

const keptPerDay = 1 - 1 / quickDays;
const quickVarianceEnd = 1 / (2 * quickDays - 1);
/** From here on the variance of the difference is the one of long runs: 0.0364. */
const daysEnd = 1 / (quickVarianceEnd - 0.0364);

/** Adds a sample to the present day. */
export function noteForDrift(page: Page, at: number, position: number, weight: number): void {
  page.f64[(at + sumAt) >>> 1] += Math.round(position * steps) * weight;
  page.f32[at + countAt] += weight;
}

/** The day is over: its mean goes into the averages. @param deviationMin least deviation believed */
export function closeDayForDrift(page: Page, at: number, deviationMin: number): void {
  const { f32, f64 } = page;
  if (f32[at + countAt] === 0) return;
  const mean = f64[(at + sumAt) >>> 1] / f32[at + countAt] / steps;
  f64[(at + sumAt) >>> 1] = 0;
  f32[at + countAt] = 0;
  const days = Math.min(slowDays, f32[at + daysAt] + 1);
  // Beyond the longest memory the days need not be told apart, but how long the quick average has run must be.
  f32[at + daysAt] += 1;
  if (days === 1) {
    f32[at + quickAt] = mean;
    f32[at + slowAt] = mean;
    return;
  }
  const limit = clipSigmas * Math.max(deviationMin, Math.sqrt(f32[at + varianceAt]));
  // Two days say little about what is far.
  const reach = days < quickDays ? Number.POSITIVE_INFINITY : limit;
  const quick = clip(mean - f32[at + quickAt], reach);
  const slow = clip(mean - f32[at + slowAt], reach);
  f32[at + varianceAt] += (slow * slow - f32[at + varianceAt]) / (days - 1);
  f32[at + quickAt] += quick / Math.min(days, quickDays);
  f32[at + slowAt] += slow / days;
}

/** Probability, in (0, 1], of such a difference between lately and long ago when nothing has changed; 1 before twenty days. */
export function driftTail(page: Page, at: number, deviationMin: number): number {
  const { f32 } = page;
  const days = f32[at + daysAt];
  if (days < daysMin) return 1;
  const deviation = Math.max(deviationMin, Math.sqrt(f32[at + varianceAt]));
  const distance = Math.abs(f32[at + quickAt] - f32[at + slowAt]);
  const t = distance / (deviation * Math.sqrt(differenceVariance(days)));
  return Math.min(1, Math.max(tailProbabilityMin, 2 * studentTail(t, degrees)));
}

/** The quick average's weights: 1/10 each for the first ten days, then exponential. The slow one is the plain mean at first. */
function differenceVariance(days: number): number {
  const faded = keptPerDay ** (2 * (days - quickDays));
  const quickVariance = faded / quickDays + quickVarianceEnd * (1 - faded);
  return quickVariance - 1 / Math.min(days, daysEnd);
}

function clip(distance: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, distance));
}
