/** Where a periodic number keeps what it learnt: offsets of words. Doubles unless said otherwise. */

import { periodicPanesMax, periodicPhasesMax } from '../../limits.ts';

/** When the last sample was learnt, in days. */
export const dayAt = 0;
export const evidenceAt = 2;
/** Shortest time from sample to sample, in days. */
export const stepAt = 4;
/** Period found, in days; 0 without one. */
export const periodAt = 6;
/** Autocorrelation at the period. */
export const strengthAt = 8;
/** Mean of all samples, and the mean absolute difference to it. */
export const meanAt = 10;
export const spreadAt = 12;
/** What the whole profile is shifted by at present, and the mean absolute difference to it. */
export const offsetAt = 14;
export const profileSpreadAt = 16;
export const lowestAt = 18;
export const highestAt = 20;
/** Integers: samples learnt, panes since a period was looked for, surprising samples in a row, phases of the profile. */
export const samplesAt = 22;
export const waitingAt = 23;
export const runAt = 24;
export const phasesAt = 25;
/** Integers by ring: panes written. */
export const writtenAt = 26;
/** Single float and integers: the open block of the coarse ring: sum, samples in it, panes in it. */
export const blockSumAt = 28;
export const blockSamplesAt = 29;
export const blockPanesAt = 30;

/** Places of each of the two rings, as single floats. */
export const ringPanes = periodicPanesMax;
export const blockPanes = 8;
export const ringsAt = 32;

export const phasesMax = periodicPhasesMax;
/** Single floats of a phase: mean, mean absolute difference, samples. */
export const phaseWords = 3;
export const profileAt = ringsAt + 2 * ringPanes;
export const periodicWords = profileAt + phasesMax * phaseWords;
