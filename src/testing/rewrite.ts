/** Rewrites what an engine reported, wherever it stands. */

import { formatInstant } from '../time/instant.ts';

/** A copy with every text rewritten. */
export function rewriteTexts<Entry>(entry: Entry, rewrite: (text: string) => string): Entry {
  return mapped(entry, (value) => (typeof value === 'string' ? rewrite(value) : value)) as Entry;
}

const isoInstant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const instantNames: ReadonlySet<string> = new Set(['time', 'clock', 'from', 'to']);

/** A copy with every instant moved, whether it stands as a number or in a text. */
export function shiftInstants<Entry>(entry: Entry, byMs: number): Entry {
  return mapped(entry, (value, name) => {
    if (typeof value === 'number' && instantNames.has(name)) return value + byMs;
    if (typeof value !== 'string') return value;
    return value.replace(isoInstant, (text) => formatInstant(Date.parse(text) + byMs));
  }) as Entry;
}

function mapped(value: unknown, map: (value: unknown, name: string) => unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((member) => mapped(member, map));
  if (typeof value !== 'object' || value === null) return map(value, name);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapped(member, map, key)]));
}
