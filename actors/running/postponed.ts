/**
 * Observations of a running baseline that will be judged again: what happens early in a pane is judged at once, and again
 * when the panes before have closed and its groups have learnt from them. With evidence of other keys every observation is:
 * first what it is by itself is settled and told to its place, then it is judged by what others have told.
 */

import type { ByteReader, ByteWriter, Ledger, Turn, Zone } from '../../src/index.ts';
import { Pending, type PendingObservation } from '../pending.ts';
import type { RunningParts } from './parts.ts';

const never = Number.POSITIVE_INFINITY;

/** What the judgement of an observation needs besides its measures. */
export interface Circumstances {
  readonly zone: Zone;
  /** By level. */
  readonly groups: readonly (string | undefined)[];
  /** What it has in common with other keys; undefined when nothing, or when the rule adds no evidence. */
  readonly place?: string | undefined;
  /** With a place: how many of its kind it was in its pane when it came, as text. */
  readonly counts?: string | undefined;
}

/** Of an observation taken out. */
export interface TakenObservation extends Circumstances {
  readonly time: number;
  readonly position: number;
}

// Texts behind those measured: the zone, a group for each level, and for rules with evidence these.
const beside = { place: 0, counts: 1, untold: 2 } as const;

export class Postponed {
  readonly #parts: RunningParts;
  readonly #pending: Pending;
  readonly #levels: number;
  readonly #hasEvidence: boolean;
  /** Earliest deadline by slot. */
  readonly #due = new Map<number, number>();

  constructor(parts: RunningParts, ledger: Ledger) {
    this.#parts = parts;
    this.#pending = new Pending(ledger, parts.context.program.captures);
    this.#levels = parts.running.levels.length;
    this.#hasEvidence = parts.running.evidence !== undefined;
  }

  /** When the judgement of a moment is final, evidence left aside, for a key in a zone. */
  settlesAt(time: number, zone: Zone): number {
    return this.#parts.panes.times.settlesAt(time, zone);
  }

  /** When the judgement of an event is final. */
  judgedAt(time: number, { zone, place }: Pick<Circumstances, 'zone' | 'place'>): number {
    const settlesAt = this.settlesAt(time, zone);
    return place === undefined ? settlesAt : this.#parts.panes.times.judgedWithEvidenceAt(time, settlesAt);
  }

  /** When the judgement of an event is final, wherever it was. */
  lastJudgedAt(time: number, zone: Zone): number {
    return this.judgedAt(time, this.#hasEvidence ? { zone, place: '' } : { zone });
  }

  hasRoom(slot: number): boolean {
    return slot < 0 || this.#pending.hasRoom(slot);
  }

  isEmpty(slot: number): boolean {
    return this.#pending.of(slot).length === 0;
  }

  /** When the next judgement becomes final, or the next evidence settled; Infinity without any. */
  nextDue(slot: number): number {
    return this.#due.get(slot) ?? never;
  }

  /** Keeps the observation of a turn. @param isTold false when its place has to be told of it, should it be highly unusual */
  keep(turn: Turn, of: Circumstances, { isTold }: { readonly isTold: boolean }): void {
    const { measures } = turn;
    const { zone, groups, place, counts } = of;
    const texts = [...measures.texts, zone.name, ...groups];
    if (place !== undefined) texts.push(place, counts, isTold ? undefined : place);
    const kept: PendingObservation = {
      time: turn.time,
      position: turn.position,
      numbers: measures.numbers.slice(),
      texts,
      captures: [...turn.observation.captures],
      isLearnt: true,
    };
    this.#pending.keep(turn.slot, kept);
    this.#due.set(turn.slot, Math.min(this.nextDue(turn.slot), this.#dueOf(kept)));
  }

  /** Takes out what is final at an instant, in order of time. */
  take(slot: number, instant: number): PendingObservation[] {
    if (this.nextDue(slot) > instant) return [];
    const taken = this.#pending.takeSettled(
      slot,
      (kept) => this.judgedAt(kept.time, this.#circumstancesOf(kept)) <= instant,
    );
    this.#refreshDue(slot);
    return taken;
  }

  /** Those whose evidence is settled at an instant, each once. They stay. */
  takeUntold(slot: number, instant: number): PendingObservation[] {
    if (this.nextDue(slot) > instant) return [];
    const untold = this.#pending.of(slot).filter((kept) => this.#isUntold(kept, instant));
    for (const { texts } of untold) texts[texts.length - 1] = undefined;
    if (untold.length > 0) this.#refreshDue(slot);
    return untold;
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
    return { time, position, ...this.#circumstancesOf(kept) };
  }

  bytes(slot: number): number {
    return this.#pending.bytes(slot);
  }

  forget(slot: number): void {
    this.#pending.forget(slot);
    this.#due.delete(slot);
  }

  save(slot: number, writer: ByteWriter): void {
    this.#pending.save(slot, writer);
  }

  load(slot: number, reader: ByteReader): void {
    this.#pending.load(slot, reader);
    this.#refreshDue(slot);
  }

  #refreshDue(slot: number): void {
    let due = never;
    for (const kept of this.#pending.of(slot)) due = Math.min(due, this.#dueOf(kept));
    if (due === never) this.#due.delete(slot);
    else this.#due.set(slot, due);
  }

  #dueOf(kept: PendingObservation): number {
    if (this.#isUntold(kept, never)) return this.#parts.panes.times.evidenceSettlesAt(kept.time);
    return this.judgedAt(kept.time, this.#circumstancesOf(kept));
  }

  #isUntold(kept: PendingObservation, instant: number): boolean {
    if (this.#beside(kept, beside.untold) === undefined) return false;
    return this.#parts.panes.times.evidenceSettlesAt(kept.time) <= instant;
  }

  #circumstancesOf(kept: PendingObservation): Circumstances {
    const { texts, numbers } = kept;
    const groupsAt = numbers.length + 1;
    return {
      zone: this.#parts.zones.of(texts[numbers.length]),
      groups: texts.slice(groupsAt, groupsAt + this.#levels),
      place: this.#beside(kept, beside.place),
      counts: this.#beside(kept, beside.counts),
    };
  }

  /** Nothing when the rule adds no evidence any more. */
  #beside({ texts, numbers }: PendingObservation, index: number): string | undefined {
    return this.#hasEvidence ? texts[numbers.length + 1 + this.#levels + index] : undefined;
  }
}
