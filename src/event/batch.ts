/** A batch: some thousand decoded records of one source as columns, reused from one batch to the next. */

import type { FieldSchema, SourceSchema } from './schema.ts';
import { isTextual } from './schema.ts';
import { TextCache } from './text-cache.ts';

/** Numbers, booleans (0/1), times and durations (ms). NaN is a missing value. */
export class NumberColumn {
  readonly field: FieldSchema;
  values: Float64Array;

  constructor(field: FieldSchema, capacity: number) {
    this.field = field;
    this.values = new Float64Array(capacity);
  }
}

/**
 * Texts. A row is either a span of UTF-8 bytes of the chunk the batch was decoded from (`starts[row] >= 0`), turned
 * into a string only when somebody asks, or a ready string (`starts[row] === ready`), or missing (`starts[row] === missing`).
 */
export class TextColumn {
  static readonly missing = -1;
  static readonly ready = -2;
  readonly field: FieldSchema;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly strings: (string | undefined)[];
  bytes: Uint8Array = new Uint8Array(0);
  readonly #cache = new TextCache();

  constructor(field: FieldSchema, capacity: number) {
    this.field = field;
    this.starts = new Int32Array(capacity).fill(TextColumn.missing);
    this.ends = new Int32Array(capacity);
    this.strings = new Array<string | undefined>(capacity).fill(undefined);
  }

  /** The text of a row, or undefined when it is missing. Made at most once per row; repeated values share one string. */
  at(row: number): string | undefined {
    const start = this.starts[row];
    if (start === TextColumn.ready) return this.strings[row];
    if (start === TextColumn.missing) return undefined;
    const text = this.#cache.text(this.bytes, start, this.ends[row]);
    this.strings[row] = text;
    this.starts[row] = TextColumn.ready;
    return text;
  }

  /** Stores a ready string, or a missing value. */
  set(row: number, text: string | undefined): void {
    this.strings[row] = text;
    this.starts[row] = text === undefined ? TextColumn.missing : TextColumn.ready;
  }
}

export type Column = NumberColumn | TextColumn;

/** A batch of one source. Rows 0 … `rows - 1` are filled; `time[row]` is the record's event time in epoch ms. */
export class Batch {
  readonly source: SourceSchema;
  readonly capacity: number;
  readonly columns: readonly Column[];
  rows = 0;
  readonly time: Float64Array;
  /** Number of the record in its input, counted from 1: their order. */
  readonly number: Float64Array;
  /** Where people find the record: its number (a line of a file), or its place in a topic. */
  readonly position: Float64Array;

  constructor(source: SourceSchema, capacity: number) {
    this.source = source;
    this.capacity = capacity;
    this.columns = source.fields.map((field) =>
      isTextual(field.type) ? new TextColumn(field, capacity) : new NumberColumn(field, capacity),
    );
    this.time = new Float64Array(capacity);
    this.number = new Float64Array(capacity);
    this.position = new Float64Array(capacity);
  }

  /** Lets spans written from now on point into these bytes. Rows that point into others must have been settled. */
  attach(bytes: Uint8Array): void {
    for (const column of this.columns) if (column instanceof TextColumn) column.bytes = bytes;
  }

  /** Makes the texts of all rows ready, so that the bytes they point into may go. */
  settle(): void {
    for (const column of this.columns) {
      if (column instanceof TextColumn) for (let row = 0; row < this.rows; row++) column.at(row);
    }
  }

  /** Index of the column of a field. @throws RangeError when the source has no such field. */
  columnOf(name: string): number {
    const index = this.source.fields.findIndex((field) => field.name === name);
    if (index < 0) throw new RangeError(`source "${this.source.name}" has no decoded field "${name}"`);
    return index;
  }
}
