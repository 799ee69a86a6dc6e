/** Decodes lines of text by patterns with named parts; the first pattern that fits a line reads it. */

import { recordBytesMax } from '../limits.ts';
import { Admission, type DecoderContext } from './admission.ts';
import type { Batch } from './batch.ts';
import { convertersOf, type FieldConverter } from './convert.ts';
import { contentEndOf, isBlank, lineEndOf, skipByteOrderMark } from './line-ends.ts';
import { LineMatcher } from './line-matcher.ts';
import { parseLinePattern } from './line-pattern.ts';
import { sampleOfBytes } from './sample.ts';
import { recordFields, type SourceFormat, type SourceSchema } from './schema.ts';
import { decodeText, TextGuard } from './text-bytes.ts';

type LinesFormat = Extract<SourceFormat, { kind: 'lines' }>;

interface Layout {
  readonly matcher: LineMatcher;
  /** Index of the part that delivers each field, -1 when this pattern has none. */
  readonly partOfField: Int32Array;
}

/** See `Decoder` for the contract. */
export class LinesDecoder {
  ignored = 0;
  readonly #admission: Admission;
  readonly #converters: readonly FieldConverter[];
  readonly #layouts: readonly Layout[];
  readonly #ignoreOthers: boolean;
  readonly #guard = new TextGuard();

  /** @throws RangeError when a pattern cannot be read, or a field stands in none of them. */
  constructor(source: SourceSchema, format: LinesFormat, context: DecoderContext) {
    this.#admission = new Admission(source, context);
    this.#converters = convertersOf(source);
    this.#ignoreOthers = format.ignoreOthers;
    const patterns = format.patterns.map(parseLinePattern);
    const names = new Set(patterns.flatMap((pattern) => pattern.names));
    const fields = recordFields(source);
    for (const { name, path } of fields) {
      if (names.has(path)) continue;
      const known = [...names].join(', ');
      throw new RangeError(
        `field "${name}" of source "${source.name}" stands in no line pattern; they name ${known}`,
      );
    }
    this.#layouts = patterns.map((pattern) => ({
      matcher: new LineMatcher(pattern),
      partOfField: Int32Array.from(fields, (field) => pattern.names.indexOf(field.path)),
    }));
  }

  decode(bytes: Uint8Array, start: number, end: number, batch: Batch): number {
    const admission = this.#admission;
    this.#guard.enter(bytes, start, end);
    batch.attach(bytes);
    let at = start;
    while (at < end && batch.rows < batch.capacity) {
      const first = admission.position === 0 ? skipByteOrderMark(bytes, at, end) : at;
      const lineEnd = lineEndOf(bytes, first, end);
      if (lineEnd - at > recordBytesMax) {
        at = this.refuseUnfinished(bytes, at, end);
        continue;
      }
      admission.position++;
      const contentEnd = contentEndOf(bytes, first, lineEnd);
      if (!isBlank(bytes, first, contentEnd)) this.#line(bytes, first, contentEnd, batch);
      at = Math.min(lineEnd + 1, end);
    }
    this.#guard.leave(at);
    return at;
  }

  refuseUnfinished(bytes: Uint8Array, start: number, end: number): number {
    const lineEnd = lineEndOf(bytes, start, end);
    this.#admission.position++;
    this.#admission.refuseTooLong(bytes, start, lineEnd);
    return Math.min(lineEnd + 1, end);
  }

  #line(bytes: Uint8Array, start: number, end: number, batch: Batch): void {
    if (!this.#guard.accepts(start, end)) {
      this.#admission.refuseBinary(bytes, start, end);
      return;
    }
    for (const layout of this.#layouts) {
      if (!layout.matcher.match(bytes, start, end)) continue;
      this.#row(layout, bytes, start, end, batch);
      return;
    }
    if (this.#ignoreOthers) this.ignored++;
    else this.#admission.refuseBytes('no-pattern-fits', this.#noPatternFits(), bytes, start, end);
  }

  #row(layout: Layout, bytes: Uint8Array, start: number, end: number, batch: Batch): void {
    const { matcher, partOfField } = layout;
    for (let field = 0; field < this.#converters.length; field++) {
      const converter = this.#converters[field];
      const part = partOfField[field];
      if (part < 0) converter.missing(batch, batch.rows);
      else if (!converter.span(batch, batch.rows, bytes, matcher.starts[part], matcher.ends[part])) {
        const reason = converter.complaint(decodeText(bytes, matcher.starts[part], matcher.ends[part]));
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

  #noPatternFits(): string {
    const count = this.#layouts.length;
    const tried = count === 1 ? 'the one line pattern' : `one of the ${count} line patterns`;
    return `a line fits ${tried} of the source from beginning to end, this one does not`;
  }
}
