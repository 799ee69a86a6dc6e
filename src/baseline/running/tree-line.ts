/** A straight line through the panes at hand: weighted least squares of what is to be explained on the position of one given. */

import type { AmountScale } from '../amount-scale.ts';
import { boundedPositionOn } from './amount-position.ts';
import type { GatheredVectors } from './gathered-vectors.ts';

/** Less spread of a given, as a variance on the scale, is none. */
const varianceMin = 1e-6;

export class TreeLine {
  /** Of the line fitted last: slope, mean position, lowest and highest one, sum of squares that it explains. */
  slope = 0;
  centre = 0;
  low = 0;
  high = 0;
  explained = 0;
  readonly #scale: AmountScale;
  readonly #panes: GatheredVectors;
  readonly #targets: Float64Array;

  constructor(scale: AmountScale, panes: GatheredVectors, targets: Float64Array) {
    this.#scale = scale;
    this.#panes = panes;
    this.#targets = targets;
  }

  /** Panes without anything are left out. @param weight of the others, more than 0 @param mean of their targets. O(panes) */
  fit(given: number, weight: number, mean: number): void {
    const { count, columns, weights } = this.#panes;
    const column = columns[given];
    this.centre = 0;
    this.low = Number.POSITIVE_INFINITY;
    this.high = Number.NEGATIVE_INFINITY;
    for (let pane = 0; pane < count; pane++) {
      if (columns[0][pane] === 0) continue;
      const position = boundedPositionOn(this.#scale, column[pane]);
      this.centre += (weights[pane] / weight) * position;
      this.low = Math.min(this.low, position);
      this.high = Math.max(this.high, position);
    }
    let squares = 0;
    let products = 0;
    for (let pane = 0; pane < count; pane++) {
      if (columns[0][pane] === 0) continue;
      const apart = boundedPositionOn(this.#scale, column[pane]) - this.centre;
      squares += weights[pane] * apart * apart;
      products += weights[pane] * apart * (this.#targets[pane] - mean);
    }
    const isFlat = !(squares > weight * varianceMin);
    this.slope = isFlat ? 0 : products / squares;
    this.explained = this.slope * products;
  }

  /** Takes the line off the targets. */
  takeOff(given: number): void {
    const { count, columns } = this.#panes;
    for (let pane = 0; pane < count; pane++)
      this.#targets[pane] -=
        this.slope * (boundedPositionOn(this.#scale, columns[given][pane]) - this.centre);
  }
}
