/** The conversions from what a record holds to what a column holds: one converter for one field, used by every decoder. */

import { parseDuration, secondMs } from '../time/duration.ts';
import { TimeFormat } from '../time/time-format.ts';
import { CanonicalCache, canonicalAddress, canonicalNetwork, isDottedSpan } from './address.ts';
import { type Batch, type NumberColumn, TextColumn } from './batch.ts';
import { skipNumber } from './json-skip.ts';
import { numberOfSpan, numberOfText } from './number-text.ts';
import type { RefusalCode } from './refusal.ts';
import { sampleOfText } from './sample.ts';
import { type FieldSchema, isTextual, recordFields, type SourceSchema } from './schema.ts';
import { decodeText } from './text-bytes.ts';

const hyphen = 0x2d;
const durationCharsMax = 64;
/** Seconds of our days times 1000 are off by 0.00025 ms at most: with this much added, 1.001 s is 1001 ms and not 1000. */
const roundingSlackMs = 0.0005;

/**
 * Writes the values of one field into its column. Each method stores a value, or "missing", at a row and answers true, or
 * answers false for a value of the wrong type. "" and "-" (the nothing of web logs) are missing unless the field is a text.
 */
export class FieldConverter {
  readonly field: FieldSchema;
  /** Code of the refusal when a value does not fit. */
  readonly refusalCode: RefusalCode;
  readonly #column: number;
  readonly #textual: boolean;
  readonly #format: TimeFormat | undefined;
  readonly #seconds: boolean;
  readonly #canonical: CanonicalCache | undefined;

  constructor(source: SourceSchema, column: number) {
    this.field = source.fields[column];
    this.#column = column;
    this.#textual = isTextual(this.field.type);
    this.#seconds = this.field.timePattern === 'epoch seconds';
    this.refusalCode = this.field.type === 'time' ? 'time-unreadable' : 'wrong-type';
    if (this.field.type === 'time') {
      const options = source.year === undefined ? {} : { year: source.year };
      this.#format = TimeFormat.compile(this.field.timePattern ?? 'iso', { zone: source.zone, ...options });
    }
    if (this.field.type === 'ip') this.#canonical = new CanonicalCache(canonicalAddress);
    if (this.field.type === 'network') this.#canonical = new CanonicalCache(canonicalNetwork);
  }

