/** Lengths of time in milliseconds: the units people write, how a written duration is read, and how one is shown. */

export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;
export const weekMs = 604_800_000;

/**
 * Every word a person may write for a unit, in lower case, with its length in milliseconds. It has no prototype, so any
 * word may be looked up in it. Months and years are not here: their length depends on the calendar.
 */
export const durationUnits: Readonly<Record<string, number>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, number>, {
    ms: 1,
    millisecond: 1,
    milliseconds: 1,
    s: secondMs,
    sec: secondMs,
    second: secondMs,
    seconds: secondMs,
    m: minuteMs,
    min: minuteMs,
    minute: minuteMs,
    minutes: minuteMs,
    h: hourMs,
    hour: hourMs,
    hours: hourMs,
    d: dayMs,
    day: dayMs,
    days: dayMs,
    w: weekMs,
    week: weekMs,
    weeks: weekMs,
  }),
);

const namedUnits = [
  { name: 'week', lengthMs: weekMs },
  { name: 'day', lengthMs: dayMs },
  { name: 'hour', lengthMs: hourMs },
  { name: 'minute', lengthMs: minuteMs },
  { name: 'second', lengthMs: secondMs },
  { name: 'millisecond', lengthMs: 1 },
] as const;

const wholeText = /^(?:\s*\d+(?:\.\d+)?\s*[a-z]+)+\s*$/i;
const onePart = /(\d+(?:\.\d+)?)\s*([a-z]+)/gi;

/**
 * Reads `5 minutes`, `90 s`, `1.5h` or `1 hour 30 minutes` as whole milliseconds. Answers undefined for anything else: no
 * unit, an unknown unit, a sign, or a length beyond 2^53 ms.
 */
export function parseDuration(text: string): number | undefined {
  if (!wholeText.test(text)) return undefined;
  let lengthMs = 0;
  for (const [, amount, word] of text.matchAll(onePart)) {
    const unitMs = durationUnits[word!.toLowerCase()];
    if (unitMs === undefined) return undefined;
    lengthMs += Number(amount) * unitMs;
  }
  const whole = Math.round(lengthMs);
  return Number.isSafeInteger(whole) ? whole : undefined;
}

/**
 * Shows a duration in its largest two non-zero units: `5 minutes`, `1 hour 30 minutes`, `30 days`. Smaller units are
 * cut off, and weeks are used only where they come out even, so that 30 days do not turn into 4 weeks 2 days.
 * @throws RangeError when the duration is not finite.
 */
export function formatDuration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) {
    throw new RangeError(
      `expected a finite duration in milliseconds, found ${durationMs}; show it as "forever"`,
    );
  }
  let rest = Math.round(Math.abs(durationMs));
  if (rest === 0) return '0 seconds';
  const parts: string[] = [];
  for (const { name, lengthMs } of namedUnits) {
    if (lengthMs === weekMs && rest % weekMs !== 0) continue;
    const count = Math.floor(rest / lengthMs);
    if (count === 0) continue;
    parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
    rest -= count * lengthMs;
    if (parts.length === 2) break;
  }
  return (durationMs < 0 ? '-' : '') + parts.join(' ');
}
