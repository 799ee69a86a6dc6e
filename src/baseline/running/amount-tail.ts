/**
 * The tail of an amount under its own history, its groups and everyone. Nothing is kept apart: π is the share of panes with
 * anything, S(x) the tail of how much it then is.
 *
 *     high(x > 0) = π^q · S(x),  S = (1 − w) · P(T₈ ≥ (f(x) − m) / (s √(1 + 1/(n + 1)))) + w · G(x),  w = e / (n + e + 1)
 *     m, s², π, G of each level are shrunk to those of the next wider one: everyone → group → own, as (n · own + k · wider) / (n + k),
 *     the own s² as a geometric mean with these weights
 *     G(x) = (panes of the group at least as large + K · wider) / (n + K), widest: Pareto, (1 + |x|)^−0.7
 *     low(x) in the mirror, both(x) = min(1, 2 min(high, low))
 *
 * T₈ is Student's t with eight degrees of freedom for all keys, so that their ranks compare; with few panes the spread is the
 * group's. The second part, *the strange*, is what a pane unlike all before is like: as any member of the group might have it. It
 * keeps far tails ordered by size, where t tails of narrow histories would be beyond everything. On days off the centre is
 * shifted by the difference to working days, as far as it stands out of its error.
 * Sources: predictive t as in usual-amount.ts; zeros apart: hurdle models, Mullahy, J. Econometrics 33 (1986); contamination:
 * Huber & Ronchetti, Robust Statistics, 2nd ed., 1.2. O(levels · buckets).
 */

import { tailProbabilityMin } from '../../limits.ts';
import type { Heap } from '../../memory/heap.ts';
import type { AmountScale } from '../amount-scale.ts';
import type { Side } from '../model.ts';
import { bucketOn, magnitudeOn, positionOn } from './amount-position.ts';
import type { AmountShape } from './amount-shape.ts';
import type { Levels } from './running-model.ts';
import type { RunningMoments } from './running-moments.ts';
import { studentEightTail } from './student-eight.ts';

/** Panes of a wider level that count beside a group's own. */
const groupPanes = 20;
const paretoExponent = 0.7;
/** Pseudo-panes of what is believed before anything was learnt. */
const priorPanes = 2;
const priorVariance = 1;
/** A difference of days off counts half when its square is twenty times that of its error: for most keys days off are few. */
const dayOffDoubt = 20;
/** How far members of a group differ in what days off are to them, in differences between days off and working days. */
const dayOffSpread = 0.5;
const strangePanesMin = 0.05;
/** How much the spread that is believed without any group counts, beside that of a group. */
const priorTrust = 0.5;

export interface AmountTailOptions {
  readonly heap: Heap;
  readonly moments: RunningMoments;
  readonly scale: AmountScale;
  readonly shape: AmountShape;
}

export class AmountTail {
  readonly #heap: Heap;
  readonly #moments: RunningMoments;
  readonly #scale: AmountScale;
  readonly #shape: AmountShape;

  constructor({ heap, moments, scale, shape }: AmountTailOptions) {
    this.#heap = heap;
    this.#moments = moments;
    this.#scale = scale;
    this.#shape = shape;
  }

