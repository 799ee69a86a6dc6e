/**
 * Looks for the cut of a leaf that has most to spare: one given, up to a number and above it.
 * What a cut gains, and what it has to be worth: tree-growth.ts.
 */

import { vectorsPerGroupMax } from '../../limits.ts';
import type { GatheredVectors } from './gathered-vectors.ts';

/** A leaf: of panes with anything weight, mean and sum of squares; weight of panes with nothing. */
export interface CutLeaf {
  readonly node: number;
  readonly weight: number;
  readonly mean: number;
  readonly squares: number;
  readonly zeros: number;
}

/** Panes on each side of a cut, at least. */
export const leafPanesMin = 6;

export class TreeCut {
  /** Of the cut found last: what it has to spare, 0 when none is worth it; which given, and the largest number on its left. */
  spare = 0;
  given = 0;
  upTo = 0;
  readonly #panes: GatheredVectors;
  readonly #targets: Float64Array;
  readonly #nodeOf: Uint8Array;
  readonly #floor: number;
  readonly #givens: number;
  /** Panes in rising order of each given. */
  readonly #orders: readonly Uint16Array[];
  #column: Float64Array;
  readonly #rising = (one: number, other: number): number =>
    this.#column[one] - this.#column[other] || one - other;

  /** @param floor least variance believed */
  constructor(panes: GatheredVectors, targets: Float64Array, nodeOf: Uint8Array, floor: number) {
    this.#panes = panes;
    this.#targets = targets;
    this.#nodeOf = nodeOf;
    this.#floor = floor;
    this.#givens = panes.columns.length - 1;
    this.#orders = panes.columns.map(() => new Uint16Array(vectorsPerGroupMax));
    this.#column = panes.columns[0];
  }

  /** Puts the panes at hand into the order of each given. O(givens · panes · log panes) */
  order(): void {
    const { count, columns } = this.#panes;
    for (let given = 1; given <= this.#givens; given++) {
      const order = this.#orders[given].subarray(0, count);
      for (let pane = 0; pane < count; pane++) order[pane] = pane;
      this.#column = columns[given];
      order.sort(this.#rising);
    }
  }

  /** @param effective brings weights to the effective number of panes. O(givens · panes) */
  find(leaf: CutLeaf, effective: number): void {
    this.spare = 0;
    const panes = (leaf.weight + leaf.zeros) * effective;
    if (panes < 2 * leafPanesMin) return;
    const isMixed = leaf.weight > 0 && leaf.zeros > 0;
    const price = Math.log(this.#givens * panes) + (isMixed ? 1 : 0.5) * Math.log(panes);
    for (let given = 1; given <= this.#givens; given++) this.#findOf(given, leaf, effective, price);
  }

  #findOf(given: number, leaf: CutLeaf, effective: number, price: number): void {
    const { count, columns, weights } = this.#panes;
    const { node, weight, zeros, mean, squares } = leaf;
    const column = columns[given];
    const order = this.#orders[given];
    const panesMin = leafPanesMin / effective;
    const least = weight * this.#floor;
    const isMixed = weight > 0 && zeros > 0;
    const before = isMixed ? likelihood(weight, zeros) : 0;
    let left = 0;
    let leftZeros = 0;
    let sum = 0;
    let last = Number.NaN;
    for (let index = 0; index < count; index++) {
      const pane = order[index];
      if (this.#nodeOf[pane] !== node) continue;
      const number = column[pane];
      const right = weight - left;
      const rightZeros = zeros - leftZeros;
      if (number > last && left + leftZeros >= panesMin && right + rightZeros >= panesMin) {
        const between = left > 0 && right > 0 ? sum * sum * (1 / left + 1 / right) : 0;
        const within = Math.max(0, squares - between);
        let gain = weight > 0 ? 0.5 * weight * Math.log((squares + least) / (within + least)) : 0;
        if (isMixed) gain += likelihood(left, leftZeros) + likelihood(right, rightZeros) - before;
        const spare = gain * effective - price;
        if (spare > this.spare) {
          this.spare = spare;
          this.given = given;
          this.upTo = halfWay(last, number);
        }
      }
      if (columns[0][pane] === 0) leftZeros += weights[pane];
      else {
        left += weights[pane];
        sum += weights[pane] * (this.#targets[pane] - mean);
      }
      last = number;
    }
  }
}

/** Log-likelihood of so much with something and so much with nothing. */
function likelihood(some: number, none: number): number {
  const all = some + none;
  return (some > 0 ? some * Math.log(some / all) : 0) + (none > 0 ? none * Math.log(none / all) : 0);
}

/** Half way, as a single float that keeps both numbers on their sides. */
function halfWay(low: number, high: number): number {
  const middle = Math.fround(low / 2 + high / 2);
  return middle < high ? middle : low;
}
