/** Observations judged while their baseline still took late events: kept, to be judged again by what it learnt in the end. */

import type { ByteReader, ByteWriter, Value } from '../src/index.ts';
import { pendingPerActorMax } from '../src/index.ts';

/** Missing values are null, so that a snapshot can spell them. */
export interface PendingObservation {
  readonly time: number;
  readonly position: number;
  readonly numbers: readonly (number | null)[];
  readonly texts: readonly (string | undefined | null)[];
  readonly captures: readonly (Value | null)[];
}

export class Pending {
  readonly #kept = new Map<number, PendingObservation[]>();

  keep(slot: number, observation: PendingObservation): void {
    const kept = this.#kept.get(slot);
    if (kept === undefined) this.#kept.set(slot, [observation]);
    else if (kept.length < pendingPerActorMax) kept.push(observation);
  }

  /** Takes out what is settled, in order of time. */
  takeSettled(slot: number, isSettled: (time: number) => boolean): PendingObservation[] {
    const kept = this.#kept.get(slot);
    if (kept === undefined) return [];
    const left = kept.filter((observation) => !isSettled(observation.time));
    const settled = kept.filter((observation) => isSettled(observation.time));
    if (left.length === 0) this.#kept.delete(slot);
    else this.#kept.set(slot, left);
    return settled.sort((one, other) => one.time - other.time);
  }

  forget(slot: number): void {
    this.#kept.delete(slot);
  }

  save(slot: number, writer: ByteWriter): void {
    const kept = this.#kept.get(slot);
    writer.text(kept === undefined ? '' : JSON.stringify(kept));
  }

  load(slot: number, reader: ByteReader): void {
    const text = reader.text();
    if (text !== '') this.#kept.set(slot, JSON.parse(text) as PendingObservation[]);
  }
}
