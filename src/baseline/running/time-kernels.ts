/**
 * Gaussian kernels around the day, and which of them a key has.
 *
 * Of two bandwidths each key has the mixture that foretold its days: share of the narrow one 1 / (1 + 2^-λ), with λ ("leaning")
 * the sum of log2 (narrow / wide) over the quarter hours of each day given the days before, fading and held within ± 1½ bits:
 * prequential likelihood (Dawid, J. R. Stat. Soc. A 147 (1984)), bounded, so that a regular month does not make an hour's
 * deviation a sensation. It is counted in 256ths of a bit, as whole numbers add up in any order.
 */

/** Bandwidths in hours. */
const narrowHours = 0.75;
const wideHours = 1.5;
const groupHours = 1.25;
/** Kernels from wide to narrow, odd: leanings are rounded to one of them. */
const steps = 13;
const leaningUnit = 256;
const leaningMax = 1.5 * leaningUnit;
/** The most that one quarter hour says. */
const stepMax = 4 * leaningUnit;
const leaningHalfLifeDays = 60;
/** Added to both densities: neither is zero. */
const densityMin = 1e-6;

/** A kernel by distance in bins, from −bins to bins − 1; a whole turn sums to 1. */
export type TimeKernel = Float64Array;

export class TimeKernels {
  readonly ofGroups: TimeKernel;
  readonly narrow: TimeKernel;
  readonly wide: TimeKernel;
  /** True when every key has the same. */
  readonly isFixed: boolean;
  readonly #mixtures: readonly TimeKernel[];

  /** @param bandwidthHours fixed width for all; without it each key has its own */
  constructor({ bins, bandwidthHours }: { readonly bins: number; readonly bandwidthHours?: number }) {
    this.isFixed = bandwidthHours !== undefined;
    this.ofGroups = circularGaussian({ bins, hours: bandwidthHours ?? groupHours });
    this.narrow = circularGaussian({ bins, hours: bandwidthHours ?? narrowHours });
    this.wide = circularGaussian({ bins, hours: bandwidthHours ?? wideHours });
    this.#mixtures = Array.from({ length: steps }, (_, step) => {
      const bits = ((2 * step) / (steps - 1) - 1) * (leaningMax / leaningUnit);
      const share = 1 / (1 + 2 ** -bits);
      return this.narrow.map((weight, place) => share * weight + (1 - share) * this.wide[place]);
    });
  }

  /** The mixture of a leaning. */
  of(leaning: number): TimeKernel {
    return this.#mixtures[Math.round(((bounded(leaning) / leaningMax + 1) / 2) * (steps - 1))];
  }
}

/** What a quarter hour adds to the leaning; a whole number. */
export function leaningStep(narrow: number, wide: number): number {
  const step = leaningUnit * Math.log2((narrow + densityMin) / (wide + densityMin));
  return Math.round(Math.max(-stepMax, Math.min(stepMax, step)));
}

/** What is left of a leaning after some days. */
export function fadedLeaning(leaning: number, days: number): number {
  return Math.round(bounded(leaning * 2 ** (-days / leaningHalfLifeDays)));
}

function bounded(leaning: number): number {
  return Math.max(-leaningMax, Math.min(leaningMax, leaning));
}

function circularGaussian({ bins, hours }: { readonly bins: number; readonly hours: number }): TimeKernel {
  const bandwidth = (hours * bins) / 24;
  const kernel = new Float64Array(2 * bins);
  let sum = 0;
  for (let index = 0; index < 2 * bins; index++) {
    const distance = Math.abs(index - bins);
    kernel[index] = Math.exp(-0.5 * (Math.min(distance, bins - distance) / bandwidth) ** 2);
    if (index < bins) sum += kernel[index];
  }
  return kernel.map((weight) => weight / sum);
}
