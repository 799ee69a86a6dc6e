/**
 * Records of a topic on their way into the engine. A record is a payload without a line end, and its position is its place
 * in the topic; the decoders read lines and number them. So payloads become lines of one chunk, and numbers become places.
 */

import { Batch } from '../event/batch.ts';
import { createDecoder, type Decoder } from '../event/decoder.ts';
import type { SourceSchema } from '../event/schema.ts';
import type { SourceIntake } from './source-intake.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const chunkBytesFirst = 64 * 1024;

/** Records in the order in which they are handled. Only the first `count` entries count. */
export interface PlacedRecords {
  count: number;
  readonly values: Uint8Array[];
  /** Place of each record in its topic, see `record-place.ts`. */
  readonly places: number[];
  /** When it reached the topic, epoch ms; NaN when that is not known. */
  readonly arrivedAt: number[];
}

export interface TopicInputSetup {
  readonly schema: SourceSchema;
  readonly batch: Batch;
  readonly intake: SourceIntake;
  readonly handle: (batch: Batch) => void;
}

export class TopicInput {
  readonly #setup: TopicInputSetup;
  readonly #decoder: Decoder;
  readonly #isCsv: boolean;
  #records: PlacedRecords | undefined;
  /** Number of the last record before those at hand. */
  #before = 0;
  #chunk = new Uint8Array(chunkBytesFirst);
  #ends = new Int32Array(1_024);

  constructor(setup: TopicInputSetup) {
    this.#setup = setup;
    this.#isCsv = setup.schema.format.kind === 'csv';
    this.#decoder = createDecoder(setup.schema, {
      refuse: (refusal, number) => setup.intake.refuse(refusal, number),
      positionOf: (number) => this.#records!.places[number - this.#before - 1],
      arrivedAt: (number) => this.#records!.arrivedAt[number - this.#before - 1],
    });
  }

  /** Handles all records. */
  push(records: PlacedRecords): void {
    const { batch, handle, intake } = this.#setup;
    this.#records = records;
    const before = intake.records;
    const end = this.#copy(records);
    // A quote that is left open in a CSV record must not reach into the next one.
    if (this.#isCsv) for (let index = 0; index < records.count; index++) this.#decodeOne(index);
    else this.#decode(0, end);
    if (batch.rows > 0) handle(batch);
    batch.rows = 0;
    // Decoders pass over blank payloads, and over what the source leaves out.
    intake.ignored += records.count - (intake.records - before);
    this.#before += records.count;
  }

  #decode(start: number, end: number): number {
    const { batch, handle } = this.#setup;
    for (let at = start; ; ) {
      at = this.#decoder.decode(this.#chunk, at, end, batch);
      if (batch.rows < batch.capacity) return at;
      handle(batch);
      batch.rows = 0;
    }
  }

  #decodeOne(index: number): void {
    const start = index === 0 ? 0 : this.#ends[index - 1];
    const end = this.#ends[index];
    if (this.#decode(start, end) < end) this.#decoder.refuseUnfinished(this.#chunk, start, end);
  }

  /** Copies the payloads into the chunk, a line each. @returns where it ends */
  #copy({ values, count }: PlacedRecords): number {
    let length = count;
    for (let index = 0; index < count; index++) length += values[index].length;
    if (length > this.#chunk.length) this.#chunk = new Uint8Array(length * 2);
    if (count > this.#ends.length) this.#ends = new Int32Array(count * 2);
    let end = 0;
    for (let index = 0; index < count; index++) {
      end += copyAsLine(values[index], this.#chunk, end);
      this.#chunk[end++] = lineFeed;
      this.#ends[index] = end;
    }
    return end;
  }
}

/** Copies a payload without the line ends behind it; those within it become spaces, which say the same in every format. @returns bytes copied */
function copyAsLine(payload: Uint8Array, into: Uint8Array, at: number): number {
  let length = payload.length;
  while (length > 0 && (payload[length - 1] === lineFeed || payload[length - 1] === carriageReturn)) length--;
  into.set(length === payload.length ? payload : payload.subarray(0, length), at);
  for (let found = payload.indexOf(lineFeed); found >= 0 && found < length; ) {
    into[at + found] = space;
    found = payload.indexOf(lineFeed, found + 1);
  }
  return length;
}

/** Reads the event time of single payloads, ahead of everything else. */
export class TimePeek {
  readonly #decoder: Decoder;
  readonly #row: Batch;
  #arrivedAt = Number.NaN;
  #bytes = new Uint8Array(1_024);

  constructor(schema: SourceSchema) {
    const time = schema.fields.filter(({ name }) => name === schema.timeField);
    const { identityField: _, ...rest } = schema;
    const only = { ...rest, fields: schema.format.kind === 'lines' ? schema.fields : time };
    this.#row = new Batch(only, 1);
    this.#decoder = createDecoder(only, { refuse: () => {}, arrivedAt: () => this.#arrivedAt });
  }

  /** Event time in epoch ms, NaN when the payload is no event. */
  timeOf(payload: Uint8Array, arrivedAt: number): number {
    if (payload.length >= this.#bytes.length) this.#bytes = new Uint8Array(payload.length * 2);
    const end = copyAsLine(payload, this.#bytes, 0);
    this.#bytes[end] = lineFeed;
    this.#arrivedAt = arrivedAt;
    this.#row.rows = 0;
    this.#decoder.decode(this.#bytes, 0, end + 1, this.#row);
    return this.#row.rows === 0 ? Number.NaN : this.#row.time[0];
  }
}
