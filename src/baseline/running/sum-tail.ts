/**
 * Tail of a sum of surprises, when nothing is known but that each is right by itself: −ln p of a uniform p is exponential, so
 * the sum of k of them is gamma distributed (R. A. Fisher, Statistical Methods for Research Workers, 4th ed. (1932), 21.1):
 *
 *     P(Σ −ln p ≥ x) = e^−x · Σ_{i < k} x^i / i!
 *
 * @param bits sum, not negative; @param count summands, at least 1. @returns in (0, 1]. O(count).
 */

import { tailProbabilityMin } from '../../limits.ts';

export function sumTail(bits: number, count: number): number {
  const x = bits * Math.LN2;
  let [term, sum] = [1, 1];
  for (let index = 1; index < count; index++) {
    term *= x / index;
    sum += term;
  }
  return Math.min(1, Math.max(tailProbabilityMin, Math.exp(-x) * sum));
}
