/**
 * Shares of the bins in one kind of day, those of all days mixed in, as a profile's counts tell them:
 *
 *     e(t) = (m e_kind(t) + 10 e_all(t)) / (m + 10)         m: days of the kind
 *
 * So four Saturdays are judged by Saturdays and by what all days look like. Scratch of a model: filled for one profile at a time.
 */

import type { TimeKernel } from './time-kernels.ts';

/** Days that all kinds together count for in one kind of day. */
const kindPrior = 10;

export class TimeShares {
  /** Counts of all kinds of days, kind by kind: to be filled first. */
  readonly counts: Float64Array;
  readonly #kinds: number;
  readonly #bins: number;
  readonly #shares: Float64Array;

  constructor({ kinds, bins }: { readonly kinds: number; readonly bins: number }) {
    this.counts = new Float64Array(kinds * bins);
    this.#kinds = kinds;
    this.#bins = bins;
    this.#shares = new Float64Array(bins);
  }

  /** @param quarters sum of all counts, more than 0; `panes` days they come from @returns sum of the counts of the kind */
  fill(kind: number, quarters: number, panes: number): number {
    const shares = this.#shares;
    const counts = this.counts;
    const bins = this.#bins;
    const first = kind * bins;
    let ofKind = 0;
    for (let bin = 0; bin < bins; bin++) ofKind += counts[first + bin];
    if (this.#kinds === 1) {
      for (let bin = 0; bin < bins; bin++) shares[bin] = counts[bin] / quarters;
      return ofKind;
    }
    const kindPanes = (ofKind * panes) / quarters;
    const ofAll = kindPrior / (kindPanes + kindPrior) / quarters;
    const ofOne = ofKind > 0 ? kindPanes / (kindPanes + kindPrior) / ofKind : 0;
    for (let bin = 0; bin < bins; bin++) shares[bin] = ofOne * counts[first + bin];
    for (let bin = 0; bin < counts.length; bin++) shares[bin % bins] += ofAll * counts[bin];
    return ofKind;
  }

  /** The shares, smoothed, at one bin. */
  at(kernel: TimeKernel, bin: number): number {
    const bins = this.#bins;
    let sum = 0;
    for (let from = 0; from < bins; from++) sum += this.#shares[from] * kernel[bin - from + bins];
    return sum;
  }

  /** Mixes the shares, smoothed, into a density with a weight; the rest keeps what it has. */
  mixInto(density: Float64Array, kernel: TimeKernel, weight: number): void {
    const bins = this.#bins;
    for (let bin = 0; bin < bins; bin++) density[bin] *= 1 - weight;
    for (let from = 0; from < bins; from++) {
      if (this.#shares[from] === 0) continue;
      const share = this.#shares[from] * weight;
      for (let bin = 0; bin < bins; bin++) density[bin] += share * kernel[bin - from + bins];
    }
  }
}
