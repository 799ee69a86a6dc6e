/**
 * The tail of a number under what trees expect of it.
 *
 *     t    = (position − expected) / deviation                            on the scale of the amount
 *     high = π^q · ((1 − w) · P(T₈ ≥ t) + w · P(T₈ ≥ t of the group)),  w = e / (n + e + 1)
 *     low in the mirror, both = min(1, 2 min(high, low))
 *
 * π is the share of panes with anything. T₈, zeros and w, *the strange*, as for a plain amount: amount-tail.ts. Before there ever
 * was anything, how much it is counts as a Pareto tail of its size.
 */

import type { AmountScale } from '../amount-scale.ts';
import type { Side } from '../model.ts';
import { bucketOn, magnitudeOn, positionOn } from './amount-position.ts';
import type { AmountShape } from './amount-shape.ts';
import { sidedTail } from './amount-tail.ts';
import { studentEightTail } from './student-eight.ts';
import type { Expectation } from './tree-levels.ts';

const strangePanesMin = 0.05;
/** Panes of a group at which what its members do is believed half to be what is strange. */
const groupPanes = 20;
const paretoExponent = 0.7;

export interface FoundNumber {
  readonly value: number;
  readonly side: Side;
  readonly scale: AmountScale;
  readonly shape: AmountShape;
}

/** @returns in (0, 1] */
export function treeTail(expected: Expectation, { value, side, scale, shape }: FoundNumber): number {
  const bucket = bucketOn(scale, value);
  const { own, group, present, position, variance, groupPosition, groupVariance } = expected;
  if (own === 0 && group === 0) {
    const size = bucket === 0 ? 1 : (1 + magnitudeOn(scale, value)) ** -paretoExponent;
    return sidedTail(shape, side, bucket, present, bucket < 0 ? 1 : size, bucket > 0 ? 1 : size);
  }
  const found = positionOn(scale, value);
  const t = (found - position) / Math.sqrt(variance);
  const groupT = (found - groupPosition) / Math.sqrt(groupVariance);
  const strangePanes =
    group === 0 ? 0 : strangePanesMin + (shape.strangePanes * group) / (group + groupPanes);
  const strange = strangePanes / (own + strangePanes + 1);
  const high = (1 - strange) * studentEightTail(t) + strange * studentEightTail(groupT);
  const low = (1 - strange) * studentEightTail(-t) + strange * studentEightTail(-groupT);
  return sidedTail(shape, side, bucket, present, high, low);
}
