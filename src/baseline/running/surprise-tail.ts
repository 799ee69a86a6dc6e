/**
 * How many panes reach a surprise, read off a histogram (surprise-bins.ts), and how the tail goes on where it ends. `counts`
 * holds, from the index `sums` on, the panes in each bin and all above. One pane more is spread as a model that is right
 * would: 2^-bits.
 */

import { surpriseBitsMax, tailProbabilityMin } from '../../limits.ts';
import { gapTilt, surpriseBin, surpriseBins, surpriseEdges } from './surprise-bins.ts';

/** Panes that a model which is right is believed to have had before. */
export const priorPanes = 1;
/** Bits in which the tail of a model that is right falls to 1 / e. */
export const honestScaleBits = 1 / Math.LN2;

/** Where the search for a surprise ends, in bits, and the halvings that find it to 1e-12 bits. */
const searchedBits = surpriseBitsMax * 256;
const bisections = 64;
/** Exponent from which on a tail falls more slowly, to stay above the smallest there is. */
const exponentHalf = -0.5 * Math.log(tailProbabilityMin);

/** n(b): panes with at least these bits, the prior one included. */
export function reaching(counts: Float32Array, sums: number, bits: number): number {
  return noted(counts, sums, bits) * gapTilt(bits) + priorPanes * Math.exp(-bits * Math.LN2);
}

/**
 * Panes of the bins from that of `bits` on, and on its lower edge those of the bin below as well: models repeat themselves
 * exactly, and what is equal must count as reaching. So the tail is too large by half a bin on average.
 */
function noted(counts: Float32Array, sums: number, bits: number): number {
  const bin = surpriseBin(bits);
  const here = counts[sums + bin];
  const from = surpriseEdges[bin];
  const to = surpriseEdges[bin + 1];
  const part = Math.max(0, (to - bits) / (to - from));
  return here + (counts[sums + Math.max(0, bin - 1)] - here) * part;
}

/** Where a falling function of bits has come down to a value, not below 0. */
export function fallsTo(value: number, falling: (bits: number) => number): number {
  let low = 0;
  let high = searchedBits;
  for (let step = 0; step < bisections; step++) {
    const middle = (low + high) / 2;
    if (falling(middle) > value) low = middle;
    else high = middle;
  }
  return high;
}

/** ∫ n(x) dx from these bits on: the sum of what the panes that reach them have beyond. */
export function excess(counts: Float32Array, sums: number, from: number): number {
  let bin = surpriseBin(from);
  let panes = counts[sums + bin];
  let area = ((noted(counts, sums, from) + panes) / 2) * (surpriseEdges[bin + 1] - from);
  while (panes > 0 && ++bin < surpriseBins) {
    const below = panes;
    panes = counts[sums + bin];
    area += ((below + panes) / 2) * (surpriseEdges[bin + 1] - surpriseEdges[bin]);
  }
  return area + priorPanes * honestScaleBits * 2 ** -from;
}

/**
 * exp(-x), for large x slowed down to stay above the smallest tail there is and still to fall: 2 h - h² / x from x = h on,
 * where its slope is still 1; the tail there is 1e-150.
 */
export function tailOfExponent(x: number): number {
  if (x <= exponentHalf) return Math.exp(-x);
  return Math.max(tailProbabilityMin, Math.exp((exponentHalf * exponentHalf) / x - 2 * exponentHalf));
}