  /** @returns in (0, 1]; 1 when no level has learnt anything */
  tail(levels: Levels, value: number, isDayOff: boolean, side: Side): number {
    const shape = this.#shape;
    const heap = this.#heap;
    const moments = this.#moments;
    const bucket = bucketOn(this.#scale, value);
    const pareto = bucket === 0 ? 1 : (1 + magnitudeOn(this.#scale, value)) ** -paretoExponent;
    let strangeHigh = bucket < 0 ? 1 : pareto;
    let strangeLow = bucket > 0 ? 1 : pareto;
    // What is believed so far, and on how many panes of wider levels.
    let present = 0.5;
    let mean = 0;
    let variance = priorVariance;
    let shift = 0;
    let panes = 0;
    let sizes = 0;
    let own = 0;
    let ownBelief = 0;
    for (let level = levels.count - 1; level >= 0; level--) {
      const state = levels.states[level];
      const page = heap.pageOf(state);
      const at = heap.offsetOf(state);
      moments.refresh(page, at);
      const weight = moments.weight(page, at);
      const all = weight + moments.zeros(page, at);
      const isOwn = level === 0;
      // A wider level counts for as much as it has learnt, at most.
      const trust = sizes / (sizes + groupPanes);
      const zeroPanes = panes === 0 ? 1 : isOwn ? shape.zeroPanes : groupPanes;
      present = (weight + zeroPanes * present) / (all + zeroPanes);
      if (weight > 0) {
        const off = moments.offWeight(page, at);
        const difference = moments.offDifference(page, at);
        // Panes that tell days off from working days; squares are what is left within both.
        const telling = off * (1 - off / weight);
        let squares = moments.squares(page, at);
        const within = Math.max(0, squares - telling * difference * difference) + shape.deviationMin ** 2;
        const news = telling * (difference - shift) ** 2;
        const belief = news / (news + dayOffDoubt * (within / weight));
        shift += belief * (difference - shift);
        if (isOwn) ownBelief = belief;
        squares -= telling * (difference * difference - (difference - shift) ** 2);
        const workingMean = moments.mean(page, at) - (off / weight) * shift;
        const centrePanes = (isOwn ? shape.centrePanes : groupPanes) * trust;
        mean = (weight * workingMean + centrePanes * mean) / (weight + centrePanes);
        variance = isOwn
          ? this.#ownVariance(Math.max(0, squares), weight, variance, trust)
          : (Math.max(0, squares) + groupPanes * variance) / (weight + groupPanes);
      }
      if (isOwn) own = weight;
      else {
        const wider = sizes === 0 ? 1 : groupPanes;
        if (side !== 'low') {
          strangeHigh = (moments.atLeast(page, at, bucket) + wider * strangeHigh) / (weight + wider);
        }
        if (side !== 'high') {
          strangeLow = (moments.atMost(page, at, bucket) + wider * strangeLow) / (weight + wider);
        }
        sizes = Math.max(sizes, weight);
      }
      panes = Math.max(panes, all);
    }
    if (panes === 0) return 1;
    if (sizes === 0 && own === 0) return sidedTail(shape, side, bucket, present, strangeHigh, strangeLow);
    variance = Math.max(variance, shape.deviationMin ** 2);
    if (isDayOff) {
      mean += shift;
      variance += (1 - ownBelief) * (dayOffSpread * shift) ** 2;
    }
    if (shape.piecesVariance > 0) variance += shape.piecesVariance * Math.exp(-Math.abs(mean));
    const t = (positionOn(this.#scale, value) - mean) / Math.sqrt(variance * (1 + 1 / (own + 1)));
    // Without a group nobody knows what is strange: then it is only there to keep far tails in order.
    const strangePanes = strangePanesMin + (shape.strangePanes * sizes) / (sizes + groupPanes);
    const strange = strangePanes / (own + strangePanes + 1);
    const high = (1 - strange) * studentEightTail(t) + strange * strangeHigh;
    const low = (1 - strange) * studentEightTail(-t) + strange * strangeLow;
    return sidedTail(shape, side, bucket, present, high, low);
  }

  /** Shrunk on the scale of logarithms: for a key that is far more regular than its group, some weeks of evidence are enough. */
  #ownVariance(squares: number, weight: number, groupVariance: number, trust: number): number {
    const { spreadPanes, spreadShare } = this.#shape;
    const wider = groupVariance * spreadShare;
    const own = (squares + priorPanes * wider) / (weight + priorPanes);
    const panes = spreadPanes * Math.max(trust, priorTrust);
    return wider * (own / wider) ** (weight / (weight + panes));
  }
}

/**
 * Tails of a number of which the share `present` of panes has anything.
 * @param bucket on the scale; 0 is nothing @param sizeHigh tail of how much it then is @param sizeLow in the mirror
 * @returns in (0, 1]
 */
export function sidedTail(
  { presencePower }: AmountShape,
  side: Side,
  bucket: number,
  present: number,
  sizeHigh: number,
  sizeLow: number,
): number {
  const presence = presencePower === 1 ? present : present ** presencePower;
  const high = bucket > 0 ? presence * sizeHigh : 1 - present + present * sizeHigh;
  const low = bucket < 0 ? presence * sizeLow : 1 - present + present * sizeLow;
  const tail = side === 'both' ? 2 * Math.min(high, low) : side === 'high' ? high : low;
  return Math.min(1, Math.max(tailProbabilityMin, tail));
}
