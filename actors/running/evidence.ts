/**
 * The actor of a place that keys have in common (a machine, an address): which of them did something highly unusual there.
 *
 * Key → the place. State: two lists of events. *Settled* ones were judged when nothing earlier could come any more; judgements
 * that are final know these alone. *Early* ones were judged as they came, and count until they are settled: for first
 * judgements, so that an alert comes in time. What an event is told with is how unusual it was without any evidence, so
 * evidence never feeds itself: no chain of keys makes one another suspicious. A place reports nothing, and goes when nothing
 * that it knows can count any more.
 *
 *     bits added = weight · max over events of other keys, 0 < t − time ≤ within, of bits · (1 − (t − time) / within)
 */

import { type OperatorFunction, pipe } from 'rxjs';
import type {
  Address,
  Behaviour,
  ByteReader,
  ByteWriter,
  Dictionary,
  EvidenceProgram,
  Heap,
  Host,
} from '../../src/index.ts';
import { evidenceBitsMax, hashBytes, readVersion, shardOf, stage, Turn, turnKind } from '../../src/index.ts';
import { EvidenceList, evidenceListWords, type UnusualEvent } from './evidence-list.ts';

const encoder = new TextEncoder();
const never = Number.POSITIVE_INFINITY;
const version = 1;

/** Events as unusual as one in a thousand are told to their place. */
export const unusualBitsMin = 10;

// Words of the cell.
const settledAt = 0;
const earlyAt = evidenceListWords;
const cellWords = 2 * evidenceListWords;

export interface EvidenceSetup {
  readonly program: EvidenceProgram;
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  /** When an event of a time is settled. */
  readonly settledAt: (time: number) => number;
  /** When all events up to a time have been judged for good. */
  readonly judgedAt: (time: number) => number;
}

/** All places of one rule. */
export class Evidence {
  readonly #setup: EvidenceSetup;
  readonly #lists: EvidenceList;
  readonly #cells = new Map<string, Address>();
  #hosts: readonly Host[] = [];
  #told: { readonly event: UnusualEvent; readonly list: number; readonly now: number } | undefined;

  constructor(setup: EvidenceSetup) {
    const { heap, dictionary, program } = setup;
    this.#setup = setup;
    this.#lists = new EvidenceList({ heap, dictionary, withinMs: program.withinMs });
  }

  /** The hosts of the places' actors, one a shard. */
  bind(hosts: readonly Host[]): void {
    this.#hosts = hosts;
  }

  createBehaviour(host: Host): Behaviour {
    return new EvidenceBehaviour(host, this);
  }

  /** Tells a place of a highly unusual event. @param now the clock, or the instant of a timer; -Infinity at the end of the input */
  tell(place: string, event: UnusualEvent, of: { readonly isSettled: boolean; readonly now: number }): void {
    const bits = Math.min(evidenceBitsMax, event.bits);
    const list = of.isSettled ? settledAt : earlyAt;
    this.#told = { event: { ...event, bits }, list, now: of.now };
    this.#hostOf(place).sample(place, event.time, 0);
    this.#told = undefined;
  }

