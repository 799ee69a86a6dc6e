/** An amount's histogram told to people: quantiles, moments and a short text, on the scale of the amount itself. */

import { amountMagnitudeMax } from '../limits.ts';
import type { AmountDocument } from './document.ts';

/** One bucket, as the number it stands for (within 1.5 %). What is inherited counts as parts of observations. */
export interface AmountShare {
  readonly amount: number;
  readonly observations: number;
}

/** @param shares buckets in rising order; @param silent windows without any event */
export function amountSummary(shares: readonly AmountShare[], silent: number): AmountDocument {
  const observations = shares.reduce((sum, share) => sum + share.observations, 0);
  const windows = observations + silent;
  if (observations === 0) {
    const nothing = { median: 0, low: 0, high: 0, minimum: 0, maximum: 0, mean: 0, deviation: 0 };
    return { kind: 'amount', observations, silent: windows === 0 ? 0 : 1, ...nothing };
  }
  let mean = 0;
  for (const share of shares) mean += share.amount * (share.observations / observations);
  let variance = 0;
  for (const share of shares)
    variance += (share.amount - mean) ** 2 * (share.observations / Math.max(1, observations - 1));
  return {
    kind: 'amount',
    observations: Math.round(observations),
    silent: silent / windows,
    median: quantile(shares, 0.5 * observations),
    low: quantile(shares, 0.05 * observations),
    high: quantile(shares, 0.95 * observations),
    minimum: shares[0].amount,
    maximum: shares[shares.length - 1].amount,
    mean,
    deviation: observations === 1 ? 0 : Math.sqrt(variance),
  };
}

/** "2–9, median 4", "always 5", "nothing yet". */
export function amountText(document: AmountDocument): string {
  const { observations, minimum, maximum, low, high, median } = document;
  if (observations === 0) return 'nothing yet';
  if (minimum === maximum) return `always ${readable(median)}`;
  return `${readable(low)}${low < 0 ? ' to ' : '–'}${readable(high)}, median ${readable(median)}`;
}

/** Three significant digits, thousands in groups. */
function readable(amount: number): string {
  const rounded = Number(amount.toPrecision(3));
  if (Math.abs(rounded) >= 1e15 || Math.abs(rounded) < 1000) return String(rounded);
  return String(Math.round(rounded)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Smallest amount with at least `rank` observations up to it. */
function quantile(shares: readonly AmountShare[], rank: number): number {
  let passed = 0;
  for (const share of shares) {
    passed += share.observations;
    if (passed >= rank) return share.amount;
  }
  return amountMagnitudeMax;
}
