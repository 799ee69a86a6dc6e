/**
 * When a value was met, in one word: bits 0–19 the last day, bits 20–30 the days from the first to the last time it was noted,
 * bit 31 whether it was only noted and never learnt. Days are local days since 1970, from 0 to 2²⁰ − 1 (the year 4840).
 */

const dayMax = 0xfffff;
const spanShift = 20;
const spanMax = 0x7ff;
const notedBit = 0x80000000;

/** @param day local time in days; its fraction is dropped */
export function learntMark(day: number): number {
  return wholeDay(day);
}

export function notedMark(day: number): number {
  return (wholeDay(day) | notedBit) >>> 0;
}

export function isNoted(mark: number): boolean {
  return mark >= notedBit;
}

export function lastDayOf(mark: number): number {
  return mark & dayMax;
}

/** First day of those on which it was noted; for a learnt value the last day. */
export function firstDayOf(mark: number): number {
  return lastDayOf(mark) - ((mark >>> spanShift) & spanMax);
}

/** Both marks in one: what was learnt by either was learnt. Commutative and associative, up to spans of 2,047 days. */
export function joinedMark(one: number, other: number): number {
  const last = Math.max(lastDayOf(one), lastDayOf(other));
  if (!isNoted(one) || !isNoted(other)) return last;
  const span = Math.min(spanMax, last - Math.min(firstDayOf(one), firstDayOf(other)));
  return (last | (span << spanShift) | notedBit) >>> 0;
}

function wholeDay(day: number): number {
  return Math.min(dayMax, Math.max(0, Math.floor(day)));
}
