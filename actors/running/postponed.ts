/**
 * Observations of a running baseline that will be judged again: what happens early in a pane is judged at once, and again
 * when the panes before have closed and its groups have learnt from them.
 */

import type { ByteReader, ByteWriter, Ledger, Turn, Zone } from '../../src/index.ts';
import { Pending, type PendingObservation } from '../pending.ts';
import type { RunningParts } from './parts.ts';

const never = Number.POSITIVE_INFINITY;

/** Of an observation taken out: what its judgement needs besides its measures. */
export interface TakenObservation {
  readonly time: number;
  readonly position: number;
  readonly zone: Zone;
  /** By level. */
  readonly groups: readonly (string | undefined)[];
}

export class Postponed {
  readonly #parts: RunningParts;
  readonly #pending: Pending;
  readonly #usesEarlier: boolean;

  constructor(parts: RunningParts, ledger: Ledger) {
    this.#parts = parts;
    this.#pending = new Pending(ledger, parts.context.program.captures);
    this.#usesEarlier = parts.models.some((model) => model.usesEarlier);
  }

  /** When the judgement of a moment is final, for a key in a zone. */
  settlesAt(time: number, zone: Zone): number {
    return this.#parts.panes.settlesAt(time, zone, this.#usesEarlier);
  }

  hasRoom(slot: number): boolean {
    return slot < 0 || this.#pending.hasRoom(slot);
  }

  isEmpty(slot: number): boolean {
    return this.#pending.of(slot).length === 0;
  }

  /** When the next judgement becomes final, Infinity without any. */
  nextDue(slot: number): number {
    let due = never;
    for (const kept of this.#pending.of(slot)) due = Math.min(due, this.#settlesAt(kept));
    return due;
  }

  /** Keeps the observation of a turn. Behind its measured texts stand the zone of its key and its groups. */
  keep(turn: Turn, zone: Zone, groups: readonly (string | undefined)[]): void {
    const { measures } = turn;
    this.#pending.keep(turn.slot, {
      time: turn.time,
      position: turn.position,
      numbers: measures.numbers.slice(),
      texts: [...measures.texts, zone.name, ...groups],
      captures: [...turn.observation.captures],
      isLearnt: true,
    });
  }

  /** Takes out what is final at an instant, in order of time. */
  take(slot: number, instant: number): PendingObservation[] {
    return this.#pending.takeSettled(slot, (kept) => this.#settlesAt(kept) <= instant);
  }

  /** Gives a turn the measures and captures that an observation was kept with. */
  restore(kept: PendingObservation, turn: Turn): TakenObservation {
    const { measures, observation } = turn;
    const slots = measures.texts.length;
    measures.numbers.set(kept.numbers);
    for (let index = 0; index < slots; index++) measures.texts[index] = kept.texts[index];
    for (let index = 0; index < kept.captures.length; index++)
      observation.captures[index] = kept.captures[index];
    const { time, position } = kept;
    return { time, position, zone: this.#zoneOf(kept), groups: kept.texts.slice(slots + 1) };
  }

  bytes(slot: number): number {
    return this.#pending.bytes(slot);
  }

  forget(slot: number): void {
    this.#pending.forget(slot);
  }

  save(slot: number, writer: ByteWriter): void {
    this.#pending.save(slot, writer);
  }

  load(slot: number, reader: ByteReader): void {
    this.#pending.load(slot, reader);
  }

  #settlesAt(kept: PendingObservation): number {
    return this.settlesAt(kept.time, this.#zoneOf(kept));
  }

  #zoneOf({ texts, numbers }: PendingObservation): Zone {
    return this.#parts.zones.of(texts[numbers.length]);
  }
}
