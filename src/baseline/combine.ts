/**
 * One score from several features: is the most unusual of m features more unusual than the most unusual of m usual ones?
 *
 *     tail = 1 - (1 - min)^m
 *
 * Exact for independent features. Only the smallest tail counts, so a noisy feature (always a new host) cannot drown a
 * good one (an unusual hour); each feature more costs the factor m at most. Sources: Tippett, The Methods of Statistics (1931);
 * Šidák, JASA 62 (1967).
 */

import { tailProbabilityMin } from '../limits.ts';

/** @param tails the first `count` are used, each in (0, 1]. @returns tail in (0, 1]; 1 without features. O(count). */
export function combineFeatures(tails: Float64Array, count: number): number {
  let least = 1;
  for (let feature = 0; feature < count; feature++) if (tails[feature] < least) least = tails[feature];
  if (least >= 1) return 1;
  // The same formula without cancellation for small tails.
  return Math.max(tailProbabilityMin, -Math.expm1(count * Math.log1p(-least)));
}

/** The score people see: in [0, 1], high is unusual. */
export function scoreOf(tail: number): number {
  return Math.min(1, Math.max(0, 1 - tail));
}
