/** What every decoder does with a record in the end: it numbers it, and keeps it as a row or refuses it. */

import { eventTimeEnd, eventTimeMin, recordBytesMax } from '../limits.ts';
import type { Batch, NumberColumn } from './batch.ts';
import type { Refusal, RefusalCode } from './refusal.ts';
import { sampleOfBytes } from './sample.ts';
import type { SourceSchema } from './schema.ts';

export interface DecoderContext {
  /** Takes every refused record, in input order. */
  readonly refuse: (refusal: Refusal) => void;
}

export class Admission {
  /** Number of the record at hand, from 1; 0 before the first. The decoder counts it up. */
  position = 0;
  readonly #source: SourceSchema;
  readonly #context: DecoderContext;
  readonly #timeColumn: number;

  /** @throws RangeError when the time field is not among the decoded fields, or is not a time. */
  constructor(source: SourceSchema, context: DecoderContext) {
    this.#source = source;
    this.#context = context;
    this.#timeColumn = source.fields.findIndex((field) => field.name === source.timeField);
    if (source.fields[this.#timeColumn]?.type !== 'time') {
      throw new RangeError(
        `source "${source.name}" needs its time field "${source.timeField}" among its fields, with type time`,
      );
    }
  }

  /**
   * Sets time and position of row `batch.rows` and keeps it, or answers why it cannot stay: its time is missing, or outside
   * the years in which events happen.
   */
  keep(batch: Batch): 'time-missing' | 'time-absurd' | undefined {
    const row = batch.rows;
    const instant = (batch.columns[this.#timeColumn] as NumberColumn).values[row];
    if (Number.isNaN(instant)) return 'time-missing';
    if (instant < eventTimeMin || instant >= eventTimeEnd) return 'time-absurd';
    const precisionMs = this.#source.precisionMs;
    batch.time[row] = Math.floor(instant / precisionMs) * precisionMs;
    batch.position[row] = this.position;
    batch.rows = row + 1;
    return undefined;
  }

  /** The same for a record in bytes[start, end), refused on the spot. */
  keepOrRefuse(batch: Batch, bytes: Uint8Array, start: number, end: number): void {
    const code = this.keep(batch);
    if (code !== undefined) this.refuseTime(code, batch, sampleOfBytes(bytes, start, end));
  }

  /** Refuses the record at hand for the reason `keep` gave. */
  refuseTime(code: 'time-missing' | 'time-absurd', batch: Batch, sample: string): void {
    const field = this.#source.timeField;
    if (code === 'time-missing') {
      this.refuse(code, `the record has no time: field "${field}" is absent or empty`, sample, field);
      return;
    }
    const instant = (batch.columns[this.#timeColumn] as NumberColumn).values[batch.rows];
    const found = Number.isFinite(new Date(instant).getTime())
      ? new Date(instant).toISOString()
      : `${instant} ms`;
    this.refuse(code, `field "${field}" takes a time from 1990 to 2099, found ${found}`, sample, field);
  }

  /** Refuses the record at hand, which stands in bytes[start, end). */
  refuseBytes(code: RefusalCode, reason: string, bytes: Uint8Array, start: number, end: number): void {
    this.refuse(code, reason, sampleOfBytes(bytes, start, end));
  }

  /** Refuses the record in bytes[start, end) because it is longer than `recordBytesMax`. */
  refuseTooLong(bytes: Uint8Array, start: number, end: number): void {
    const reason = `a record takes at most ${recordBytesMax} bytes, found a longer one`;
    this.refuseBytes('record-too-long', reason, bytes, start, end);
  }

  /** Refuses the record in bytes[start, end) because it is not text. */
  refuseBinary(bytes: Uint8Array, start: number, end: number): void {
    const reason = 'a record is text in UTF-8, found bytes that are not, or a NUL';
    this.refuseBytes('not-text', reason, bytes, start, end);
  }

  refuse(code: RefusalCode, reason: string, sample: string, field?: string): void {
    const { position } = this;
    const refusal: Refusal = { code, source: this.#source.name, position, reason, sample };
    this.#context.refuse(field === undefined ? refusal : { ...refusal, field });
  }
}
