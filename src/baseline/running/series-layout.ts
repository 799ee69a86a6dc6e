/** Where a series keeps what it learnt: the words of its state, as offsets. Single floats unless said otherwise. */

import { seriesRecordsMax, seriesTemplatesMax } from '../../limits.ts';

/** Slots of a day: an hour each. */
export const slotsPerDay = 24;
/** Signals with an envelope: the number itself, two smoothed ones, and its volatility. */
export const envelopes = 4;
/** Kinds of strangeness: outside of the four envelopes, standing still, and two lengths of shapes. */
export const channels = 7;
export const volatilityChannel = 3;
export const stillChannel = 4;
export const shapeChannel = 5;
export const shapes = 2;
/** Numbers in a shape: means of neighbouring blocks. */
export const blocksPerShape = 8;
export const recordsKept = seriesRecordsMax;
export const templatesKept = seriesTemplatesMax;
/** A template and when it was last met. */
export const templateWords = blocksPerShape + 1;

/** Double: what is subtracted from every number, so that single floats suffice for numbers far from zero. */
export const originAt = 0;
/** Double: when the last sample was learnt, in days. */
export const dayAt = 2;
/** Double: the day to which the records were faded. */
export const fadedAt = 4;
/** Double: panes learnt that have not faded. */
export const evidenceAt = 6;
/** Integer: samples noted. */
export const panesAt = 8;
/** Integer: bits of the slots seen. */
export const seenAt = 9;
export const previousAt = 10;
/** Mean step of late, and in the long run. */
export const volatilityAt = 11;
export const movementAt = 12;
/** Integer: samples in a row that equal the one before. */
export const runAt = 13;
/** What was strange of late, in bits: the same is no news. */
export const recentAt = 14;
/** Two smoothed numbers. */
export const smoothedAt = 15;
/** Usual days from sample to sample. */
export const stepDaysAt = 17;
/** Lowest and highest of each signal, whatever the time of day. */
export const wholeAt = 18;
/** By signal and slot, lowest and highest. */
export const slotsAt = wholeAt + 2 * envelopes;
/** By channel, the greatest first. */
export const recordsAt = slotsAt + 2 * envelopes * slotsPerDay;
/** Integers by channel: records held. */
export const heldAt = recordsAt + channels * recordsKept;
/** By length of shape: `shapeWords`, as the offsets below say. */
export const shapesAt = heldAt + channels + 1;

/** Sum of the samples in the open block. */
export const sumAt = 0;
/** Integers: samples in the open block, blocks closed, templates held. */
export const filledAt = 1;
export const closedAt = 2;
export const templatesHeldAt = 3;
/** Means of the closed blocks, the oldest first. */
export const blocksAt = 4;
export const templatesAt = blocksAt + blocksPerShape;
export const shapeWords = templatesAt + templatesKept * templateWords;

export const seriesWords = shapesAt + shapes * shapeWords;
