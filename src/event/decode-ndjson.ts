/** Decodes JSON objects, one a line: by the byte scanner where it can, by JSON.parse for the rest. */

import { recordBytesMax } from '../limits.ts';
import { Admission, type DecoderContext } from './admission.ts';
import type { Batch } from './batch.ts';
import { convertersOf } from './convert.ts';
import { ObjectReader } from './decode-object.ts';
import { JsonScanner } from './json-scanner.ts';
import { contentEndOf, isBlank, lineEndOf, lineFeed, skipByteOrderMark } from './line-ends.ts';
import { sampleOfBytes, sampleOfText } from './sample.ts';
import type { SourceSchema } from './schema.ts';
import { decodeText, TextGuard } from './text-bytes.ts';

/** See `Decoder` for the contract. Both paths accept the same lines and give the same rows and refusals. */
export class NdjsonDecoder {
  readonly ignored = 0;
  readonly #admission: Admission;
  readonly #reader: ObjectReader;
  readonly #scanner: JsonScanner;
  readonly #guard = new TextGuard();

  constructor(source: SourceSchema, context: DecoderContext) {
    this.#admission = new Admission(source, context);
    const converters = convertersOf(source);
    this.#reader = new ObjectReader(source, context, this.#admission, converters);
    this.#scanner = new JsonScanner(converters);
  }

  decode(bytes: Uint8Array, start: number, end: number, batch: Batch): number {
    const admission = this.#admission;
    const guard = this.#guard;
    guard.enter(bytes, start, end);
    batch.attach(bytes);
    const lastLineFeed = start + bytes.subarray(start, end).lastIndexOf(lineFeed);
    let at = start;
    while (at < end && batch.rows < batch.capacity) {
      const first = admission.position === 0 ? skipByteOrderMark(bytes, at, end) : at;
      const next = first <= lastLineFeed ? this.#scanner.scan(bytes, first, batch) : -1;
      if (next > 0 && next - 1 - at <= recordBytesMax && guard.accepts(first, next)) {
        admission.position++;
        admission.keepOrRefuse(batch, bytes, first, next - 1);
        at = next;
      } else {
        at = this.#readLine(bytes, at, first, end, batch);
      }
    }
    guard.leave(at);
    return at;
  }

  refuseUnfinished(bytes: Uint8Array, start: number, end: number): number {
    const lineEnd = lineEndOf(bytes, start, end);
    this.#admission.position++;
    this.#admission.refuseTooLong(bytes, start, lineEnd);
    return Math.min(lineEnd + 1, end);
  }

  /** The full path for one line; `first` is where its text begins, after a byte order mark. */
  #readLine(bytes: Uint8Array, at: number, first: number, end: number, batch: Batch): number {
    const admission = this.#admission;
    const lineEnd = lineEndOf(bytes, first, end);
    if (lineEnd - at > recordBytesMax) return this.refuseUnfinished(bytes, at, end);
    const contentEnd = contentEndOf(bytes, first, lineEnd);
    if (isBlank(bytes, first, contentEnd)) {
      admission.position++;
    } else if (!this.#guard.accepts(first, contentEnd)) {
      admission.position++;
      admission.refuseBinary(bytes, first, contentEnd);
    } else {
      this.#readText(bytes, first, contentEnd, batch);
    }
    return Math.min(lineEnd + 1, end);
  }

  #readText(bytes: Uint8Array, start: number, end: number, batch: Batch): void {
    let record: unknown;
    try {
      record = JSON.parse(decodeText(bytes, start, end));
    } catch (error) {
      const reason = `a record is one JSON object on one line; ${sampleOfText((error as SyntaxError).message)}`;
      this.#admission.position++;
      this.#admission.refuseBytes('not-json', reason, bytes, start, end);
      return;
    }
    this.#reader.read(record, batch, () => sampleOfBytes(bytes, start, end));
  }
}
