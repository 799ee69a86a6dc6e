/** Numbers of a sequence: as they are learnt, when two of them are alike, and as people read them. */

/** Differences and sums of some of them stay finite. */
const magnitudeMax = 1e300;
const alikeShare = 0.05;

/** The number, or the nearest one within ± 1e300. */
export function bounded(value: number): number {
  return Math.max(-magnitudeMax, Math.min(magnitudeMax, value));
}

/** True when they differ by at most a twentieth of the larger one. */
export function areAlikeNumbers(one: number, other: number): boolean {
  return Math.abs(bounded(one) - bounded(other)) <= alikeShare * Math.max(Math.abs(one), Math.abs(other));
}

/** What is new after some days when the old has a half-life: in [0, 1]. */
export function newShare(days: number, halfLifeDays: number): number {
  return 1 - 2 ** (-days / halfLifeDays);
}

/** Three significant digits, thousands in groups: "1,230,000", "0.0125". */
export function readableNumber(value: number): string {
  const rounded = Number(value.toPrecision(3));
  if (Math.abs(rounded) >= 1e15 || Math.abs(rounded) < 1000) return String(rounded);
  return String(Math.round(rounded)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "2–9", "-3 to 5". */
export function readableRange(low: number, high: number): string {
  if (low === high) return readableNumber(low);
  return `${readableNumber(low)}${low < 0 ? ' to ' : '–'}${readableNumber(high)}`;
}
