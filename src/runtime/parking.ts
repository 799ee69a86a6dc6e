/**
 * The actors of one host that wait in the store: their keys, when they must be woken, and which version of them holds.
 * Their snapshots are in the store; what stands here takes some ten bytes and the key for each of them.
 */

import type { Address, Heap } from '../memory/heap.ts';
import { hashBytes, KeyTable } from '../memory/key-table.ts';
import { Account, type Ledger } from '../memory/ledger.ts';
import { TimerQueue } from '../time/timer-queue.ts';

/** Words of a parked actor's block. */
const word = { epoch: 0, flags: 1 };
const words = 2;
const openFlag = 1;
const restoredFlag = 2;

export interface ParkedActor {
  readonly key: Uint8Array;
  /** Infinity when nothing is due. */
  readonly dueAt: number;
  /** Epoch in which its snapshot was written. */
  readonly epoch: number;
  /** True when it has reported something still open to revision. */
  readonly isOpen: boolean;
  /** True when it was parked by the end of an earlier run, not by a decision of this one. */
  readonly isRestored: boolean;
}

export class Parking {
  readonly #heap: Heap;
  readonly #ledger: Ledger;
  /** Not the host's: what is parked does not count against a quota. */
  readonly #account = new Account();
  readonly #table: KeyTable;
  readonly #timers: TimerQueue;
  readonly #due: number[] = [];

  constructor({ heap, ledger, tickMs }: { heap: Heap; ledger: Ledger; tickMs: number }) {
    this.#heap = heap;
    this.#ledger = ledger;
    this.#table = new KeyTable(heap, words);
    this.#timers = new TimerQueue(tickMs);
  }

  get size(): number {
    return this.#table.size;
  }

  /** Bytes taken by what stands here. */
  get bytes(): number {
    return this.#account.bytes + this.#table.bytesUsed + this.#timers.bytes;
  }

  /** Infinity when nothing is due. */
  nextDue(): number {
    return this.#timers.nextDue();
  }

  /** Place of a key, -1 when it is not parked. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    return this.#table.size === 0 ? -1 : this.#table.find(bytes, start, end, hash);
  }

  put({ key, dueAt, epoch, isOpen, isRestored }: ParkedActor): void {
    const payer = this.#ledger.open(this.#account);
    const place = this.#table.insert(key, 0, key.length, hashBytes(key, 0, key.length));
    const block = this.#table.blockOf(place);
    this.#set(block, word.epoch, epoch);
    this.#set(block, word.flags, (isOpen ? openFlag : 0) | (isRestored ? restoredFlag : 0));
    this.#timers.schedule(place, dueAt);
    this.#ledger.open(payer);
  }

  /** Takes the actor of a place out. */
  take(place: number): ParkedActor {
    const payer = this.#ledger.open(this.#account);
    const actor = this.at(place);
    this.#timers.cancel(place);
    this.#table.remove(place);
    this.#ledger.open(payer);
    return actor;
  }

  at(place: number): ParkedActor {
    const block = this.#table.blockOf(place);
    const flags = this.#get(block, word.flags);
    return {
      key: this.#table.bytesOf(place).slice(),
      dueAt: this.#timers.dueOf(place),
      epoch: this.#get(block, word.epoch),
      isOpen: (flags & openFlag) !== 0,
      isRestored: (flags & restoredFlag) !== 0,
    };
  }

  /** Takes out all actors that are due at an instant or before. */
  takeDue(instant: number): readonly ParkedActor[] {
    const actors: ParkedActor[] = [];
    for (;;) {
      const dueAt = this.#timers.takeDue(instant, this.#due);
      if (Number.isNaN(dueAt)) return actors;
      for (const place of this.#due) actors.push({ ...this.take(place), dueAt });
    }
  }

  /** Places of all actors. */
  *places(): Iterable<number> {
    for (let place = 0; place < this.#table.slotsEnd; place++) if (this.#table.has(place)) yield place;
  }

  #get(block: Address, index: number): number {
    return this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + index];
  }

  #set(block: Address, index: number, value: number): void {
    this.#heap.pageOf(block).u32[this.#heap.offsetOf(block) + index] = value;
  }
}
