/** Rows as a table of text: a column as wide as its widest value, numbers to the right. */

import { displayWidth, harmless } from '../replay/display-text.ts';

type Row = Readonly<Record<string, unknown>>;

/** Heading first; one line saying so when there are no rows. */
export function textTable(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['no rows'];
  const names = Object.keys(rows[0]!);
  const columns = names.map((name) => {
    const values = rows.map((row) => row[name]);
    const texts = [name, ...values.map(textOf)];
    const isNumber = values.every((value) => typeof value === 'number' || value === undefined);
    return { texts, width: Math.max(...texts.map(displayWidth)), isNumber };
  });
  return [...rows.keys(), rows.length].map((line) =>
    columns
      .map(({ texts, width, isNumber }) => pad(texts[line]!, width, isNumber))
      .join('  ')
      .trimEnd(),
  );
}

function textOf(value: unknown): string {
  return value === undefined ? '' : harmless(String(value));
}

function pad(text: string, width: number, toTheRight: boolean): string {
  const blanks = ' '.repeat(width - displayWidth(text));
  return toTheRight ? blanks + text : text + blanks;
}
