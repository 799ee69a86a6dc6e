/**
 * A host: all actors of one rule in one shard. It owns their cells, their timers and the one chain of operators they
 * share, and it is the only place where an actor comes to life, is evicted, returns, or goes.
 */

import { Observable, type Subscriber } from 'rxjs';
import type { Batch } from '../event/batch.ts';
import { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { type Address, classWords } from '../memory/heap.ts';
import { hashBytes, KeyTable } from '../memory/key-table.ts';
import { Account, type Ledger } from '../memory/ledger.ts';
import { TimerQueue } from '../time/timer-queue.ts';
import { beginSnapshot, contentOf, usesOf } from './actor-snapshot.ts';
import type { Behaviour } from './behaviour.ts';
import type { HostSetup } from './host-setup.ts';
import { HostVersions, type Snapshot } from './host-versions.ts';
import type { Phase } from './output.ts';
import { type ParkedActor, Parking } from './parking.ts';
import type { StateVersion } from './state-store.ts';
import { type Turn, turnKind } from './turn.ts';
import { UseCounts, useWords } from './use-counts.ts';

/** Accounted bytes per actor in the host's own tables: two index entries (half of them in use), block address, deadline. */
const slotBytes = 36;

const encoder = new TextEncoder();
// Without `ignoreBOM` a leading U+FEFF would be lost, and the key would come back as another one.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const writer = new ByteWriter();
const never = Number.POSITIVE_INFINITY;

export class Host {
  readonly space: string;
  readonly behaviour: Behaviour;
  /** Actors by the phase they are in, parked ones included, and how many have gone. */
  readonly phases = { learn: 0, ready: 0, close: 0, expire: 0 };
  /** Observations judged, counted by the behaviour. */
  judged = 0;
  evicted = 0;
  returned = 0;
  failed = 0;
  readonly #ledger: Ledger;
  readonly #account = new Account();
  readonly #setup: HostSetup<Host>;
  readonly #parking: Parking;
  readonly versions: HostVersions;
  readonly #table: KeyTable;
  readonly #timers: TimerQueue;
  readonly #turn: Turn;
  /** Head of the chain. A Subject would make a closure for every turn. */
  #turns!: Subscriber<Turn>;
  readonly #fired: number[] = [];
  /** Deadline of the actors that are being woken: their timers have gone off already. Infinity otherwise. */
  #firedDueAt = never;
  readonly #uses: UseCounts;
  /** Counts slots given up: what was located before may be somebody else's by then. */
  #removals = 0;
  #removalsWhenLocated = 0;
  #keyBytes: Uint8Array = new Uint8Array(0);
  #keyStart = 0;
  #keyEnd = 0;
  #keyHash = 0;

  constructor(setup: HostSetup<Host>) {
    this.space = setup.space;
    this.#ledger = setup.ledger;
    this.#setup = setup;
    this.#parking = new Parking(setup);
    this.versions = new HostVersions({ ...setup, snapshot: (slot) => this.#snapshot(slot) }, setup.epoch);
    this.#timers = new TimerQueue(setup.tickMs);
    this.behaviour = setup.behaviour(this);
    this.#table = new KeyTable(setup.heap, this.behaviour.cellWords + useWords);
    this.#uses = new UseCounts({ heap: setup.heap, offset: this.behaviour.cellWords });
    this.#turn = this.behaviour.createTurn();
    this.#turn.readKey = () => this.keyOf(this.#turn);
    new Observable<Turn>((subscriber) => {
      this.#turns = subscriber;
    })
      .pipe(this.behaviour.operators)
      .subscribe();
  }

  /** Actors in memory. */
  get size(): number {
    return this.#table.size;
  }

  /** Actors in memory and in the store. */
  get population(): number {
    return this.#table.size + this.#parking.size;
  }

  /** Accounted bytes of all actors in memory. */
  get weightBytes(): number {
    return this.#account.bytes + this.#table.size * slotBytes;
  }

  /** Earliest deadline of any actor, parked ones included. */
  nextDue(): number {
    return Math.min(this.#timers.nextDue(), this.#parking.nextDue());
  }

  /** Marks the border of a batch: uses since then protect an actor from eviction. */
  nextEpoch(): void {
    this.#uses.nextBatch();
  }

  /**
   * Finds the actor of a key before its event's turn comes: -1 when there is none in memory. Looked up for many rows in a
   * row, the waits for memory overlap.
   */
  locate(bytes: Uint8Array, start: number, end: number, hash: number): number {
    this.#removalsWhenLocated = this.#removals;
    return this.#table.find(bytes, start, end, hash);
  }

  /** One event for the actor of a key, given as bytes with their hash, and where `locate` found it. */
  event(
    batch: Batch,
    row: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    hash: number,
    located: number,
    clock: number,
  ): void {
    const payer = this.#ledger.open(this.#account);
    const turn = this.#turn;
    const isStill = located >= 0 && this.#removals === this.#removalsWhenLocated;
    this.#enter(bytes, start, end, hash, isStill ? located : -1);
    turn.kind = turnKind.event;
    turn.batch = batch;
    turn.row = row;
    turn.time = batch.time[row];
    turn.position = batch.position[row];
    turn.clock = clock;
    this.#run(turn);
    this.#ledger.open(payer);
  }

  /** A sample another actor sends to the actor of a key. */
  sample(key: string, time: number, value: number): void {
    const payer = this.#ledger.open(this.#account);
    const bytes = encoder.encode(key);
    const turn = this.#turn;
    this.#enter(bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length), -1);
    turn.kind = turnKind.sample;
    turn.time = time;
    turn.position = 0;
    turn.value = value;
    this.#run(turn);
    this.#ledger.open(payer);
  }

  /** Wakes every actor whose deadline is the given instant. */
  fire(instant: number): void {
    const payer = this.#ledger.open(this.#account);
    for (const actor of this.#parking.takeDue(instant)) this.#return(actor, 'its timer is due');
    while (this.#timers.nextDue() <= instant) {
      this.#firedDueAt = this.#timers.takeDue(instant, this.#fired);
      for (const slot of this.#fired) this.#fireSlot(slot, instant);
    }
    this.#firedDueAt = never;
    this.#ledger.open(payer);
  }

  /** Creates the cell of the turn's key when it has none. Called by a behaviour's first writing stage. */
  ensureCell(turn: Turn): Address {
    if (turn.cell !== 0) return turn.cell;
    turn.slot = this.#table.insert(this.#keyBytes, this.#keyStart, this.#keyEnd, this.#keyHash);
    turn.cell = this.#table.blockOf(turn.slot);
    turn.rearms = true;
    this.versions.touch(turn.slot);
    this.phases[this.behaviour.phaseOf(turn.cell)]++;
    return turn.cell;
  }

  /** The turn's key as text. */
  keyOf(turn: Turn): string {
    if (turn.slot >= 0) return this.#table.textOf(turn.slot);
    return decoder.decode(this.#keyBytes.subarray(this.#keyStart, this.#keyEnd));
  }

  /** The cell of a key, for another actor that only looks; 0 when the key has no actor. Brings a parked one back. */
  look(key: string): Address {
    const bytes = encoder.encode(key);
    const hash = hashBytes(bytes, 0, bytes.length);
    const slot = this.#table.find(bytes, 0, bytes.length, hash);
    if (slot >= 0) return this.#table.blockOf(slot);
    const place = this.#parking.find(bytes, 0, bytes.length, hash);
    if (place < 0) return 0;
    const payer = this.#ledger.open(this.#account);
    const cell = this.#table.blockOf(this.#return(this.#parking.take(place), 'another actor asks for it'));
    this.#ledger.open(payer);
    return cell;
  }

  /** Weight of one actor in bytes. */
  weigh(slot: number): number {
    return (
      slotBytes +
      classWords(this.#table.blockWords(slot)) * 4 +
      this.behaviour.weigh(slot, this.#table.blockOf(slot))
    );
  }

  /** A slot that holds an actor, at or after a position, wrapping around; -1 when there is none. */
  slotFrom(position: number): number {
    const end = this.#table.slotsEnd;
    for (let step = 0; step < end; step++) {
      const slot = (position + step) % end;
      if (this.#table.has(slot)) return slot;
    }
    return -1;
  }

  get slotsEnd(): number {
    return this.#table.slotsEnd;
  }

  keyAt(slot: number): string {
    return this.#table.textOf(slot);
  }

  /** Decayed number of uses. */
  useOf(slot: number): number {
    return this.#uses.usesOf(this.#table.blockOf(slot));
  }

  /** Batches since the actor was last used; 0 is the present one. */
  restOf(slot: number): number {
    return this.#uses.restOf(this.#table.blockOf(slot));
  }

  /** Parks an actor in the store: its whole state, its deadline and how often it is used. */
  evict(slot: number): void {
    const payer = this.#ledger.open(this.#account);
    this.#parking.put({
      key: this.#table.bytesOf(slot),
      dueAt: this.#timers.dueOf(slot),
      epoch: this.versions.park(slot),
      isOpen: this.behaviour.isOpen(slot),
      isRestored: false,
    });
    this.evicted++;
    this.#remove(slot, this.#table.blockOf(slot));
    this.#ledger.open(payer);
  }

  /** An actor of an earlier run waits in the store from now on. It is woken at once when its deadline may be another by now. */
  restore({ key, dueAt, epoch }: StateVersion, options: { readonly isDueAtOnce: boolean }): void {
    this.#parking.put({ key, dueAt: options.isDueAtOnce ? 0 : dueAt, epoch, isOpen: true, isRestored: true });
  }

  /** All actors as they are: the cell of one in memory, or what the behaviour saved of one that is parked. */
  *snapshots(): Iterable<{ readonly key: string; readonly cell?: Address; readonly bytes?: Uint8Array }> {
    for (let slot = 0; slot < this.#table.slotsEnd; slot++)
      if (this.#table.has(slot)) yield { key: this.keyAt(slot), cell: this.#table.blockOf(slot) };
    for (const place of this.#parking.places()) {
      const { key, epoch } = this.#parking.at(place);
      yield {
        key: decoder.decode(key),
        bytes: contentOf(this.#setup.store.read(this.space, key, epoch), this.space),
      };
    }
  }

  #snapshot(slot: number): Snapshot {
    beginSnapshot(writer, this.useOf(slot));
    this.behaviour.save(slot, this.#table.blockOf(slot), writer);
    const dueAt = Math.min(this.#timers.dueOf(slot), this.#firedDueAt);
    return { key: this.#table.bytesOf(slot), dueAt, bytes: writer.lend() };
  }

  /** The input has ended: every actor settles or reports what it has left open, parked ones as well. */
  conclude(step: 'settle' | 'conclude' = 'conclude'): void {
    const payer = this.#ledger.open(this.#account);
    for (const place of [...this.#parking.places()]) {
      if (this.#parking.at(place).isOpen) this.#return(this.#parking.take(place), 'the input has ended');
    }
    for (let slot = 0; slot < this.#table.slotsEnd; slot++) {
      if (this.#table.has(slot) && this.behaviour.isOpen(slot)) {
        this.versions.touch(slot);
        this.#concludeSlot(slot, step);
        const cell = this.#table.blockOf(slot);
        this.#arm(slot, cell, this.behaviour.phaseOf(cell));
      }
    }
    this.#ledger.open(payer);
  }

  #concludeSlot(slot: number, step: 'settle' | 'conclude'): void {
    const key = this.keyAt(slot);
    try {
      this.behaviour[step]?.(slot, this.#table.blockOf(slot), key);
    } catch (failure) {
      this.failed++;
      this.#turn.position = 0;
      const message = failure instanceof Error ? failure.message : String(failure);
      this.#setup.onFailure({ turn: this.#turn, key, reason: `end of input: ${message}` });
    }
  }

  #enter(bytes: Uint8Array, start: number, end: number, hash: number, located: number): void {
    this.#keyBytes = bytes;
    this.#keyStart = start;
    this.#keyEnd = end;
    this.#keyHash = hash;
    let slot = located < 0 ? this.#table.find(bytes, start, end, hash) : located;
    if (slot < 0) {
      const place = this.#parking.find(bytes, start, end, hash);
      if (place >= 0) slot = this.#return(this.#parking.take(place), 'something came for its key');
    }
    this.#turn.slot = slot;
    this.#turn.cell = slot < 0 ? 0 : this.#table.blockOf(slot);
  }

  #run(turn: Turn): void {
    turn.failure = undefined;
    turn.judge = 0;
    turn.rearms = false;
    if (turn.slot >= 0) this.versions.touch(turn.slot);
    this.#turns.next(turn);
    if (turn.failure !== undefined) this.#reportFailure(turn);
    if (turn.slot < 0) return;
    this.#uses.touch(turn.cell);
    if (turn.rearms) this.#arm(turn.slot, turn.cell, this.behaviour.phaseOf(turn.cell));
  }

  #fireSlot(slot: number, instant: number): void {
    this.versions.touch(slot);
    const turn = this.#turn;
    const cell = this.#table.blockOf(slot);
    const before = this.behaviour.phaseOf(cell);
    turn.kind = turnKind.timer;
    turn.slot = slot;
    turn.cell = cell;
    turn.batch = undefined;
    turn.time = instant;
    turn.clock = instant;
    turn.position = 0;
    turn.failure = undefined;
    turn.judge = 0;
    this.#turns.next(turn);
    if (turn.failure !== undefined) this.#reportFailure(turn);
    const dueAt = this.#arm(slot, cell, before);
    if (dueAt <= instant) {
      throw new Error(
        `an actor of "${this.space}" was woken at ${instant} and wants to be woken at ${dueAt} again; ` +
          'its behaviour must move its deadline on, or engine time would stand still',
      );
    }
  }

  #reportFailure(turn: Turn): void {
    this.failed++;
    const { failure } = turn;
    const message = failure instanceof Error ? failure.message : String(failure);
    this.#setup.onFailure({ turn, key: this.keyOf(turn), reason: `${turn.failedStage}: ${message}` });
  }

  /** Sets an actor's timer after a turn; one that waits for nothing any more goes. Answers its deadline. */
  #arm(slot: number, cell: Address, phaseBefore: Exclude<Phase, 'expire'>): number {
    const dueAt = this.behaviour.dueAt(slot, cell);
    this.phases[phaseBefore]--;
    if (dueAt === never) {
      this.phases.expire++;
      this.versions.end(slot, this.#table.bytesOf(slot));
      this.#remove(slot, cell);
    } else {
      this.phases[this.behaviour.phaseOf(cell)]++;
      this.#timers.schedule(slot, dueAt);
    }
    return dueAt;
  }

  /** Brings back an actor that was taken out of the parking. @returns its slot */
  #return({ key, dueAt, epoch, isRestored }: ParkedActor, reason: string): number {
    const snapshot = this.#setup.store.read(this.space, key, epoch);
    const reader = new ByteReader(contentOf(snapshot, this.space));
    const slot = this.#table.insert(key, 0, key.length, hashBytes(key, 0, key.length));
    const cell = this.#table.blockOf(slot);
    this.#uses.restore(cell, usesOf(snapshot));
    this.behaviour.load(slot, cell, reader);
    this.versions.takeBack(slot, key, epoch);
    this.#timers.schedule(slot, dueAt);
    if (isRestored) return slot;
    this.returned++;
    this.#setup.onReturn(decoder.decode(key), reason, this.weigh(slot));
    return slot;
  }

  #remove(slot: number, cell: Address): void {
    this.#timers.cancel(slot);
    this.behaviour.release(slot, cell);
    this.#table.remove(slot);
    this.#removals++;
  }
}
