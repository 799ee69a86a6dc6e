/**
 * What reaches a source before any rule sees it: its clock, duplicates, refused records, and the counts of all that. A
 * record is an event, a duplicate, refused, or left out on purpose.
 */

import type { Batch } from '../event/batch.ts';
import { RecentIdentities } from '../event/identity.ts';
import type { Refusal } from '../event/refusal.ts';
import type { SourceSchema } from '../event/schema.ts';
import { timeAheadMsMax } from '../limits.ts';
import { formatInstant } from '../time/instant.ts';
import { SourceClock } from '../time/watermark.ts';
import type { OrderedOutputs } from './ordered-outputs.ts';
import type { SourceMetrics } from './output.ts';

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
  readonly #waitingRefusals: Refusal[] = [];
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

  /** The source's clock. */
  get now(): number {
    return this.#clock.now;
  }

  /** Takes a refused record, in the order of the input. It is reported between the events that stand around it. */
  refuse(refusal: Refusal): void {
    this.#records++;
    this.#refused++;
    this.#refusedByCode[refusal.code] = (this.#refusedByCode[refusal.code] ?? 0) + 1;
    this.#waitingRefusals.push(refusal);
  }

  /** Clock and duplicates. Returns false when the row takes no part. */
  admit(batch: Batch, row: number): boolean {
    const time = batch.time[row];
    const before = this.#clock.now;
    const verdict = this.#clock.observe(time, 0);
    if (verdict === 1) {
      this.#refuseAhead(time, batch.position[row], before);
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

  #refuseAhead(time: number, position: number, clock: number): void {
    const { zone } = this.#schema;
    const reason =
      `the event is at ${formatInstant(time, zone)}, more than ${timeAheadMsMax / 86_400_000} days ahead of the source's ` +
      `clock at ${formatInstant(clock, zone)}; if that is right, events like it are taken after some more of them`;
    this.refuse({
      code: 'time-far-ahead',
      source: this.#schema.name,
      position,
      reason,
      field: this.#schema.timeField,
      sample: '',
    });
  }

  /** Reports the refused records that stand before a position, ahead of the event in that row. */
  reportRefusals(position: number, row: number): void {
    const outputs = this.#outputs;
    outputs.row = row;
    outputs.rule = -1;
    let reported = 0;
    for (const refusal of this.#waitingRefusals) {
      if (refusal.position >= position) break;
      outputs.deadLetter(refusal);
      reported++;
    }
    this.#waitingRefusals.splice(0, reported);
    outputs.row = -1;
  }

  metrics(): SourceMetrics {
    return {
      source: this.#schema.name,
      records: this.#records + this.ignored,
      events: this.#events,
      refused: this.#refused,
      refusedByCode: { ...this.#refusedByCode },
      duplicates: this.#duplicates,
      ignored: this.ignored,
      clock: this.#clock.now,
    };
  }
}
