/** Decodes delimited records (RFC 4180), with the column names in the first record or given by the source. */

import { recordBytesMax } from '../limits.ts';
import { Admission, type DecoderContext } from './admission.ts';
import type { Batch } from './batch.ts';
import { convertersOf, type FieldConverter } from './convert.ts';
import { CsvScanner } from './csv-scanner.ts';
import { contentEndOf, isBlank, lineEndOf, lineFeed, skipByteOrderMark } from './line-ends.ts';
import { sampleOfBytes } from './sample.ts';
import type { SourceFormat, SourceSchema } from './schema.ts';
import { TextGuard } from './text-bytes.ts';

type CsvFormat = Extract<SourceFormat, { kind: 'csv' }>;

/** See `Decoder` for the contract. The position of a record is the number of the line it begins in. */
export class CsvDecoder {
  readonly ignored = 0;
  readonly #admission: Admission;
  readonly #converters: readonly FieldConverter[];
  readonly #scanner: CsvScanner;
  readonly #guard = new TextGuard();
  /** Column of each field, -1 when the header has none. */
  readonly #columns: Int32Array;
  #columnCount = 0;
  #headerRead = false;

  /** @throws RangeError when the separator is not one ASCII character, or a field names none of the given columns. */
  constructor(source: SourceSchema, format: CsvFormat, context: DecoderContext) {
    this.#admission = new Admission(source, context);
    this.#converters = convertersOf(source);
    this.#scanner = new CsvScanner(format.separator);
    this.#columns = new Int32Array(this.#converters.length).fill(-1);
    if (format.columns === undefined) return;
    const absent = this.#useColumns(format.columns);
    if (absent.length > 0) {
      const given = format.columns.join(', ');
      throw new RangeError(
        `source "${source.name}" has no column "${absent.join('", "')}"; its columns are ${given}`,
      );
    }
  }

  decode(bytes: Uint8Array, start: number, end: number, batch: Batch): number {
    const admission = this.#admission;
    const scanner = this.#scanner;
    this.#guard.enter(bytes, start, end);
    batch.attach(bytes);
    let at = start;
    while (at < end && batch.rows < batch.capacity) {
      const first = admission.position === 0 ? skipByteOrderMark(bytes, at, end) : at;
      const next = scanner.scan(bytes, first, end);
      if (next < 0 && end - at <= recordBytesMax) break;
      if (next < 0 || this.#recordLength(bytes, at, next) > recordBytesMax) {
        at = this.refuseUnfinished(bytes, at, end);
        continue;
      }
      admission.position++;
      this.#record(bytes, first, next, batch);
      admission.position += scanner.lineFeeds;
      at = next;
    }
    this.#guard.leave(at);
    return at;
  }

  refuseUnfinished(bytes: Uint8Array, start: number, end: number): number {
    const lineEnd = lineEndOf(bytes, start, end);
    this.#scanner.forget();
    this.#admission.position++;
    if (lineEnd - start > recordBytesMax) this.#admission.refuseTooLong(bytes, start, lineEnd);
    else {
      const reason = 'a quoted field begins in this line, and its closing quote is missing or too far away';
      this.#admission.refuseBytes('wrong-columns', reason, bytes, start, lineEnd);
    }
    return Math.min(lineEnd + 1, end);
  }

  #recordLength(bytes: Uint8Array, start: number, next: number): number {
    return bytes[next - 1] === lineFeed ? next - 1 - start : next - start;
  }

  #record(bytes: Uint8Array, start: number, next: number, batch: Batch): void {
    const contentEnd = contentEndOf(bytes, start, start + this.#recordLength(bytes, start, next));
    if (isBlank(bytes, start, contentEnd)) return;
    const scanner = this.#scanner;
    if (!this.#guard.accepts(start, contentEnd)) this.#admission.refuseBinary(bytes, start, contentEnd);
    else if (scanner.malformed) {
      const reason = 'a closing quote is followed by a separator or the end of the record, found other text';
      this.#admission.refuseBytes('wrong-columns', reason, bytes, start, contentEnd);
    } else if (!this.#headerRead) this.#readHeader(bytes, start, contentEnd);
    else if (scanner.count !== this.#columnCount) {
      const reason = `a record has ${this.#columnCount} columns, found ${scanner.count}`;
      this.#admission.refuseBytes('wrong-columns', reason, bytes, start, contentEnd);
    } else this.#row(bytes, start, contentEnd, batch);
  }

  #row(bytes: Uint8Array, start: number, end: number, batch: Batch): void {
    const scanner = this.#scanner;
    for (let field = 0; field < this.#converters.length; field++) {
      const converter = this.#converters[field];
      const column = this.#columns[field];
      if (column < 0) converter.missing(batch, batch.rows);
      else {
        const stored =
          scanner.doubled[column] === 1
            ? converter.text(batch, batch.rows, scanner.text(bytes, column))
            : converter.span(batch, batch.rows, bytes, scanner.starts[column], scanner.ends[column]);
        if (stored) continue;
        const reason = converter.complaint(scanner.text(bytes, column));
        this.#admission.refuse(
          converter.refusalCode,
          reason,
          sampleOfBytes(bytes, start, end),
          converter.field.name,
        );
        return;
      }
    }
    this.#admission.keepOrRefuse(batch, bytes, start, end);
  }

  #readHeader(bytes: Uint8Array, start: number, end: number): void {
    const names = this.#scanner.texts(bytes).map((name) => name.trim());
    const absent = this.#useColumns(names);
    if (absent.length === 0) return;
    const reason = `the header lacks the column "${absent.join('", "')}", which stays missing; it has ${names.join(', ')}`;
    this.#admission.refuseBytes('wrong-columns', reason, bytes, start, end);
  }

  /** Answers the paths that no column has. */
  #useColumns(names: readonly string[]): string[] {
    this.#headerRead = true;
    this.#columnCount = names.length;
    const paths = this.#converters.map((converter) => converter.field.path);
    paths.forEach((path, field) => {
      this.#columns[field] = names.indexOf(path);
    });
    return paths.filter((path) => !names.includes(path));
  }
}
