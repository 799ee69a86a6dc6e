/**
 * Which version of each of a host's actors is in the store, and which actors have changed since.
 *
 * With a durable store every actor has versions there. What changes in an epoch is dirty. When the epoch ends, the dirty
 * actors are frozen: they are written bit by bit while work goes on, and one that is needed earlier is written first, as it
 * stood. So a checkpoint is a cut through all actors that stops none of them, and costs what has changed. Versions that were
 * replaced are removed once the epoch that replaced them is valid.
 *
 * A store that is not durable only holds what is parked: one version, of epoch 0, that goes when the actor is back.
 *
 * Epochs are even numbers here. The odd one before each is for saying that an actor has gone: should its key come to life
 * again in the same epoch, the new actor's version is the newer one.
 */

import { KeyLog } from './key-log.ts';
import type { StateStore } from './state-store.ts';

/** From one epoch to the next. */
export const epochStep = 2;
const slotsFirst = 64;
/** Bytes of an entry in the store besides its snapshot, for the sums of a checkpoint. */
const entryBytes = 40;

/** An actor as it goes to the store, which copies it: key and bytes are only lent. */
export interface Snapshot {
  readonly key: Uint8Array;
  readonly dueAt: number;
  readonly bytes: Uint8Array;
}

export interface HostVersionsSetup {
  readonly store: StateStore;
  readonly space: string;
  /** The snapshot of the actor in a slot. */
  readonly snapshot: (slot: number) => Snapshot;
}

export class HostVersions {
  readonly #setup: HostVersionsSetup;
  readonly #isDurable: boolean;
  /** The epoch that is open. */
  #epoch: number;
  /** By slot: epoch of its newest version, 0 for none; and epoch in which it changed without being written, 0 for never. */
  #savedIn = new Uint32Array(slotsFirst);
  #changedIn = new Uint32Array(slotsFirst);
  #changed: number[] = [];
  #frozen: number[] = [];
  #frozenAt = 0;
  /** Versions replaced in the open epoch, and in the one before. */
  #replaced = new KeyLog();
  #replacedBefore = new KeyLog();
  /** Actors and bytes written since the open epoch began, or for the one that is being written. */
  written = { actors: 0, bytes: 0 };

  constructor(setup: HostVersionsSetup, epoch: number) {
    this.#setup = setup;
    this.#isDurable = setup.store.isDurable;
    this.#epoch = epoch;
  }

  /** Actors that have to be written before the last epoch can be valid. */
  get frozen(): number {
    return this.#frozen.length - this.#frozenAt;
  }

  /** Actors that have changed in the open epoch. */
  get changed(): number {
    return this.#changed.length;
  }

  /** Bytes this takes. */
  get bytes(): number {
    if (!this.#isDurable) return 0;
    const lists = (this.#changed.length + this.#frozen.length) * 4;
    return this.#savedIn.byteLength * 2 + lists + this.#replaced.bytes + this.#replacedBefore.bytes;
  }

  /** To be called before anything of an actor changes, and when it has come to life. */
  touch(slot: number): void {
    if (!this.#isDurable) return;
    if (slot >= this.#changedIn.length) this.#grow(slot);
    const changedIn = this.#changedIn[slot];
    if (changedIn === this.#epoch) return;
    if (changedIn !== 0) this.#write(slot, changedIn);
    this.#changedIn[slot] = this.#epoch;
    this.#changed.push(slot);
  }

  /** An actor leaves memory for the store. @returns the epoch of the version that holds */
  park(slot: number): number {
    if (!this.#isDurable) return this.#write(slot, 0);
    const changedIn = this.#changedIn[slot];
    const epoch = changedIn === 0 ? this.#savedIn[slot] : this.#write(slot, changedIn);
    this.#forget(slot);
    return epoch;
  }

  /** An actor is back in a slot. */
  takeBack(slot: number, key: Uint8Array, epoch: number): void {
    if (!this.#isDurable) {
      this.#setup.store.remove(this.#setup.space, key, epoch);
      return;
    }
    if (slot >= this.#changedIn.length) this.#grow(slot);
    this.#savedIn[slot] = epoch;
    this.#changedIn[slot] = 0;
  }

  /** The actor of a slot has gone for good. `touch` came before. */
  end(slot: number, key: Uint8Array): void {
    if (!this.#isDurable) return;
    const savedIn = this.#savedIn[slot];
    this.#forget(slot);
    if (savedIn === 0) return;
    const { store, space } = this.#setup;
    if (savedIn === this.#epoch) store.remove(space, key, savedIn);
    else this.#replaced.add(key, savedIn);
    const epoch = this.#epoch - 1;
    store.write(space, { key, dueAt: Number.POSITIVE_INFINITY, epoch }, undefined);
    // The mark goes after the versions it hides.
    this.#replaced.add(key, epoch);
  }

  /** Ends the open epoch and begins the next. The one before must have been written and swept. */
  freeze(): void {
    this.#frozen = this.#changed;
    this.#frozenAt = 0;
    this.#changed = [];
    this.#replacedBefore = this.#replaced;
    this.#replaced = new KeyLog();
    this.written = { actors: 0, bytes: 0 };
    this.#epoch += epochStep;
  }

  /** Writes frozen actors until there are none, or some bytes are reached. @returns bytes written */
  writeFrozen(bytesMax: number): number {
    const before = this.written.bytes;
    const frozenIn = this.#epoch - epochStep;
    while (this.#frozenAt < this.#frozen.length && this.written.bytes - before < bytesMax) {
      const slot = this.#frozen[this.#frozenAt++];
      if (this.#changedIn[slot] === frozenIn) this.#write(slot, frozenIn);
    }
    if (this.#frozenAt === this.#frozen.length) {
      this.#frozen = [];
      this.#frozenAt = 0;
    }
    return this.written.bytes - before;
  }

  /** Removes versions that the last epoch, now valid, has replaced. @returns true when none is left */
  sweep(countMax: number): boolean {
    const { store, space } = this.#setup;
    this.#replacedBefore.take(countMax, (key, epoch) => store.remove(space, key, epoch));
    return this.#replacedBefore.isEmpty;
  }

  #write(slot: number, epoch: number): number {
    const { store, space, snapshot } = this.#setup;
    const { key, dueAt, bytes } = snapshot(slot);
    store.write(space, { key, dueAt, epoch }, bytes);
    this.written.actors++;
    this.written.bytes += bytes.length + key.length + entryBytes;
    if (!this.#isDurable) return epoch;
    const savedIn = this.#savedIn[slot];
    if (savedIn !== 0 && savedIn !== epoch) this.#logOf(epoch).add(key, savedIn);
    this.#savedIn[slot] = epoch;
    this.#changedIn[slot] = 0;
    return epoch;
  }

  #logOf(epoch: number): KeyLog {
    return epoch === this.#epoch ? this.#replaced : this.#replacedBefore;
  }

  #forget(slot: number): void {
    this.#savedIn[slot] = 0;
    this.#changedIn[slot] = 0;
  }

  #grow(slot: number): void {
    let length = this.#savedIn.length;
    while (length <= slot) length *= 2;
    const savedIn = new Uint32Array(length);
    savedIn.set(this.#savedIn);
    const changedIn = new Uint32Array(length);
    changedIn.set(this.#changedIn);
    this.#savedIn = savedIn;
    this.#changedIn = changedIn;
  }
}
