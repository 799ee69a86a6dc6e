/**
 * The surprise of a whole observation, or of a whole pane: what its features surprise by after both stages, weighted and
 * added up, and what is left of the days before.
 *
 *     whole = Σ weight · bits + slow weight · slow         for independent features, log-likelihoods add up (Fisher)
 *     slow  ← slow · e^(-days / fading) + min(6, max(0, bits - 2))
 *
 * The sum is not calibrated: the tail of a sum of m honest surprises is not 2^-sum. It is calibrated by the sums of
 * everyone, as a single surprise is (population-surprise.ts). Sources: R. A. Fisher, Statistical Methods for Research Workers, 4th
 * ed. (1932), 21.1; weighted: Good, J. R. Stat. Soc. B 17 (1955). The slow sum is a cumulative sum that leaks: Page, Biometrika 41 (1954).
 */

import { slowSurpriseBitsMax, tailProbabilityMin } from '../../limits.ts';

/** Surprise of a pane that leaves nothing behind: one pane in four is no news. */
const slowFromBits = 2;
/** The most that one pane leaves behind. What is blatant is reported by itself, and must not keep its key in front for weeks. */
const slowPaneBitsMax = 6;

/** Surprise of a tail in bits, from 0 to 997. @param tail in (0, 1] */
export function bitsOf(tail: number): number {
  return tail < 1 ? -Math.log2(Math.max(tailProbabilityMin, tail)) : 0;
}

/** The tail of a surprise that is right, in (0, 1]. */
export function tailOf(bits: number): number {
  return bits > 0 ? Math.max(tailProbabilityMin, 2 ** -bits) : 1;
}

/**
 * Weighted sum of the surprises of an observation's features.
 * @param bits after both stages, not negative; the first `count` are used. O(count).
 */
export function combineSurprise(bits: Float64Array, weights: Float64Array, count: number): number {
  let sum = 0;
  for (let feature = 0; feature < count; feature++) sum += weights[feature] * bits[feature];
  return sum;
}

/**
 * What is left of a slow surprise.
 * @param elapsedDays since it was last added to; what comes from before counts as the same day
 * @param fadingDays in which it fades to 1 / e
 */
export function fadedSlowSurprise(slow: number, elapsedDays: number, fadingDays: number): number {
  return elapsedDays > 0 ? slow * Math.exp(-elapsedDays / fadingDays) : slow;
}

export interface SlowSurpriseStep {
  /** As it was after the pane before; 0 at first. */
  readonly slow: number;
  readonly elapsedDays: number;
  readonly fadingDays: number;
  /** Calibrated surprise of the pane itself, without what the slow one adds. */
  readonly bits: number;
}

/** The slow surprise once a pane is over, from 0 to `slowSurpriseBitsMax`. */
export function slowSurprise(step: SlowSurpriseStep): number {
  const added = Math.min(slowPaneBitsMax, Math.max(0, step.bits - slowFromBits));
  const left = fadedSlowSurprise(step.slow, step.elapsedDays, step.fadingDays);
  return Math.min(slowSurpriseBitsMax, left + added);
}
