/**
 * The group actor of running baselines: what all members of a department, or everyone, have taught lately.
 *
 * Key → the group's value. State: two sets of parts, each a model or a calibration. Members' samples go into the *incoming*
 * set, where their order does not matter; at the border of the next pane it is merged into the *committed* set, which is
 * the one that members are judged by. So whoever is judged between two borders is judged by the same group.
 */

import { type OperatorFunction, pipe } from 'rxjs';
import type { Address, Behaviour, ByteReader, ByteWriter, Heap, Host } from '../../src/index.ts';
import { classWords, dayMs, hashBytes, shardOf, stage, Turn, turnKind } from '../../src/index.ts';

const encoder = new TextEncoder();
const never = Number.POSITIVE_INFINITY;

/** One model or calibration of a group. */
export interface GroupPart {
  /** Even. */
  readonly words: number;
  /** Ages what a state holds by some days, and adds what another has learnt. */
  merge(into: Address, from: Address, days: number): void;
  extraBytes(state: Address): number;
  release(state: Address): void;
  save(state: Address, writer: ByteWriter): void;
  load(state: Address, reader: ByteReader): void;
}

export interface GroupSetup {
  readonly heap: Heap;
  readonly parts: readonly GroupPart[];
  /** The border after an instant: incoming samples are merged then. */
  readonly borderAfter: (instant: number) => number;
  /** Silence after which a group is forgotten. */
  readonly keepMs: number;
}

// Doubles of the cell: first sample, last sample, border, last merge; then words: incoming block, committed block.
const firstAt = 0;
const lastAt = 1;
const borderAt = 2;
const mergedAt = 3;
const incomingAt = 8;
const committedAt = 9;
const cellWords = 10;

/** All groups of one level. */
export class Groups {
  /** Offset of each part in a set. */
  readonly offsets: readonly number[];
  readonly #setup: GroupSetup;
  readonly #setWords: number;
  readonly #cells = new Map<string, Address>();
  #hosts: readonly Host[] = [];
  #teach: ((incoming: Address) => void) | undefined;

  constructor(setup: GroupSetup) {
    this.#setup = setup;
    const offsets: number[] = [];
    let words = 0;
    for (const part of setup.parts) {
      offsets.push(words);
      words += part.words;
    }
    this.offsets = offsets;
    this.#setWords = Math.max(2, words);
  }

  /** The hosts of the groups' actors, one a shard. */
  bind(hosts: readonly Host[]): void {
    this.#hosts = hosts;
  }

  createBehaviour(host: Host): Behaviour {
    return new GroupBehaviour(host, this);
  }

  /** Lets a group learn. @param teach is given the incoming set and must write into it whatever the order of its callers */
  send(key: string, time: number, teach: (incoming: Address) => void): void {
    this.#teach = teach;
    this.#hostOf(key).sample(key, time, 0);
    this.#teach = undefined;
  }

  /** The set that a group's members are judged by, 0 when there is none yet. */
  committed(key: string): Address {
    const cell = this.#cellOf(key);
    return cell === 0 ? 0 : this.#word(cell, committedAt);
  }

  /** Time of the first sample a group ever got, Infinity without one. */
  firstOf(key: string): number {
    const cell = this.#cellOf(key);
    return cell === 0 ? never : this.#double(cell, firstAt);
  }

  /** When a group last learnt from its members, epoch ms: what it says is the same until then. 0 before the first time. */
  mergedAt(key: string): number {
    const cell = this.#cellOf(key);
    return cell === 0 ? 0 : this.#double(cell, mergedAt);
  }

  // What follows is for the groups' own behaviour.

  get cellWords(): number {
    return cellWords;
  }

  dueAt(cell: Address): number {
    const border = this.#double(cell, borderAt);
    return border !== 0 ? border : this.#double(cell, lastAt) + this.#setup.keepMs;
  }

  isReady(cell: Address): boolean {
    return this.#word(cell, committedAt) !== 0;
  }

