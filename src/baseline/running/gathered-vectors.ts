/** Panes at hand, column by column: the numbers of a sample as they are learnt, its weekday, and 1 on days off. */

import { vectorMagnitudeMax, vectorsPerGroupMax } from '../../limits.ts';

export class GatheredVectors {
  count = 0;
  /** Columns, each of `vectorsPerGroupMax`. */
  readonly columns: readonly Float64Array[];
  readonly weights = new Float64Array(vectorsPerGroupMax);

  constructor(dimensions: number) {
    this.columns = Array.from({ length: dimensions + 2 }, () => new Float64Array(vectorsPerGroupMax));
  }
}

/** As it is learnt: a single float of bounded size, zero without a sign. */
export function boundedNumber(value: number): number {
  return Math.fround(Math.max(-vectorMagnitudeMax, Math.min(vectorMagnitudeMax, value))) + 0;
}

/** Monday is 0. */
export function weekdayOf(day: number): number {
  return (((Math.floor(day) + 3) % 7) + 7) % 7;
}
