/** Lookup tables: a CSV file with a header, held whole, with one row for each value of its key column. */

import { csvRecords } from '../event/csv-scanner.ts';
import { isText } from '../event/text-bytes.ts';
import { tableBytesMax } from '../limits.ts';
import { FileError } from './file-error.ts';
import { nearestName } from './nearest-name.ts';
import { readChunks } from './read-file.ts';

export interface TableOptions {
  /** Name of the column that holds the key. */
  readonly key: string;
  /** Columns wanted, in this order; all of them by default. */
  readonly columns?: readonly string[];
  /** "," by default. */
  readonly separator?: string;
}

export interface Table {
  readonly columns: string[];
  /** The wanted cells of a row, in the order of `columns`, by the text in the key column. */
  readonly rows: Map<string, string[]>;
}

/**
 * Reads a table from a CSV file (RFC 4180, UTF-8, ".gz" allowed). Blank lines are skipped. O(bytes of the file) in time and memory.
 * @throws FileError with the line when a key comes twice, a column is missing or a row has the wrong number of cells.
 */
export async function readTableCsv(path: string, options: TableOptions): Promise<Table> {
  const text = await readWhole(path);
  const records = csvRecords(text, options.separator ?? ',');
  const refuse = (message: string): FileError => new FileError('table-unreadable', path, message);
  try {
    const header = records.next();
    if (header.done) throw refuse('expected a header with the names of the columns, found an empty file');
    const names = header.value.fields.map((name) => name.trim());
    const columnOf = (name: string): number => {
      const column = names.indexOf(name);
      if (column < 0) throw refuse(noColumn(name, names));
      return column;
    };
    const key = columnOf(options.key);
    const columns = [...(options.columns ?? names)];
    const wanted = columns.map(columnOf);
    const lines = new Map<string, number>();
    const rows = new Map<string, string[]>();
    for (const { line, fields } of records) {
      if (fields.length !== names.length) {
        throw refuse(`line ${line} has ${fields.length} cells, the header has ${names.length}`);
      }
      const value = fields[key];
      if (rows.has(value)) {
        const earlier = lines.get(value);
        throw refuse(
          `the key "${value}" stands in line ${earlier} and again in line ${line}: keep one of them`,
        );
      }
      lines.set(value, line);
      rows.set(
        value,
        wanted.map((column) => fields[column]),
      );
    }
    return { columns, rows };
  } catch (error) {
    if (error instanceof RangeError) throw refuse(error.message);
    throw error;
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of readChunks(path)) {
    sizeBytes += chunk.length;
    if (sizeBytes > tableBytesMax) {
      const advice = `a table has at most ${tableBytesMax} bytes: leave out rows or columns that no rule uses`;
      throw new FileError('file-too-large', path, advice);
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks);
  if (!isText(text, 0, text.length)) {
    throw new FileError(
      'table-unreadable',
      path,
      'expected text in UTF-8, found other bytes: save it as CSV in UTF-8',
    );
  }
  const marked = text.length >= 3 && text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf;
  return marked ? text.subarray(3) : text;
}

function noColumn(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  const guess = nearest === undefined ? '' : ` did you mean "${nearest}"?`;
  return `there is no column "${name}" in the header (${names.join(', ')});${guess || ' check its spelling'}`;
}
