/** Splits one delimited record into fields, as RFC 4180 writes them. */

import { Buffer } from 'node:buffer';
import { csvColumnsMax, recordBytesMax } from '../limits.ts';
import { lineFeed } from './line-ends.ts';
import { decodeText } from './text-bytes.ts';

const quote = 0x22;
const carriageReturn = 0x0d;

/**
 * Holds the fields of the record scanned last. A quote counts at the beginning of a field only; inside quotes, line feeds
 * and separators belong to the field, and a quote is written twice.
 */
export class CsvScanner {
  /** Number of fields; those beyond `csvColumnsMax` are counted and not kept. */
  count = 0;
  /** Line feeds inside the record. */
  lineFeeds = 0;
  /** True when a closing quote was followed by something else than a separator: the record ends at that line's end. */
  malformed = false;
  readonly starts = new Int32Array(csvColumnsMax);
  readonly ends = new Int32Array(csvColumnsMax);
  /** 1 for a field with doubled quotes in it. */
  readonly doubled = new Uint8Array(csvColumnsMax);
  readonly #separator: number;
  /** A record whose quote was still open: where it begins, its last field begins, and scanning stopped; -1 for none. */
  #openRecord = -1;
  #openField = 0;
  #openAt = 0;
  #openDoubled = 0;

  /** @throws RangeError unless the separator is one ASCII character that neither quotes nor ends a record. */
  constructor(separator: string) {
    const byte = separator.charCodeAt(0);
    if (
      separator.length !== 1 ||
      byte > 0x7f ||
      byte === quote ||
      byte === lineFeed ||
      byte === carriageReturn
    ) {
      const found = JSON.stringify(separator);
      throw new RangeError(`a separator is one ASCII character such as "," or ";" or a tab, found ${found}`);
    }
    this.#separator = byte;
  }

  /**
   * Scans the record at `at`. Answers the offset after its line feed, or `end`; or -1 when a quote is still open at `end`
   * or after `recordBytesMax`: then the next call at the same offset, with more bytes, goes on where this one stopped, unless
   * `forget` was called. O(new bytes of the record).
   */
  scan(bytes: Uint8Array, at: number, end: number): number {
    let here = at;
    let resumed = at === this.#openRecord;
    if (!resumed) {
      this.#openRecord = -1;
      this.count = 0;
      this.lineFeeds = 0;
      this.malformed = false;
    }
    for (;;) {
      if (resumed) here = this.#quotedField(bytes, this.#openField, end, at);
      else if (here < end && bytes[here] === quote) here = this.#quotedField(bytes, here + 1, end, at);
      else here = this.#plainField(bytes, here, end);
      resumed = false;
      if (here < 0) return -1;
      if (here >= end) return end;
      if (bytes[here] === lineFeed) return here + 1;
      here++;
    }
  }

  /** Gives up the record whose quote is open. */
  forget(): void {
    this.#openRecord = -1;
  }

  /** The text of a field of the record scanned last. */
  text(bytes: Uint8Array, index: number): string {
    const text = decodeText(bytes, this.starts[index], this.ends[index]);
    return this.doubled[index] === 1 ? text.replaceAll('""', '"') : text;
  }

  /** All fields of the record scanned last. */
  texts(bytes: Uint8Array): string[] {
    return Array.from({ length: Math.min(this.count, csvColumnsMax) }, (_, index) => this.text(bytes, index));
  }

  #plainField(bytes: Uint8Array, at: number, end: number): number {
    const separator = this.#separator;
    let here = at;
    while (here < end && bytes[here] !== separator && bytes[here] !== lineFeed) here++;
    const last = here === end || bytes[here] === lineFeed;
    const returned = last && here > at && bytes[here - 1] === carriageReturn;
    this.#add(at, returned ? here - 1 : here, 0);
    return here;
  }

  #quotedField(bytes: Uint8Array, at: number, end: number, recordStart: number): number {
    const resumed = recordStart === this.#openRecord;
    const limit = Math.min(end, recordStart + recordBytesMax + 1);
    let doubled = resumed ? this.#openDoubled : 0;
    let here = resumed ? this.#openAt : at;
    this.#openRecord = -1;
    for (;;) {
      while (here < limit && bytes[here] !== quote) {
        if (bytes[here] === lineFeed) this.lineFeeds++;
        here++;
      }
      if (here >= limit) {
        this.#openRecord = recordStart;
        this.#openField = at;
        this.#openAt = here;
        this.#openDoubled = doubled;
        return -1;
      }
      if (here + 1 >= end || bytes[here + 1] !== quote) break;
      doubled = 1;
      here += 2;
    }
    this.#add(at, here, doubled);
    here++;
    if (here < end && bytes[here] === carriageReturn && (here + 1 === end || bytes[here + 1] === lineFeed))
      here++;
    if (here < end && bytes[here] !== this.#separator && bytes[here] !== lineFeed) {
      this.malformed = true;
      while (here < end && bytes[here] !== lineFeed) here++;
    }
    return here;
  }

  #add(start: number, end: number, doubled: number): void {
    if (this.count < csvColumnsMax) {
      this.starts[this.count] = start;
      this.ends[this.count] = end;
      this.doubled[this.count] = doubled;
    }
    this.count++;
  }
}

/** All records of a whole text, with the number of the line each begins in. For tables, not for streams. */
export function* csvRecords(
  text: Uint8Array,
  separator: string,
): Generator<{ line: number; fields: string[] }> {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  const scanner = new CsvScanner(separator);
  let line = 1;
  let at = 0;
  while (at < bytes.length) {
    const next = scanner.scan(bytes, at, bytes.length);
    if (next < 0)
      throw new RangeError(`line ${line}: a quoted field begins here and its closing quote is missing`);
    if (scanner.malformed) throw new RangeError(`line ${line}: text after the closing quote of a field`);
    const blank = scanner.count === 1 && scanner.starts[0] === scanner.ends[0] && bytes[at] !== quote;
    if (!blank) yield { line, fields: scanner.texts(bytes) };
    line += scanner.lineFeeds + 1;
    at = next;
  }
}
