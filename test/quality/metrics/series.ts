/** Numeric series with labelled windows, from a folder of CSV files (`timestamp,value`) and its `windows.json`. */

import { existsSync, readFileSync } from 'node:fs';
import type { RowWindow } from './nab-score.ts';

export interface LabelledSeries {
  /** Path of its file in the folder. */
  readonly name: string;
  /** The file as it is. */
  readonly bytes: Uint8Array;
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly windows: readonly RowWindow[];
}

const windowsFile = 'windows.json';

export function hasSeries(folder: string): boolean {
  return existsSync(`${folder}/${windowsFile}`);
}

/** Every series that `windows.json` names. @throws Error when a file or a window's row is not there */
export function readSeries(folder: string): LabelledSeries[] {
  const windows = JSON.parse(readFileSync(`${folder}/${windowsFile}`, 'utf8')) as Record<
    string,
    [string, string][]
  >;
  return Object.entries(windows).map(([name, spans]) => {
    const bytes = readFileSync(`${folder}/${name}`);
    const [, ...lines] = new TextDecoder().decode(bytes).trimEnd().split('\n');
    const cells = lines.map((line) => line.split(','));
    const times = cells.map(([timestamp]) => instantOf(timestamp));
    const rowAt = (text: string): number => {
      const row = times.indexOf(instantOf(text));
      if (row < 0) throw new Error(`${name}: expected a row at ${text}, as ${windowsFile} says, found none`);
      return row;
    };
    return {
      name,
      bytes,
      times,
      values: cells.map(([, value]) => Number(value)),
      windows: spans.map(([from, to]) => ({ first: rowAt(from), last: rowAt(to) })),
    };
  });
}

/** `2014-04-10 07:15:00`, with or without a fraction, as UTC. */
function instantOf(text: string): number {
  return Date.parse(`${text.trim().replace(' ', 'T')}Z`);
}