  /**
   * The strongest evidence at a place against what a key does there at a time, with the bits it adds; undefined without any.
   * @param key asked only where something is remembered
   * @param clock for a first judgement: early events count that are not settled by then
   */
  find(place: string, key: () => string, time: number, clock?: number): UnusualEvent | undefined {
    const cell = this.#cellOf(place);
    if (cell === 0) return undefined;
    const own = key();
    const settled = this.#strongest(cell + settledAt, own, time, () => true);
    if (clock === undefined) return settled;
    const isEarly = (of: number) => this.#setup.settledAt(of) > clock;
    return stronger(settled, this.#strongest(cell + earlyAt, own, time, isEarly));
  }

  /** From here on for the places' own behaviour. */
  enter(place: string, cell: Address): void {
    this.#cells.set(place, cell);
  }

  take(cell: Address): void {
    if (this.#told === undefined) return;
    const { event, list, now } = this.#told;
    this.#lists.add(cell + list, event, (time) =>
      list === settledAt ? this.#endOf(time) <= now : this.#setup.settledAt(time) <= now,
    );
  }

  /** When the last of its events is over; Infinity without one: then the place may go. */
  dueAt(cell: Address): number {
    const lists = [cell + settledAt, cell + earlyAt];
    const latest = Math.max(...lists.map((list) => this.#lists.latestOf(list)));
    return latest === Number.NEGATIVE_INFINITY ? never : this.#endOf(latest);
  }

  /** Lets go of what cannot count any more by an instant. */
  advance(cell: Address, instant: number): void {
    for (const list of [settledAt, earlyAt])
      this.#lists.leave(cell + list, (time) => this.#endOf(time) <= instant);
  }

  save(cell: Address, writer: ByteWriter): void {
    writer.u8(version);
    for (const list of [settledAt, earlyAt]) this.#lists.save(cell + list, writer);
  }

  load(cell: Address, reader: ByteReader): void {
    readVersion(reader, 'evidence at a place', version);
    for (const list of [settledAt, earlyAt]) this.#lists.load(cell + list, reader);
  }

  release(place: string, cell: Address): void {
    this.#cells.delete(place);
    for (const list of [settledAt, earlyAt]) this.#lists.release(cell + list);
  }

  /** When an event of a time can count no more, for nobody. */
  #endOf(time: number): number {
    return this.#setup.judgedAt(time + this.#setup.program.withinMs);
  }

  #strongest(
    list: Address,
    own: string,
    time: number,
    counts: (time: number) => boolean,
  ): UnusualEvent | undefined {
    const { withinMs, weight } = this.#setup.program;
    let found: UnusualEvent | undefined;
    for (let index = 0; index < this.#lists.count(list); index++) {
      const of = this.#lists.timeOf(list, index);
      const elapsedMs = time - of;
      if (!(elapsedMs > 0 && elapsedMs < withinMs && counts(of))) continue;
      const key = this.#lists.keyOf(list, index);
      if (key === own) continue;
      const bits = weight * this.#lists.bitsOf(list, index) * (1 - elapsedMs / withinMs);
      found = stronger(found, { time: of, bits, key });
    }
    return found;
  }

  /** Asked with every event: places in memory stand in a map, and the others are looked for only when there are some. */
  #cellOf(place: string): Address {
    const known = this.#cells.get(place);
    if (known !== undefined) return known;
    const host = this.#hostOf(place);
    return host.population === host.size ? 0 : host.look(place);
  }

  #hostOf(place: string): Host {
    if (this.#hosts.length === 1) return this.#hosts[0];
    const bytes = encoder.encode(place);
    return this.#hosts[shardOf(hashBytes(bytes, 0, bytes.length), this.#hosts.length)];
  }
}

/** More bits, then the later one, then by its key. */
function stronger(one: UnusualEvent | undefined, other: UnusualEvent | undefined): UnusualEvent | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const byNumbers = other.bits - one.bits || other.time - one.time;
  if (byNumbers !== 0) return byNumbers > 0 ? other : one;
  return other.key < one.key ? other : one;
}

class EvidenceBehaviour implements Behaviour {
  readonly cellWords = cellWords;
  readonly operators: OperatorFunction<Turn, Turn>;
  readonly #host: Host;
  readonly #evidence: Evidence;

  constructor(host: Host, evidence: Evidence) {
    this.#host = host;
    this.#evidence = evidence;
    this.operators = pipe(
      stage('lifecycle', (turn) => this.#lifecycle(turn)),
      stage('remember', (turn) => this.#remember(turn)),
    );
  }

  createTurn(): Turn {
    return new Turn({ slots: 1, aggregates: 0, captures: 0 });
  }

  dueAt(_slot: number, cell: Address): number {
    return this.#evidence.dueAt(cell);
  }

  phaseOf(): 'ready' {
    return 'ready';
  }

  /** A place reports nothing. */
  isOpen(): boolean {
    return false;
  }

  conclude(): void {}

  /** The cell itself is weighed by the host; there is nothing else. */
  weigh(): number {
    return 0;
  }

  save(_slot: number, cell: Address, writer: ByteWriter): void {
    this.#evidence.save(cell, writer);
  }

  load(slot: number, cell: Address, reader: ByteReader): void {
    this.#evidence.load(cell, reader);
    this.#evidence.enter(this.#host.keyAt(slot), cell);
  }

  release(slot: number, cell: Address): void {
    this.#evidence.release(this.#host.keyAt(slot), cell);
  }

  #lifecycle(turn: Turn): boolean {
    if (turn.kind === turnKind.sample) return true;
    this.#evidence.advance(turn.cell, turn.time);
    return false;
  }

  #remember(turn: Turn): boolean {
    const cell = this.#host.ensureCell(turn);
    this.#evidence.enter(this.#host.keyOf(turn), cell);
    this.#evidence.take(cell);
    turn.rearms = true;
    return true;
  }
}
