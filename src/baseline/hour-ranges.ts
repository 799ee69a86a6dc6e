/** Hours in a few words: "08–19 h", "22–06 h", "Mon–Fri 08–19 h, Sat 10–12 h". The second hour is where the range ends. */

import { usualPartsMax } from '../limits.ts';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** @param used 24 (day) or 168 (week, from Monday 00 h) slots, true where the hour is usual */
export function hourRanges(used: readonly boolean[]): string {
  if (!used.includes(true)) return 'nothing yet';
  if (!used.includes(false)) return 'at all hours';
  if (used.length === 24) return `${dayRanges(used, used.indexOf(false))} h`;
  const days = weekdays.map((_, day) => dayRanges(used.slice(day * 24, day * 24 + 24), 0));
  const parts: string[] = [];
  for (let day = 0; day < 7; day++) {
    const ranges = days[day];
    if (ranges === '') continue;
    const from = day;
    while (day < 6 && days[day + 1] === ranges) day++;
    const span = from === day ? weekdays[from] : `${weekdays[from]}–${weekdays[day]}`;
    parts.push(`${span} ${ranges} h`);
  }
  return shorten(parts);
}

/** Ranges of one day, looked at from the hour `origin` on: begun at a free hour, "22–06" is one range and not two. */
function dayRanges(used: readonly boolean[], origin: number): string {
  const parts: { from: number; text: string }[] = [];
  for (let step = 0; step < 24; step++) {
    const from = (origin + step) % 24;
    if (!used[from]) continue;
    while (step < 24 && used[(origin + step) % 24]) step++;
    const end = (origin + step) % 24;
    parts.push({ from, text: `${twoDigits(from)}–${twoDigits(end === 0 ? 24 : end)}` });
  }
  parts.sort((one, other) => one.from - other.from);
  return shorten(parts.map(({ text }) => text));
}

function shorten(parts: readonly string[]): string {
  const shown = parts.slice(0, usualPartsMax).join(', ');
  return parts.length > usualPartsMax ? `${shown} and ${parts.length - usualPartsMax} more` : shown;
}

function twoDigits(hour: number): string {
  return String(hour).padStart(2, '0');
}
