/** Values of command line options: read, checked, and refused with what was expected. */

import { InvalidArgumentError } from 'commander';
import { parseBytes } from '../replay/number-text.ts';
import type { StartPoint } from '../runtime/topic.ts';
import { parseDuration } from '../time/duration.ts';
import { TimeFormat } from '../time/time-format.ts';
import { Zone } from '../time/zone.ts';

/** A reader of whole numbers from `least` on, up to `most` when it is given. */
export function wholeNumber(bounds: {
  readonly least: number;
  readonly most?: number;
}): (text: string) => number {
  const { least, most = Number.MAX_SAFE_INTEGER } = bounds;
  const range = bounds.most === undefined ? `from ${least} on` : `from ${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Expected a whole number ${range}.`);
    }
    return value;
  };
}

export function sizeInBytes(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined || bytes < 1)
    throw new InvalidArgumentError('Expected a size such as 64MB or "1.5 GB".');
  return bytes;
}

/** Where events come from: a file or `-`, and the source they belong to when it is said. */
export interface EventsOption {
  readonly source?: string;
  readonly path: string;
}

/** Reads `[SOURCE=]FILE` and adds it to those before. */
export function addEvents(text: string, before: readonly EventsOption[]): readonly EventsOption[] {
  const match = /^([A-Za-z_]\w*)=(.+)$/s.exec(text);
  const option = match === null ? { path: text } : { source: match[1]!, path: match[2]! };
  if (option.path === '') throw new InvalidArgumentError('Expected a file, or - for standard input.');
  return [...before, option];
}

/** A length of time, in ms. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || !(ms > 0))
    throw new InvalidArgumentError('Expected a time such as "5 seconds" or "30 days".');
  return ms;
}

/** Where a topic is read from. A time without offset is in UTC. */
export function startPoint(text: string): StartPoint {
  if (text === 'earliest' || text === 'latest') return text;
  const instant = TimeFormat.compile('iso', { zone: Zone.of('UTC') }).parse(text);
  if (!Number.isNaN(instant)) return instant;
  throw new InvalidArgumentError('Expected earliest, latest, or a time such as 2026-05-04T10:00:00Z.');
}
