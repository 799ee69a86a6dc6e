/** Values of command line options: read, checked, and refused with what was expected. */

import { InvalidArgumentError } from 'commander';
import { parseBytes } from '../replay/number-text.ts';

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
