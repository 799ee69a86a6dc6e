/**
 * The profile of a key: a few numbers for how it behaves, made of what its models have learnt. Keys whose profiles are near
 * each other behave alike.
 *
 * All kinds use one scale, on which two behaviours that have nothing in common are about 1 apart, or √2:
 *
 *     times, texts   roots of shares: the distance of two sets of shares is that of Hellinger, at most √2, and chance moves
 *                    each root by the same 1 / (2 √n), whatever the share
 *     numbers        logarithms: three times as much is 1.1 apart, for counts, bytes and money alike
 *     shares         log odds: from 1 % to 3 % it is as far as a number's three times
 *
 * Texts are many, and a profile is small. So each text has a direction of its own, ±1/4 in sixteen dimensions by the bits of its
 * hash (sparse random projection: Achlioptas, J. Comput. Syst. Sci. 66 (2003)): a text that two keys share is the same for both, others are
 * nearly at right angles. In sixteen buckets, texts with nothing in common would meet, and make clusters of chance.
 *
 * Coordinates are whole steps of 2⁻¹⁰, within ±32: single floats hold them exactly.
 */

import { hashText } from '../../memory/dictionary.ts';
import type { Address } from '../../memory/heap.ts';
import type { RunningModel } from './running-model.ts';

export interface ProfiledModel extends RunningModel {
  /** More than 0. */
  readonly profileDimensions: number;
  /** Writes the profile of a state from `into[at]` on; zeros without evidence. A pure function of the state. */
  profile(state: Address, into: Float64Array, at: number): void;
}

export function isProfiled(model: RunningModel): model is ProfiledModel {
  return 'profileDimensions' in model;
}

/** Dimensions of the profile of texts. */
export const textDimensions = 16;
const steps = 2 ** 10;
const coordinateMax = 32;

/** A text, and how much it counts for beside the others. */
export interface WeightedText {
  readonly text: string;
  readonly weight: number;
}

/** The nearest whole step. */
export function stepped(coordinate: number): number {
  const bounded = Math.min(coordinateMax, Math.max(-coordinateMax, coordinate));
  return Math.round(bounded * steps) / steps + 0;
}

/** Roots of shares. @param weights not negative; of nothing, all are 0 */
export function rootShares(weights: ArrayLike<number>, into: Float64Array, at: number): void {
  let all = 0;
  for (let index = 0; index < weights.length; index++) all += weights[index];
  for (let index = 0; index < weights.length; index++)
    into[at + index] = all > 0 ? stepped(Math.sqrt(weights[index] / all)) : 0;
}

/** The sum of the directions of texts, each as long as the root of its share. */
export function textProfile(texts: readonly WeightedText[], into: Float64Array, at: number): void {
  const end = at + textDimensions;
  into.fill(0, at, end);
  let all = 0;
  for (const { weight } of texts) all += weight;
  if (!(all > 0)) return;
  for (const { text, weight } of texts) {
    const length = Math.sqrt(weight / all / textDimensions);
    const hash = hashText(text);
    for (let bit = 0; bit < textDimensions; bit++)
      into[at + bit] += (hash & (1 << bit)) === 0 ? -length : length;
  }
  for (let index = at; index < end; index++) into[index] = stepped(into[index]);
}
