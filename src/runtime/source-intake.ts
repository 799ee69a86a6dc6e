/**
 * What reaches a source before any rule sees it: its clock, duplicates, refused records, and the counts of all that. A
 * record is an event, a duplicate, refused, or left out on purpose.
 */

import { Buffer } from 'node:buffer';
import type { Batch } from '../event/batch.ts';
import { RecentIdentities } from '../event/identity.ts';
import type { Refusal } from '../event/refusal.ts';
import type { SourceSchema } from '../event/schema.ts';
import { timeAheadMsMax } from '../limits.ts';
import { formatInstant } from '../time/instant.ts';
import { SourceClock } from '../time/watermark.ts';
import type { OrderedOutputs } from './ordered-outputs.ts';
import type { SourceMetrics } from './output.ts';
import type { SavedSource } from './saved-state.ts';

export interface SourceIntakeSetup {
  readonly schema: SourceSchema;
  /** The greatest lateness of any rule of the source, in ms: so long an identity counts. */
  readonly waitMs: number;
  readonly outputs: OrderedOutputs;
}

export class SourceIntake {
  /** Lines left out on purpose, told by the decoder. */
  ignored = 0;
  readonly #schema: SourceSchema;
  readonly #outputs: OrderedOutputs;
  readonly #waitMs: number;
  readonly #clock: SourceClock;
  readonly #identities: RecentIdentities | undefined;
  readonly #identityColumn: number;
  /** Refused records that stand behind the last event handled. */
  readonly #waitingRefusals: { readonly refusal: Refusal; readonly number: number }[] = [];
  readonly #refusedByCode: Record<string, number> = {};
  #records = 0;
  #events = 0;
  #refused = 0;
  #duplicates = 0;
  /** Position of the event that set the clock. */
  #firstPosition = 0;

  constructor({ schema, waitMs, outputs }: SourceIntakeSetup) {
    this.#schema = schema;
    this.#outputs = outputs;
    this.#waitMs = waitMs;
    this.#clock = new SourceClock({ precisionMs: schema.precisionMs, aheadMsMax: timeAheadMsMax });
    this.#identityColumn = schema.fields.findIndex(({ name }) => name === schema.identityField);
    if (this.#identityColumn >= 0) this.#identities = new RecentIdentities({ latenessMs: waitMs });
  }

  /** True when refused records wait to be reported. */
  get hasRefusals(): boolean {
    return this.#waitingRefusals.length > 0;
  }

  /** Records read, whatever became of them. */
  get records(): number {
    return this.#records + this.ignored;
  }

  /** The source's clock. */
  get now(): number {
    return this.#clock.now;
  }

  /** The greatest event time that the clock has taken in. */
  get front(): number {
    return this.#clock.front;
  }

  /** Takes a refused record, in the order of the input. It is reported between the events that stand around it. */
  refuse(refusal: Refusal, number: number): void {
    this.#records++;
    this.#refused++;
    this.#refusedByCode[refusal.code] = (this.#refusedByCode[refusal.code] ?? 0) + 1;
    this.#waitingRefusals.push({ refusal, number });
  }

  /** Clock and duplicates. Returns false when the row takes no part. */
  admit(batch: Batch, row: number): boolean {
    const time = batch.time[row];
    const before = this.#clock.now;
    const verdict = this.#clock.observe(time);
    if (verdict === 1) {
      this.#refuseAhead(time, batch, row, before);
      return false;
    }
    if (verdict === 2) this.#reportStrayStart(time, before);
    if (verdict === 2 || before === Number.NEGATIVE_INFINITY) this.#firstPosition = batch.position[row];
    this.#records++;
    if (this.#identities !== undefined) {
      const column = batch.columns[this.#identityColumn];
      if (this.#identities.isDuplicateRow(column, row, time, this.#clock.now - this.#waitMs)) {
        this.#duplicates++;
        return false;
      }
    }
    this.#events++;
    return true;
  }

  /** The first event had set the clock and was handled; by the second it is known to have been wrong. */
  #reportStrayStart(time: number, clock: number): void {
    const { zone, timeField } = this.#schema;
    this.#outputs.deadLetter({
      code: 'time-far-ahead',
      source: this.#schema.name,
      position: this.#firstPosition,
      reason:
        `the first event, at ${formatInstant(clock, zone)}, stands more than ${timeAheadMsMax / 86_400_000} days ahead of the ` +
        `next one, at ${formatInstant(time, zone)}; the source's clock starts anew from the next one`,
      field: timeField,
      sample: '',
    });
  }

  #refuseAhead(time: number, batch: Batch, row: number, clock: number): void {
    const { zone } = this.#schema;
    const reason =
      `the event is at ${formatInstant(time, zone)}, more than ${timeAheadMsMax / 86_400_000} days ahead of the source's ` +
      `clock at ${formatInstant(clock, zone)}; if that is right, events like it are taken after some more of them`;
    const { name, timeField } = this.#schema;
    const position = batch.position[row];
    const refusal: Refusal = {
      code: 'time-far-ahead',
      source: name,
      position,
      reason,
      field: timeField,
      sample: '',
    };
    this.refuse(refusal, batch.number[row]);
  }

  /** Reports the refused records that come before one of a number, ahead of the event in that row. */
  reportRefusals(before: number, row: number): void {
    const outputs = this.#outputs;
    outputs.row = row;
    outputs.rule = -1;
    let reported = 0;
    for (const { refusal, number } of this.#waitingRefusals) {
      if (number >= before) break;
      outputs.deadLetter(refusal);
      reported++;
    }
    this.#waitingRefusals.splice(0, reported);
    outputs.row = -1;
  }

  /** Moves the clock on without an event: time that passed while the source was silent. */
  advanceTo(instant: number): void {
    if (this.#clock.now !== Number.NEGATIVE_INFINITY) this.#clock.advanceTo(instant);
  }

  save(): SavedSource {
    return {
      name: this.#schema.name,
      clock: bytesAsText(this.#clock.save()),
      identities: this.#identities === undefined ? '' : bytesAsText(this.#identities.save()),
      counts: {
        ignored: this.ignored,
        records: this.#records,
        events: this.#events,
        refused: this.#refused,
        duplicates: this.#duplicates,
        firstPosition: this.#firstPosition,
      },
      refusedByCode: { ...this.#refusedByCode },
    };
  }

  load({ clock, identities, counts, refusedByCode }: SavedSource): void {
    this.#clock.load(new Float64Array(textAsBytes(clock)));
    if (identities !== '') this.#identities?.load(new Int32Array(textAsBytes(identities)));
    this.ignored = counts.ignored;
    this.#records = counts.records;
    this.#events = counts.events;
    this.#refused = counts.refused;
    this.#duplicates = counts.duplicates;
    this.#firstPosition = counts.firstPosition;
    Object.assign(this.#refusedByCode, refusedByCode);
  }

  metrics(): SourceMetrics {
    return {
      source: this.#schema.name,
      records: this.records,
      events: this.#events,
      refused: this.#refused,
      refusedByCode: { ...this.#refusedByCode },
      duplicates: this.#duplicates,
      ignored: this.ignored,
      clock: this.#clock.now,
    };
  }
}

function bytesAsText(numbers: Float64Array | Int32Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64');
}

/** A buffer of its own, so that it begins where numbers may stand. */
function textAsBytes(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, 'base64')).buffer;
}
