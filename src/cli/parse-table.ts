/** Reads a lookup table from the text of a CSV file: a header, then one row for each value of the key column. */

import { csvRecords } from '../event/csv-scanner.ts';
import { isText } from '../event/text-bytes.ts';
import { FileError } from '../files/file-error.ts';
import { didYouMean } from '../language/nearest-name.ts';
import type { TableContent } from '../replay/replay-port.ts';

/**
 * O(bytes) in time and memory.
 * @throws FileError with the line when a row has the wrong number of cells or a key comes twice, when there is no such
 * column, and when the bytes are no UTF-8.
 */
export function parseTable(options: {
  readonly path: string;
  readonly csv: Uint8Array;
  readonly key: string;
}): TableContent {
  const { path, key, csv } = options;
  const refuse = (message: string) => new FileError('table-unreadable', path, message);
  // Names in another encoding would match no event, and nobody would know why.
  if (!isText(csv, 0, csv.length))
    throw refuse('expected text in UTF-8, found other bytes; save it as CSV in UTF-8');
  const rows = new Map<string, readonly string[]>();
  let columns: readonly string[] | undefined;
  let keyColumn = -1;
  try {
    for (const { line, fields } of csvRecords(withoutMark(csv), ',')) {
      if (columns === undefined) {
        columns = fields.map((name) => name.trim());
        keyColumn = columns.indexOf(key);
        if (keyColumn < 0) {
          const hint = didYouMean(key, columns) ?? 'check its spelling';
          throw refuse(`expected a column "${key}", found ${columns.join(', ')}; ${hint}`);
        }
        continue;
      }
      if (fields.length !== columns.length) {
        throw refuse(
          `line ${line}: expected ${columns.length} cells as in the header, found ${fields.length}`,
        );
      }
      const value = fields[keyColumn]!;
      if (rows.has(value))
        throw refuse(`line ${line}: expected each key once, found "${value}" again; keep one row`);
      rows.set(value, fields);
    }
  } catch (error) {
    if (error instanceof RangeError) throw refuse(error.message);
    throw error;
  }
  if (columns === undefined)
    throw refuse('expected a header with the names of the columns, found an empty file');
  return { columns, rows };
}

/** Spreadsheets put a byte order mark in front. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