  take(cell: Address, time: number): void {
    const { heap, borderAfter } = this.#setup;
    if (this.#word(cell, incomingAt) === 0) this.#setWord(cell, incomingAt, heap.allocate(this.#setWords));
    const first = this.#double(cell, firstAt);
    if (first === 0 || time < first) this.#setDouble(cell, firstAt, time);
    this.#setDouble(cell, lastAt, Math.max(time, this.#double(cell, lastAt)));
    if (this.#double(cell, borderAt) === 0) this.#setDouble(cell, borderAt, borderAfter(time));
    this.#teach?.(this.#word(cell, incomingAt));
  }

  /** Merges what has come in, at its border; without anything for long, the group ends. @returns false when it has ended */
  advance(cell: Address, instant: number): boolean {
    const border = this.#double(cell, borderAt);
    if (border === 0) return this.#double(cell, lastAt) + this.#setup.keepMs > instant;
    if (border > instant) return true;
    const { heap, parts } = this.#setup;
    if (this.#word(cell, committedAt) === 0) this.#setWord(cell, committedAt, heap.allocate(this.#setWords));
    const committed = this.#word(cell, committedAt);
    const incoming = this.#word(cell, incomingAt);
    const merged = this.#double(cell, mergedAt);
    const days = merged === 0 ? 0 : (instant - merged) / dayMs;
    parts.forEach((part, index) => {
      part.merge(committed + this.offsets[index], incoming + this.offsets[index], days);
      part.release(incoming + this.offsets[index]);
    });
    heap.release(incoming, this.#setWords);
    this.#setWord(cell, incomingAt, 0);
    this.#setDouble(cell, borderAt, 0);
    this.#setDouble(cell, mergedAt, instant);
    return true;
  }

  bytes(cell: Address): number {
    let bytes = 0;
    for (const set of this.#setsOf(cell)) {
      bytes += classWords(this.#setWords) * 4;
      this.#setup.parts.forEach((part, index) => {
        bytes += part.extraBytes(set + this.offsets[index]);
      });
    }
    return bytes;
  }

  save(cell: Address, writer: ByteWriter): void {
    for (let double = 0; double < 4; double++) writer.f64(this.#double(cell, double));
    for (const at of [incomingAt, committedAt]) {
      const set = this.#word(cell, at);
      writer.u8(set === 0 ? 0 : 1);
      if (set === 0) continue;
      this.#setup.parts.forEach((part, index) => {
        part.save(set + this.offsets[index], writer);
      });
    }
  }

  load(cell: Address, reader: ByteReader): void {
    for (let double = 0; double < 4; double++) this.#setDouble(cell, double, reader.f64());
    for (const at of [incomingAt, committedAt]) {
      if (reader.u8() === 0) continue;
      const set = this.#setup.heap.allocate(this.#setWords);
      this.#setWord(cell, at, set);
      this.#setup.parts.forEach((part, index) => {
        part.load(set + this.offsets[index], reader);
      });
    }
  }

  release(cell: Address): void {
    this.#cells.clear();
    for (const set of this.#setsOf(cell)) {
      this.#setup.parts.forEach((part, index) => {
        part.release(set + this.offsets[index]);
      });
      this.#setup.heap.release(set, this.#setWords);
    }
    this.#setWord(cell, incomingAt, 0);
    this.#setWord(cell, committedAt, 0);
  }

  #setsOf(cell: Address): Address[] {
    return [this.#word(cell, incomingAt), this.#word(cell, committedAt)].filter((set) => set !== 0);
  }

  /** Groups are asked for with every event: their cells are remembered until one of them goes. */
  #cellOf(key: string): Address {
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const cell = this.#hostOf(key).look(key);
    if (cell !== 0) this.#cells.set(key, cell);
    return cell;
  }

  #hostOf(key: string): Host {
    if (this.#hosts.length === 1) return this.#hosts[0];
    const bytes = encoder.encode(key);
    return this.#hosts[shardOf(hashBytes(bytes, 0, bytes.length), this.#hosts.length)];
  }

  #word(cell: Address, word: number): number {
    return this.#setup.heap.pageOf(cell).u32[this.#setup.heap.offsetOf(cell) + word];
  }

  #setWord(cell: Address, word: number, value: number): void {
    this.#setup.heap.pageOf(cell).u32[this.#setup.heap.offsetOf(cell) + word] = value;
  }

  #double(cell: Address, double: number): number {
    return this.#setup.heap.pageOf(cell).f64[(this.#setup.heap.offsetOf(cell) >>> 1) + double];
  }

  #setDouble(cell: Address, double: number, value: number): void {
    this.#setup.heap.pageOf(cell).f64[(this.#setup.heap.offsetOf(cell) >>> 1) + double] = value;
  }
}

class GroupBehaviour implements Behaviour {
  readonly cellWords: number;
  readonly operators: OperatorFunction<Turn, Turn>;
  readonly #host: Host;
  readonly #groups: Groups;
  /** Cells that have ended, until their host asks for their next deadline. */
  readonly #ended = new Set<Address>();

  constructor(host: Host, groups: Groups) {
    this.#host = host;
    this.#groups = groups;
    this.cellWords = groups.cellWords;
    this.operators = pipe(
      stage('lifecycle', (turn) => this.#lifecycle(turn)),
      stage('learn', (turn) => this.#learn(turn)),
    );
  }

  createTurn(): Turn {
    return new Turn({ slots: 1, aggregates: 0, captures: 0 });
  }

  dueAt(_slot: number, cell: Address): number {
    return this.#ended.delete(cell) ? never : this.#groups.dueAt(cell);
  }

  phaseOf(cell: Address): 'learn' | 'ready' | 'close' {
    return this.#groups.isReady(cell) ? 'ready' : 'learn';
  }

  /** A group reports nothing. */
  isOpen(): boolean {
    return false;
  }

  conclude(): void {}

  weigh(_slot: number, cell: Address): number {
    return this.#groups.bytes(cell);
  }

  save(_slot: number, cell: Address, writer: ByteWriter): void {
    this.#groups.save(cell, writer);
  }

  load(_slot: number, cell: Address, reader: ByteReader): void {
    this.#groups.load(cell, reader);
  }

  release(_slot: number, cell: Address): void {
    this.#groups.release(cell);
  }

  #lifecycle(turn: Turn): boolean {
    if (turn.kind === turnKind.sample) return true;
    if (!this.#groups.advance(turn.cell, turn.time)) this.#ended.add(turn.cell);
    return false;
  }

  #learn(turn: Turn): boolean {
    this.#groups.take(this.#host.ensureCell(turn), turn.time);
    turn.rearms = true;
    return true;
  }
}
