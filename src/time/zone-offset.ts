/** The slow and exact source of UTC offsets: asks the platform's time zone data through @date-fns/tz. */
import { tzOffset } from '@date-fns/tz';
import { minuteMs } from './duration.ts';

/** UTC offset in milliseconds, local = instant + offset. A few microseconds. The name must be known, the instant within ±8.64e15. */
export function platformOffsetMs(zoneName: string, instant: number): number {
  const offsetMs = Math.round(tzOffset(zoneName, new Date(instant)) * minuteMs);
  // tzOffset loses the sign of offsets shorter than an hour, as Monrovia had until 1972.
  if (offsetMs === 0 || Math.abs(offsetMs) >= 60 * minuteMs) return offsetMs;
  return isWestOfGreenwich(zoneName, instant) ? -Math.abs(offsetMs) : Math.abs(offsetMs);
}

/**
 * First instant in (from, to] at which the offset is no longer the one at `from`. Both whole milliseconds; the offsets at
 * the two ends must differ. Halves the span until one millisecond is left: 27 questions for a day.
 */
export function offsetChangeBetween(zoneName: string, from: number, to: number): number {
  const offsetMs = platformOffsetMs(zoneName, from);
  let same = from;
  let changed = to;
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (platformOffsetMs(zoneName, middle) === offsetMs) same = middle;
    else changed = middle;
  }
  return changed;
}

function isWestOfGreenwich(zoneName: string, instant: number): boolean {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zoneName, timeZoneName: 'longOffset' });
  return format.format(instant).includes('GMT-');
}
