/**
 * Observations judged while their baseline still took late events: kept, to be judged again by what it learnt in the end.
 * Some wait to be learnt as well, until it is known which life of the actor they belong to.
 */

import type { ByteReader, ByteWriter, Ledger, Value } from '../src/index.ts';
import { pendingObservationBytes, pendingPerActorMax } from '../src/index.ts';

/** Missing numbers are NaN, missing texts undefined. */
export interface PendingObservation {
  readonly time: number;
  readonly position: number;
  readonly numbers: Float64Array;
  readonly texts: (string | undefined)[];
  readonly captures: readonly Value[];
  isLearnt: boolean;
}

// How a value is spelt in a snapshot.
const missing = 0;
const number = 1;
const text = 2;

export class Pending {
  readonly #ledger: Ledger;
  /** What is captured. A rule whose messages have changed since a snapshot was made captures something else. */
  readonly #captures: readonly string[];
  readonly #kept = new Map<number, PendingObservation[]>();

  constructor(ledger: Ledger, captures: readonly string[]) {
    this.#ledger = ledger;
    this.#captures = captures;
  }

  hasRoom(slot: number): boolean {
    return (this.#kept.get(slot)?.length ?? 0) < pendingPerActorMax;
  }

  keep(slot: number, observation: PendingObservation): void {
    const kept = this.#kept.get(slot);
    if (kept === undefined) this.#kept.set(slot, [observation]);
    else kept.push(observation);
    this.#ledger.charge(pendingObservationBytes);
  }

  /** Takes out what is settled, in order of time. */
  takeSettled(slot: number, isSettled: (observation: PendingObservation) => boolean): PendingObservation[] {
    const kept = this.#kept.get(slot);
    if (kept === undefined) return [];
    const left = kept.filter((observation) => !isSettled(observation));
    const settled = kept.filter((observation) => isSettled(observation));
    this.#ledger.charge(-settled.length * pendingObservationBytes);
    if (left.length === 0) this.#kept.delete(slot);
    else this.#kept.set(slot, left);
    return settled.sort((one, other) => one.time - other.time);
  }

  /** Those that wait to be learnt, in order of time. */
  unlearnt(slot: number): readonly PendingObservation[] {
    const unlearnt = this.#kept.get(slot)?.filter(({ isLearnt }) => !isLearnt) ?? [];
    return unlearnt.sort((one, other) => one.time - other.time);
  }

  /** The observations that wait. */
  of(slot: number): readonly PendingObservation[] {
    return this.#kept.get(slot) ?? [];
  }

  bytes(slot: number): number {
    return (this.#kept.get(slot)?.length ?? 0) * pendingObservationBytes;
  }

  forget(slot: number): void {
    this.#ledger.charge(-this.bytes(slot));
    this.#kept.delete(slot);
  }

  save(slot: number, writer: ByteWriter): void {
    const kept = this.#kept.get(slot) ?? [];
    writer.u32(kept.length);
    if (kept.length === 0) return;
    writer.text(this.#captures.join('\n'));
    for (const { time, position, numbers, texts, captures, isLearnt } of kept) {
      writer.f64(time);
      writer.f64(position);
      writer.u8(isLearnt ? 1 : 0);
      for (const values of [numbers, texts, captures]) {
        writer.u32(values.length);
        for (const value of values) saveValue(value, writer);
      }
    }
  }

  load(slot: number, reader: ByteReader): void {
    const length = reader.u32();
    if (length === 0) return;
    const captured = reader.text().split('\n');
    const kept = Array.from({ length }, () => ({
      time: reader.f64(),
      position: reader.f64(),
      isLearnt: reader.u8() === 1,
      numbers: Float64Array.from(listOf(reader, () => loadValue(reader) as number)),
      texts: listOf(reader, () => loadValue(reader) as string | undefined),
      captures: this.#byName(
        captured,
        listOf(reader, () => loadValue(reader)),
      ),
    }));
    this.#kept.set(slot, kept);
    this.#ledger.charge(this.bytes(slot));
  }

  /** The values of what is captured now; what was not captured then is missing. */
  #byName(captured: readonly string[], values: readonly Value[]): readonly Value[] {
    return this.#captures.map((name) => values[captured.indexOf(name)]);
  }
}

function listOf<Item>(reader: ByteReader, read: () => Item): Item[] {
  return Array.from({ length: reader.u32() }, read);
}

function saveValue(value: Value, writer: ByteWriter): void {
  if (value === undefined) {
    writer.u8(missing);
  } else if (typeof value === 'number') {
    writer.u8(number);
    writer.f64(value);
  } else {
    writer.u8(text);
    writer.text(value);
  }
}

function loadValue(reader: ByteReader): Value {
  const kind = reader.u8();
  if (kind === missing) return undefined;
  return kind === number ? reader.f64() : reader.text();
}