  missing(batch: Batch, row: number): void {
    const column = batch.columns[this.#column];
    if (this.#textual) (column as TextColumn).starts[row] = TextColumn.missing;
    else (column as NumberColumn).values[row] = Number.NaN;
  }

  /** A text in bytes[start, end), valid UTF-8, that stays unchanged until the batch is handed over. Same result as `text`. */
  span(batch: Batch, row: number, bytes: Uint8Array, start: number, end: number): boolean {
    switch (this.field.type) {
      case 'text':
        this.#setSpan(batch, row, start, end);
        return true;
      case 'number':
        if (skipNumber(bytes, start) !== end) break;
        return this.number(batch, row, numberOfSpan(bytes, start, end));
      case 'time': {
        const instant = this.#format!.parseBytes(bytes, start, end);
        if (Number.isNaN(instant)) break;
        return this.#setNumber(batch, row, instant);
      }
      case 'ip':
        if (!isDottedSpan(bytes, start, end)) break;
        this.#setSpan(batch, row, start, end);
        return true;
    }
    return this.text(batch, row, decodeText(bytes, start, end));
  }

  text(batch: Batch, row: number, text: string): boolean {
    if (this.field.type === 'text') return this.#setText(batch, row, text);
    if (text.length === 0 || (text.length === 1 && text.charCodeAt(0) === hyphen)) {
      this.missing(batch, row);
      return true;
    }
    switch (this.field.type) {
      case 'number':
        return this.#setNumber(batch, row, numberOfText(text));
      case 'boolean':
        return this.#setNumber(batch, row, truthOfText(text));
      case 'time':
        return this.#setNumber(batch, row, this.#format!.parse(text));
      case 'duration': {
        const known = text.length <= durationCharsMax ? parseDuration(text) : undefined;
        return this.#setNumber(batch, row, known ?? numberOfText(text));
      }
      default: {
        const canonical = this.#canonical!.of(text);
        return canonical !== undefined && this.#setText(batch, row, canonical);
      }
    }
  }

  number(batch: Batch, row: number, value: number): boolean {
    switch (this.field.type) {
      case 'text':
        return this.#setText(batch, row, String(value));
      case 'number':
      case 'duration':
        return Number.isFinite(value) && this.#setNumber(batch, row, value);
      case 'boolean':
        return (value === 0 || value === 1) && this.#setNumber(batch, row, value);
      case 'time':
        return this.#setNumber(batch, row, this.#instantOf(value));
      default:
        return false;
    }
  }

  truth(batch: Batch, row: number, value: boolean): boolean {
    if (this.field.type === 'text') return this.#setText(batch, row, String(value));
    return this.field.type === 'boolean' && this.#setNumber(batch, row, value ? 1 : 0);
  }

  /** Any value of a plain object: null and undefined are missing, a Date is an instant. */
  value(batch: Batch, row: number, value: unknown): boolean {
    if (typeof value === 'string') return this.text(batch, row, value);
    if (typeof value === 'number') return this.number(batch, row, value);
    if (typeof value === 'boolean') return this.truth(batch, row, value);
    if (value === undefined || value === null) {
      this.missing(batch, row);
      return true;
    }
    if (value instanceof Date && this.field.type === 'time')
      return this.#setNumber(batch, row, value.getTime());
    return false;
  }

  /** One sentence: what the field takes, and what came instead. */
  complaint(found: unknown): string {
    return `field "${this.field.name}" takes ${this.expected()}, found ${describeValue(found)}`;
  }

  /** What the field takes, for messages. */
  expected(): string {
    switch (this.field.type) {
      case 'text':
        return 'a text';
      case 'number':
        return 'a number';
      case 'boolean':
        return 'true or false';
      case 'ip':
        return 'an IP address such as "10.0.0.1"';
      case 'network':
        return 'a network such as "10.0.0.0/8"';
      case 'duration':
        return 'a duration such as "5 minutes", or milliseconds';
      case 'time':
        return `a time by the pattern "${this.field.timePattern ?? 'iso'}"`;
    }
  }

  /** A number is milliseconds unless the pattern says seconds; what is finer than a millisecond is cut off. */
  #instantOf(value: number): number {
    if (!Number.isFinite(value)) return Number.NaN;
    return Math.floor(this.#seconds ? value * secondMs + roundingSlackMs : value);
  }

  /** NaN is refused: for a number column it would read as missing. */
  #setNumber(batch: Batch, row: number, value: number): boolean {
    (batch.columns[this.#column] as NumberColumn).values[row] = value;
    return !Number.isNaN(value);
  }

  #setText(batch: Batch, row: number, text: string): boolean {
    (batch.columns[this.#column] as TextColumn).set(row, text);
    return true;
  }

  #setSpan(batch: Batch, row: number, start: number, end: number): void {
    const column = batch.columns[this.#column] as TextColumn;
    column.starts[row] = start;
    column.ends[row] = end;
  }
}

/** 1 and 0 for "true"/"1" and "false"/"0" in any case, NaN for the rest. */
function truthOfText(text: string): number {
  if (text.length > 5) return Number.NaN;
  const word = text.toLowerCase();
  if (word === 'true' || word === '1') return 1;
  return word === 'false' || word === '0' ? 0 : Number.NaN;
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the text "${sampleOfText(value)}"`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a date';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * One converter for each field that stands in the records of the source, in its order. A time pattern without a year remembers the record before, so
 * all that decode one stream share one set.
 */
export function convertersOf(source: SourceSchema): readonly FieldConverter[] {
  return recordFields(source).map((field) => new FieldConverter(source, source.fields.indexOf(field)));
}
