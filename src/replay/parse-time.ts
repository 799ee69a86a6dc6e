/** Times as scenarios write them: a day, a minute or a second of a local clock, and the stretches between two of them. */

import { daysFromCivil, daysInMonth } from '../time/civil.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../time/duration.ts';
import type { Zone } from '../time/zone.ts';
import type { LocalInterval } from './scenario.ts';
import type { StatementReader, Token } from './statement-reader.ts';

/** `2025-04-20`, `2025-04-20 03:12` or `2025-04-20 03:12:05`: as long as it is precise. @throws StatementRejected */
export function parseMoment(reader: StatementReader): LocalInterval {
  const date = parseDate(reader);
  const clock = reader.acceptKind('clock');
  if (clock === undefined)
    return { fromLocalMs: date.localMs, toLocalMs: date.localMs + dayMs, text: date.token.value };
  const [hour, minute, second] = clock.value.split(':').map(Number) as [number, number, number | undefined];
  if (hour > 23 || minute > 59 || (second ?? 0) > 59) {
    throw reader.rejected(
      'unreadable-time',
      `expected a time of day from 00:00 to 23:59, found "${clock.value}"`,
      undefined,
      clock.place,
    );
  }
  const fromLocalMs = date.localMs + hour * hourMs + minute * minuteMs + (second ?? 0) * secondMs;
  const lengthMs = second === undefined ? minuteMs : secondMs;
  return { fromLocalMs, toLocalMs: fromLocalMs + lengthMs, text: `${date.token.value} ${clock.value}` };
}

/** A whole day. @throws StatementRejected */
export function parseDay(reader: StatementReader): LocalInterval {
  const { localMs, token } = parseDate(reader);
  return { fromLocalMs: localMs, toLocalMs: localMs + dayMs, text: token.value };
}

/** What follows `between`: from the first moment's beginning to the second moment's end. @throws StatementRejected */
export function parseBetween(reader: StatementReader): LocalInterval {
  const from = parseMoment(reader);
  reader.word('and');
  const place = reader.place;
  const to = parseMoment(reader);
  if (to.toLocalMs <= from.fromLocalMs) {
    throw reader.rejected(
      'unreadable-time',
      `expected a time after ${from.text}, found ${to.text}`,
      'write the earlier time first',
      place,
    );
  }
  return {
    fromLocalMs: from.fromLocalMs,
    toLocalMs: to.toLocalMs,
    text: `${from.text} and ${to.text}`,
  };
}

/** True when the instant lies in the interval on the zone's clock. */
export function isWithin(instant: number, interval: LocalInterval, zone: Zone): boolean {
  const localMs = instant + zone.offsetMs(instant);
  return localMs >= interval.fromLocalMs && localMs < interval.toLocalMs;
}

/** How far outside the interval the instant is, in ms; 0 inside. */
export function distanceMs(instant: number, interval: LocalInterval, zone: Zone): number {
  const localMs = instant + zone.offsetMs(instant);
  return Math.max(0, interval.fromLocalMs - localMs, localMs - interval.toLocalMs + 1);
}

function parseDate(reader: StatementReader): { readonly localMs: number; readonly token: Token } {
  const token = reader.acceptKind('date');
  if (token === undefined) throw reader.unexpected('a date such as 2025-04-20', []);
  const [year, month, day] = token.value.split('-').map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    throw reader.rejected(
      'unreadable-time',
      `expected a day of the calendar, found "${token.value}"`,
      undefined,
      token.place,
    );
  }
  return { localMs: daysFromCivil(year, month, day) * dayMs, token };
}
