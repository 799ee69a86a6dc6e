/**
 * Bins of surprise: an eighth of a bit wide up to 8 bits, from there on 32 bins to each doubling (as a high dynamic range
 * histogram has them), up to `surpriseBitsMax`. So a bin is at most 3 % of its surprise wide where surprises are far out.
 */

import { surpriseBitsMax } from '../../limits.ts';

const binsPerBit = 8;
/** Bins to each doubling, a power of two; the linear part has twice as many. */
const binsPerDoubling = 32;
const linearBins = 2 * binsPerDoubling;
const leadingZeros = Math.clz32(linearBins - 1);

/** Bins in all; the last one also holds what lies beyond. */
export const surpriseBins = binOf(surpriseBitsMax * binsPerBit - 1) + 1;

/** Lower edge of each bin in bits, then the upper edge of the last. */
export const surpriseEdges = Float64Array.from({ length: surpriseBins + 1 }, (_, bin) => lowerEdge(bin));

/** The bin of a surprise in bits. What is not above 0 lies in the first. O(1). */
export function surpriseBin(bits: number): number {
  if (!(bits > 0)) return 0;
  return bits >= surpriseBitsMax ? surpriseBins - 1 : binOf(Math.floor(bits * binsPerBit));
}

/**
 * A factor that falls from 1 to 1 - 2^-20. Counts of what surprised at least as much stay level where nothing was seen:
 * times it they fall, so that of two surprises the larger one always ranks first, and no probability changes by more
 * than a millionth.
 */
export function gapTilt(bits: number): number {
  return 1 - (tiltMax * bits) / (bits + tiltHalfBits);
}

const tiltMax = 2 ** -20;
/** Where the tilt has half its size: it still tells a thousandth of a bit at the largest surprises from nothing. */
const tiltHalfBits = 64;

/** @param eighths whole number of eighths of a bit */
function binOf(eighths: number): number {
  const shift = leadingZeros - Math.clz32(eighths);
  return shift <= 0 ? eighths : shift * binsPerDoubling + (eighths >>> shift);
}

function lowerEdge(bin: number): number {
  if (bin < linearBins) return bin / binsPerBit;
  const shift = Math.floor(bin / binsPerDoubling) - 1;
  return ((bin - shift * binsPerDoubling) * 2 ** shift) / binsPerBit;
}
