/**
 * Reads the wanted members of one JSON object straight from its bytes. It accepts only what it can prove to be well-formed
 * and simple; for the rest it answers -1, and the line goes to JSON.parse.
 *
 * Not simple are: a backslash in any key or in a wanted string, a wanted key twice in one object, a field found under two
 * paths, a wanted value of a type its field does not take, deep nesting. The record must end with a line feed.
 */

import type { Batch } from './batch.ts';
import type { FieldConverter } from './convert.ts';
import {
  closeBrace,
  colon,
  comma,
  letterF,
  letterN,
  letterT,
  minus,
  nine,
  openBrace,
  plain,
  quote,
  skipNumber,
  skipPlainString,
  skipSpace,
  skipValue,
  skipWord,
  zero,
} from './json-skip.ts';
import { lineFeed } from './line-ends.ts';
import { MemberTable } from './member-table.ts';
import { isCanonicalInteger, numberOfSpan } from './number-text.ts';

const space = 0x20;

export class JsonScanner {
  readonly #converters: readonly FieldConverter[];
  readonly #isText: readonly boolean[];
  readonly #keys = new MemberTable();
  readonly #simple: boolean;
  /** Number of the record in which a field was last written. */
  readonly #written: Float64Array;
  #record = 0;
  #writes = 0;

  constructor(converters: readonly FieldConverter[]) {
    this.#converters = converters;
    this.#isText = converters.map(({ field }) => field.type === 'text');
    this.#written = new Float64Array(converters.length);
    this.#simple = converters.map(({ field }, index) => this.#keys.add(field.path, index)).every(Boolean);
  }

  /**
   * Reads the record at `at` into row `batch.rows`. Answers the offset after its line feed, or -1: then the row holds
   * nothing of use. O(bytes of the record).
   */
  scan(bytes: Uint8Array, at: number, batch: Batch): number {
    if (!this.#simple) return -1;
    this.#record++;
    this.#writes = 0;
    let here = skipSpace(bytes, at);
    if (bytes[here] !== openBrace) return -1;
    here = this.#members(bytes, here + 1, this.#keys, batch);
    if (here < 0) return -1;
    here = skipSpace(bytes, here);
    if (bytes[here] !== lineFeed) return -1;
    if (this.#writes < this.#converters.length) this.#fillMissing(batch);
    return here + 1;
  }

  #members(bytes: Uint8Array, at: number, keys: MemberTable, batch: Batch): number {
    let here = skipSpace(bytes, at);
    if (bytes[here] === closeBrace) return here + 1;
    for (;;) {
      if (bytes[here] !== quote) return -1;
      const start = ++here;
      while (plain[bytes[here]] === 1) here++;
      if (bytes[here] !== quote) return -1;
      const entry = keys.find(bytes, start, here);
      if (bytes[++here] <= space) here = skipSpace(bytes, here);
      if (bytes[here] !== colon) return -1;
      if (bytes[++here] <= space) here = skipSpace(bytes, here);
      here = entry < 0 ? skipValue(bytes, here, 1) : this.#wanted(bytes, here, keys, entry, batch);
      if (here < 0) return -1;
      if (bytes[here] <= space) here = skipSpace(bytes, here);
      if (bytes[here] === closeBrace) return here + 1;
      if (bytes[here] !== comma) return -1;
      if (bytes[++here] <= space) here = skipSpace(bytes, here);
    }
  }

  #wanted(bytes: Uint8Array, at: number, keys: MemberTable, entry: number, batch: Batch): number {
    if (keys.seen[entry] === this.#record) return -1;
    keys.seen[entry] = this.#record;
    const field = keys.fields[entry];
    if (field >= 0) {
      if (this.#written[field] === this.#record) return -1;
      this.#written[field] = this.#record;
      this.#writes++;
      return this.#value(bytes, at, field, batch);
    }
    if (bytes[at] !== openBrace) return skipValue(bytes, at, 1);
    return this.#members(bytes, at + 1, keys.children[entry]!, batch);
  }

  #value(bytes: Uint8Array, at: number, field: number, batch: Batch): number {
    const converter = this.#converters[field];
    const row = batch.rows;
    const byte = bytes[at];
    if (byte === quote) {
      const end = skipPlainString(bytes, at);
      return end >= 0 && converter.span(batch, row, bytes, at + 1, end - 1) ? end : -1;
    }
    if (byte === minus || (byte >= zero && byte <= nine)) {
      const end = skipNumber(bytes, at);
      if (end < 0) return -1;
      const asText = this.#isText[field] && isCanonicalInteger(bytes, at, end);
      if (asText) return converter.span(batch, row, bytes, at, end) ? end : -1;
      return converter.number(batch, row, numberOfSpan(bytes, at, end)) ? end : -1;
    }
    const end = skipWord(bytes, at);
    if (end < 0) return -1;
    if (byte === letterN) converter.missing(batch, row);
    else if (byte === letterT || byte === letterF) {
      if (!converter.truth(batch, row, byte === letterT)) return -1;
    }
    return end;
  }

  #fillMissing(batch: Batch): void {
    for (let field = 0; field < this.#converters.length; field++) {
      if (this.#written[field] !== this.#record) this.#converters[field].missing(batch, batch.rows);
    }
  }
}
