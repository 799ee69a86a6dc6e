/** Instants as text for files and for people. An instant is a number of milliseconds since 1970-01-01T00:00:00Z. */
import { IsoLayout } from './iso-layout.ts';
import { dateText, localTimeOf, padded, weekdayNames } from './local-time.ts';
import { textBytes, writeText } from './text-bytes.ts';
import { Zone } from './zone.ts';

/** The layout used last: callers mostly stay in one zone. */
let layout = new IsoLayout(Zone.of('UTC'));

/**
 * `2026-03-04T02:13:05+08:00`, in UTC `2026-03-03T18:13:05Z`; milliseconds only when there are any.
 * @throws RangeError when the instant is not finite or beyond ±8.64e15.
 */
export function formatInstant(instant: number, zone: Zone = Zone.of('UTC')): string {
  return layoutIn(zone).format(instant);
}

/**
 * `Wed 2026-03-04 02:13` on the local clock, for people.
 * @throws RangeError when the instant is not finite or beyond ±8.64e15.
 */
export function formatLocal(instant: number, zone: Zone): string {
  const local = localTimeOf(instant, zone);
  return `${weekdayNames[local.weekday]} ${dateText(local)} ${padded(local.hour, 2)}:${padded(local.minute, 2)}`;
}

/**
 * Epoch milliseconds of an ISO 8601 text: `2026-03-04`, `2026-03-04 02:13:05`, `2026-03-04T02:13:05.250Z`, `…+08:00`,
 * `…+0800`. Without an offset it is local time in `zone`. NaN when the text is none, or names a time that does not exist.
 */
export function parseIsoInstant(text: string, zone: Zone): number {
  const length = writeText(text);
  return length < 0 ? Number.NaN : layoutIn(zone).parseBytes(textBytes, 0, length);
}

function layoutIn(zone: Zone): IsoLayout {
  if (layout.zone !== zone) layout = new IsoLayout(zone);
  return layout;
}
