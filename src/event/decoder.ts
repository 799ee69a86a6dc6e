/** The port every format implements: bytes in, rows of a batch out, with what does not fit refused and named. */

import type { DecoderContext } from './admission.ts';
import type { Batch } from './batch.ts';
import { CsvDecoder } from './decode-csv.ts';
import { LinesDecoder } from './decode-lines.ts';
import { NdjsonDecoder } from './decode-ndjson.ts';
import type { SourceSchema } from './schema.ts';

export type { DecoderContext } from './admission.ts';

export interface Decoder {
  /**
   * Decodes whole records from bytes[start, end) into the batch, from `batch.rows` on, until the batch is full or the bytes
   * are used up. The bytes end with a line feed, except at the end of the input. Answers the offset of the first byte not
   * consumed: before `end` only when the batch is full, or the last record has not ended yet (an open quote). Then the next
   * call begins with that record again, with more bytes behind it.
   * Rows hold spans of `bytes`, which must stay unchanged until the batch is handed over or its rows are settled.
   */
  decode(bytes: Uint8Array, start: number, end: number, batch: Batch): number;
  /**
   * Refuses the line at `start`, because the record that begins there ends neither within the input nor within the longest
   * record. Answers the offset after the line, or `end`.
   */
  refuseUnfinished(bytes: Uint8Array, start: number, end: number): number;
  /** Records left out on purpose, because the source says that only some lines concern it. */
  readonly ignored: number;
}

/** The decoder of a source's format. @throws RangeError when the format or a time or line pattern is not valid. */
export function createDecoder(source: SourceSchema, context: DecoderContext): Decoder {
  switch (source.format.kind) {
    case 'ndjson':
      return new NdjsonDecoder(source, context);
    case 'csv':
      return new CsvDecoder(source, source.format, context);
    case 'lines':
      return new LinesDecoder(source, source.format, context);
  }
}
