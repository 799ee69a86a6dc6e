/** What every decoder does with a record in the end: it numbers it, and keeps it as a row or refuses it. */

import { aheadOfArrivalMsMax, eventTimeEnd, eventTimeMin, recordBytesMax } from '../limits.ts';
import { dayMs } from '../time/duration.ts';
import type { Batch, NumberColumn } from './batch.ts';
import type { Refusal, RefusalCode } from './refusal.ts';
import { sampleOfBytes } from './sample.ts';
import type { SourceSchema } from './schema.ts';

export interface DecoderContext {
  /** Takes every refused record, in input order, and its number in the input. */
  readonly refuse: (refusal: Refusal, number: number) => void;
  /** Where a record of a number stands in its topic, as its position; its number unless given. */
  readonly positionOf?: (number: number) => number;
  /** When the record of a number reached its topic, epoch ms, NaN when that is not known. Sources may take their time from it. */
  readonly arrivedAt?: (number: number) => number;
}

/** Why the time of a record cannot be taken. */
export type TimeRefusal = 'time-missing' | 'time-absurd' | 'time-ahead-of-arrival';

export class Admission {
  /** Number of the record at hand, from 1; 0 before the first. The decoder counts it up. */
  position = 0;
  readonly #source: SourceSchema;
  readonly #context: DecoderContext;
  readonly #timeColumn: number;

  /** @throws RangeError when the time field is not among the decoded fields, is not a time, or is an arrival that nobody tells. */
  constructor(source: SourceSchema, context: DecoderContext) {
    this.#source = source;
    this.#context = context;
    this.#timeColumn = source.fields.findIndex((field) => field.name === source.timeField);
    if (source.fields[this.#timeColumn]?.type !== 'time') {
      throw new RangeError(
        `source "${source.name}" needs its time field "${source.timeField}" among its fields, with type time`,
      );
    }
    if (source.timeIsArrival && context.arrivedAt === undefined) {
      throw new RangeError(
        `source "${source.name}" takes its time from arrival, which only topics know; name a time field`,
      );
    }
  }

  /**
   * Sets time and position of row `batch.rows` and keeps it, or answers why it cannot stay: its time is missing, or outside
   * the years in which events happen, or later than its arrival.
   */
  keep(batch: Batch): TimeRefusal | undefined {
    const row = batch.rows;
    const times = (batch.columns[this.#timeColumn] as NumberColumn).values;
    if (this.#source.timeIsArrival) times[row] = this.#context.arrivedAt!(this.position);
    const instant = times[row];
    if (Number.isNaN(instant)) return 'time-missing';
    if (instant < eventTimeMin || instant >= eventTimeEnd) return 'time-absurd';
    const { arrivedAt } = this.#context;
    if (arrivedAt !== undefined && instant - arrivedAt(this.position) > aheadOfArrivalMsMax)
      return 'time-ahead-of-arrival';
    const precisionMs = this.#source.precisionMs;
    batch.time[row] = Math.floor(instant / precisionMs) * precisionMs;
    batch.number[row] = this.position;
    batch.position[row] = this.#reported();
    batch.rows = row + 1;
    return undefined;
  }

  /** The same for a record in bytes[start, end), refused on the spot. */
  keepOrRefuse(batch: Batch, bytes: Uint8Array, start: number, end: number): void {
    const code = this.keep(batch);
    if (code !== undefined) this.refuseTime(code, batch, sampleOfBytes(bytes, start, end));
  }

  /** Refuses the record at hand for the reason `keep` gave. */
  refuseTime(code: TimeRefusal, batch: Batch, sample: string): void {
    const field = this.#source.timeField;
    if (code === 'time-missing') {
      const cause = this.#source.timeIsArrival
        ? 'its topic does not know when it arrived'
        : `field "${field}" is absent or empty`;
      this.refuse(code, `the record has no time: ${cause}`, sample, field);
      return;
    }
    const instant = (batch.columns[this.#timeColumn] as NumberColumn).values[batch.rows];
    const found = Number.isFinite(new Date(instant).getTime())
      ? new Date(instant).toISOString()
      : `${instant} ms`;
    if (code === 'time-ahead-of-arrival') {
      const arrived = new Date(this.#context.arrivedAt!(this.position)).toISOString();
      const reason = `field "${field}" says ${found}, more than ${aheadOfArrivalMsMax / dayMs} day after the record arrived (${arrived}): a clock is wrong`;
      this.refuse(code, reason, sample, field);
      return;
    }
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
    const position = this.#reported();
    const refusal: Refusal = { code, source: this.#source.name, position, reason, sample };
    this.#context.refuse(field === undefined ? refusal : { ...refusal, field }, this.position);
  }

  /** Where people find the record at hand. */
  #reported(): number {
    const { positionOf } = this.#context;
    return positionOf === undefined ? this.position : positionOf(this.position);
  }
}
