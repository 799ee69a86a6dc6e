/**
 * One tail from several levels: a key's own history, its peer group, everyone.
 *
 *     w(own) = n / (n + k),  k = 10      the rest is shared by the groups in proportion to their own n / (n + k)
 *     tail   = exp(Σ w · ln tail)         weighted geometric mean; the weights sum to 1
 *
 * A new key is judged by its peers and, with every day learnt, more by itself: k days (or observations) are where both
 * count alike. The shape n / (n + k) is the credibility weight of Bühlmann (ASTIN Bulletin 4, 1967). When the levels agree, the
 * result is what they say; when they disagree, it lies between them: a value common among peers is not reported in full.
 */

import { tailProbabilityMin } from '../limits.ts';

/** Evidence at which a level is believed half. */
const credibilityHalf = 10;

/**
 * @param tails own first, then the groups; each in (0, 1]
 * @param evidence how much each level has learnt, not negative; a level without any is left out
 * @returns tail in (0, 1]; 1 when no level has learnt anything
 */
export function combineLevels(tails: ArrayLike<number>, evidence: ArrayLike<number>, count: number): number {
  let groups = 0;
  let groupsLogarithm = 0;
  for (let level = 1; level < count; level++) {
    const weight = credibility(evidence[level]);
    groups += weight;
    groupsLogarithm += weight * logarithm(tails[level]);
  }
  const own = count > 0 ? credibility(evidence[0]) : 0;
  if (own === 0 && groups === 0) return 1;
  if (groups === 0) return Math.max(tailProbabilityMin, tails[0]);
  const combined = own * (own === 0 ? 0 : logarithm(tails[0])) + (1 - own) * (groupsLogarithm / groups);
  return Math.max(tailProbabilityMin, Math.exp(combined));
}

function credibility(evidence: number): number {
  return evidence / (evidence + credibilityHalf);
}

function logarithm(tail: number): number {
  return Math.log(Math.max(tailProbabilityMin, tail));
}
