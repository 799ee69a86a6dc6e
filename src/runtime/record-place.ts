/** The place of a record in a topic as one number: positions of the engine are numbers, so that they cost nothing to carry. */

import { topicPartitionsMax } from '../limits.ts';

/** Offsets below 2^40: a billion records a second for twenty minutes, or ten thousand for three years, in each partition. */
const offsetsMax = 2 ** 40;

/** @throws RangeError for a partition or an offset that no place can name */
export function placeOf(partition: number, offset: number): number {
  if (partition < topicPartitionsMax && offset < offsetsMax) return partition * offsetsMax + offset;
  throw new RangeError(
    `expected a partition below ${topicPartitionsMax} and an offset below ${offsetsMax}, found ${partition} and ${offset}`,
  );
}

export function partitionOf(place: number): number {
  return Math.floor(place / offsetsMax);
}

export function offsetOf(place: number): number {
  return place % offsetsMax;
}
