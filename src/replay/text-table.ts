/** A table in plain text: columns as wide as their widest cell, numbers to the right. */

import { displayWidth, padEnd, padStart } from './display-text.ts';
import type { Palette } from './palette.ts';

export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** The titles, then one line a row, two spaces between columns. Every row has a cell for every column. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  palette: Palette,
): readonly string[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index]!))),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => (align === 'left' ? padEnd : padStart)(cells[index]!, widths[index]!))
      .join('  ')
      .trimEnd();
  return [palette.dim(line(columns.map(({ title }) => title))), ...rows.map(line)];
}
