/** Where a smoothed number keeps what it learnt: offsets of words. Doubles unless said otherwise. */

/** The number without its season. */
export const levelAt = 0;
/** Per day. */
export const trendAt = 2;
/** When the last sample was learnt, in days. */
export const dayAt = 4;
export const evidenceAt = 6;
/** Mean absolute difference to the forecasts. */
export const spreadAt = 8;
/** Days from sample to sample. */
export const stepAt = 10;
/** Level in the long run, and the mean absolute difference to it. */
export const slowLevelAt = 12;
export const slowSpreadAt = 14;
/** Difference of the last sample to the long run, in deviations, and how much of it stays from one sample to the next. */
export const apartAt = 16;
export const stayingAt = 18;
/** Sums of drift upwards and downwards. */
export const driftUpAt = 20;
export const driftDownAt = 22;
export const lowestAt = 24;
export const highestAt = 26;
/** Integers: samples learnt; and surprising ones in a row, below 0 those below the forecast. */
export const samplesAt = 28;
export const runAt = 29;
/** Samples that the spread was learnt from and that have not faded: not those of hours that were new. */
export const spreadSamplesAt = 30;
/** By slot of the season two single floats: what the slot adds to the level, and samples learnt of it. */
export const seasonAt = 32;
