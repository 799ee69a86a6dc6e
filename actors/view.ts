/**
 * The view actor: one row of a live table, the aggregates of everything that came for one key.
 *
 * Key → what the view says `for each`. State: an accumulator for each aggregate, with the times of the earliest and latest
 * event. Messages: events; the timer of forgetting. Behaviour, one chain for all keys of a view and shard: lifecycle → admit
 * → keep.
 *
 * It reports nothing; it is read. No event is too late for it, and the order of events does not matter.
 */

import { type OperatorFunction, pipe } from 'rxjs';
import type { Address, Behaviour, ByteReader, ByteWriter, Heap, Host, ViewProgram } from '../src/index.ts';
import { readVersion, stage, Turn, turnKind } from '../src/index.ts';
import { Accumulators } from './accumulators.ts';
import { Lives } from './view-lives.ts';

/** Of the snapshot. */
const version = 1;

export class ViewBehaviour implements Behaviour {
  readonly cellWords: number;
  readonly operators: OperatorFunction<Turn, Turn>;
  readonly #host: Host;
  readonly #program: ViewProgram;
  readonly #heap: Heap;
  readonly #lives: Lives;

  constructor(host: Host, { program, heap }: { readonly program: ViewProgram; readonly heap: Heap }) {
    this.#host = host;
    this.#program = program;
    this.#heap = heap;
    this.#lives = new Lives({
      heap,
      accumulators: new Accumulators(program.aggregates, heap),
      forgetMs: program.forgetMs,
      waitMs: program.latenessMs,
    });
    this.cellWords = this.#lives.words;
    this.operators = pipe(
      stage('lifecycle', (turn) => this.#lifecycle(turn)),
      stage('admit', (turn) => this.#admit(turn)),
      stage('keep', (turn) => this.#keep(turn)),
    );
  }

  createTurn(): Turn {
    return new Turn({ slots: this.#program.aggregates.length, aggregates: 0, captures: 0 });
  }

  dueAt(_slot: number, cell: Address): number {
    return this.#lives.dueAt(cell);
  }

  /** A view has nothing to learn. */
  phaseOf(): 'close' {
    return 'close';
  }

  /** Nothing was reported. */
  isOpen(): boolean {
    return false;
  }

  conclude(): void {}

  weigh(_slot: number, cell: Address): number {
    return this.#lives.bytes(cell);
  }

  save(_slot: number, cell: Address, writer: ByteWriter): void {
    writer.u8(version);
    this.#lives.save(cell, writer);
  }

  load(_slot: number, cell: Address, reader: ByteReader): void {
    this.#load(cell, reader);
  }

  release(_slot: number, cell: Address): void {
    this.#lives.release(cell);
  }

  readResults(from: Address | ByteReader, into: Float64Array): void {
    if (typeof from === 'number') {
      this.#lives.read(from, into);
      return;
    }
    const cell = this.#heap.allocate(this.cellWords);
    try {
      this.#load(cell, from);
      this.#lives.read(cell, into);
    } finally {
      this.#lives.release(cell);
      this.#heap.release(cell, this.cellWords);
    }
  }

  #load(cell: Address, reader: ByteReader): void {
    readVersion(reader, 'a row of a view', version);
    this.#lives.load(cell, reader);
  }

  #lifecycle(turn: Turn): boolean {
    if (turn.kind === turnKind.event) return true;
    this.#lives.end(turn.cell, turn.time);
    return false;
  }

  #admit(turn: Turn): boolean {
    this.#program.measure(turn.batch!, turn.row, turn.measures);
    return true;
  }

  /** A later event only moves the deadline on: its timer may fire for nothing once, which is cheaper than to set it for each event. */
  #keep(turn: Turn): boolean {
    if (this.#lives.add(this.#host.ensureCell(turn), turn.time, turn.measures)) turn.rearms = true;
    return true;
  }
}
