/**
 * What a rule about windows must report, worked out the plain way: every window of every key is filled with all its
 * events, and asked. Windows begin at multiples of their step since 1970, in UTC.
 */

import type { Alert } from '../../src/compose.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export interface WindowRule<Event> {
  readonly keyOf: (event: Event) => string;
  readonly lengthMs: number;
  /** A step shorter than the length makes windows overlap. */
  readonly everyMs?: number;
  readonly oncePerMs?: number;
  readonly holds: (events: readonly Event[]) => boolean;
  /** Windows that end later are not asked: the input ended before they did. */
  readonly endMax?: number;
}

/** `key since instant`: since when is the period, or the first of the windows that follow each other. With how many such runs. */
export type Found = ReadonlyMap<string, number>;

export function findWindows<Event extends { readonly time: number }>(
  events: readonly Event[],
  rule: WindowRule<Event>,
): Found {
  const { lengthMs, everyMs = lengthMs, endMax = Number.POSITIVE_INFINITY } = rule;
  const byKey = new Map<string, Map<number, Event[]>>();
  for (const event of events) {
    const windows = listOf(byKey, rule.keyOf(event), () => new Map<number, Event[]>());
    const first = (Math.floor(event.time / everyMs) + 1) * everyMs;
    for (let end = first; end - lengthMs <= event.time; end += everyMs)
      listOf(windows, end, () => []).push(event);
  }
  const found = new Map<string, number>();
  for (const [key, windows] of byKey) {
    const ends = [...windows.keys()].filter((end) => end <= endMax && rule.holds(windows.get(end)!));
    let runEnd = Number.NaN;
    let runStart = Number.NaN;
    for (const end of ends.sort((one, other) => one - other)) {
      const goesOn = everyMs < lengthMs && end === runEnd + everyMs;
      runEnd = end;
      if (goesOn) continue;
      runStart = end - lengthMs;
      const name = nameOf(key, sinceOf(runStart, rule.oncePerMs));
      found.set(name, (found.get(name) ?? 0) + 1);
    }
  }
  return new Map([...found].sort());
}

/** Alerts in the same words. */
export function foundBy(
  alerts: readonly Alert[],
  { oncePerMs }: { readonly oncePerMs?: number } = {},
): Found {
  const found = alerts.map((alert): [string, number] => [
    nameOf(alert.key, sinceOf(alert.window!.from, oncePerMs)),
    alert.count,
  ]);
  return new Map(found.sort());
}

export function names(found: Found): string[] {
  return [...found.keys()];
}

function sinceOf(start: number, periodMs: number | undefined): number {
  return periodMs === undefined ? start : Math.floor(start / periodMs) * periodMs;
}

function nameOf(key: string, since: number): string {
  return `${key} since ${new Date(since).toISOString()}`;
}

function listOf<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
