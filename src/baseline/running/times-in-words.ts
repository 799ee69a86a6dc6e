/** Usual times in a few words: "08–12, 13–18 h", "working days 09–18 h, days off 10–12 h". */

import { hourRanges } from '../hour-ranges.ts';

/** Share of the busiest hour that makes an hour usual. */
const usualShare = 0.1;

/** @param counts bins of a day, by kind of day: 48 (day), 2 · 48 (day type) or 7 · 24 (week) */
export function timesInWords(cycle: 'day' | 'week' | 'day type', counts: Float64Array): string {
  const hours = cycle === 'week' ? Array.from(counts) : hourly(counts);
  const least = usualShare * Math.max(...hours);
  const used = hours.map((count) => count > 0 && count >= least);
  if (cycle !== 'day type') return hourRanges(used);
  const working = used.slice(0, 24);
  const off = used.slice(24);
  if (!off.includes(true))
    return working.includes(true) ? `working days ${hourRanges(working)}` : 'nothing yet';
  if (!working.includes(true)) return `days off ${hourRanges(off)}`;
  return `working days ${hourRanges(working)}, days off ${hourRanges(off)}`;
}

/** Two half hours are one hour. */
function hourly(counts: Float64Array): number[] {
  return Array.from({ length: counts.length / 2 }, (_, hour) => counts[2 * hour] + counts[2 * hour + 1]);
}
