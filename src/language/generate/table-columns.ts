/** Columns of tables as maps from key to cell: made once per program, one look-up per event. */

import { numberOfText } from '../../event/number-text.ts';
import type { CheckedTable } from '../checked.ts';

/** An empty cell is a missing value and has no entry. */
export class TableColumns {
  readonly #texts = new Map<string, ReadonlyMap<string, string>>();
  readonly #numbers = new Map<string, ReadonlyMap<string, number>>();

  texts(table: CheckedTable, column: string): ReadonlyMap<string, string> {
    const name = JSON.stringify([table.name, column]);
    const known = this.#texts.get(name);
    if (known !== undefined) return known;
    const index = table.columns.indexOf(column);
    if (index < 0) throw new Error(`broken invariant: table "${table.name}" has no column "${column}"`);
    const cells = new Map<string, string>();
    for (const [key, row] of table.rows) if ((row[index] ?? '') !== '') cells.set(key, row[index]);
    this.#texts.set(name, cells);
    return cells;
  }

  /** Cells that are not decimal numbers are missing. */
  numbers(table: CheckedTable, column: string): ReadonlyMap<string, number> {
    const name = JSON.stringify([table.name, column]);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const cells = new Map<string, number>();
    for (const [key, text] of this.texts(table, column)) cells.set(key, numberOfText(text));
    this.#numbers.set(name, cells);
    return cells;
  }
}
