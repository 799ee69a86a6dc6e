/**
 * The threshold-rule actor: counts, sums and compares over windows, for one key.
 *
 * Key → what the rule says `for each`. State: panes of aggregates, shared by all windows of the same pane length, and
 * for each alert the last window judged and the episode it is in. Messages: events; the timer of the next window's end.
 * Behaviour, one chain for all keys of a rule and shard: lifecycle → admit → aggregate → detect.
 *
 * A window is judged for good when it is over and lateness has passed. While it is open, every event already looks
 * whether the condition holds, so that an alert does not wait. With sliding windows one burst meets the condition in
 * several windows: those form one episode and give one alert.
 */

import { type OperatorFunction, pipe } from 'rxjs';
import type { Address, Behaviour, ByteReader, ByteWriter, Host, ThresholdProgram } from '../src/index.ts';
import { stage, Turn, turnKind } from '../src/index.ts';
import { AlertGate } from './alert-gate.ts';
import { type RuleServices, RuleWindows } from './rule-windows.ts';

export class RuleBehaviour implements Behaviour {
  readonly cellWords: number;
  readonly operators: OperatorFunction<Turn, Turn>;
  readonly #host: Host;
  readonly #program: ThresholdProgram;
  readonly #gate: AlertGate;
  readonly #windows: RuleWindows;

  constructor(host: Host, services: RuleServices) {
    const { program } = services;
    this.#host = host;
    this.#program = program;
    this.#gate = new AlertGate({
      ledger: services.ledger,
      rule: program.name,
      title: program.title,
      report: (alert) => services.outputs.alert(alert),
      showTime: services.showTime,
    });
    this.#windows = new RuleWindows(services, this.#gate, () => {
      host.judged++;
    });
    this.cellWords = this.#windows.words;
    this.operators = pipe(
      stage('lifecycle', (turn) => this.#lifecycle(turn)),
      stage('admit', (turn) => this.#admit(turn)),
      stage('detect', (turn) => this.#detect(turn)),
      stage('aggregate', (turn) => this.#aggregate(turn)),
    );
  }

  createTurn(): Turn {
    const aggregates = this.#program.aggregates.length;
    const { captures, keyParts } = this.#program;
    return new Turn({ slots: aggregates, aggregates, captures: captures.length, keyParts });
  }

  dueAt(slot: number, cell: Address): number {
    return Math.min(this.#windows.nextDue(cell), this.#gate.nextDue(slot));
  }

  /** A threshold rule has nothing to learn: it detects from its first event on. */
  phaseOf(): 'close' {
    return 'close';
  }

  isOpen(slot: number): boolean {
    return this.#gate.isOpen(slot);
  }

  conclude(slot: number, cell: Address, key: string): void {
    try {
      this.#windows.judgeOpen(slot, cell, key);
    } finally {
      this.#gate.closeAll(slot, key);
    }
  }

  weigh(slot: number, cell: Address): number {
    return this.#windows.bytes(cell) + this.#gate.bytes(slot);
  }

  save(slot: number, cell: Address, writer: ByteWriter): void {
    this.#windows.save(cell, writer);
    this.#gate.save(slot, writer);
  }

  load(slot: number, cell: Address, reader: ByteReader): void {
    this.#windows.load(cell, reader);
    this.#gate.load(slot, reader);
  }

  release(slot: number, cell: Address): void {
    this.#windows.release(cell);
    this.#gate.forget(slot);
  }

  #lifecycle(turn: Turn): boolean {
    if (turn.kind === turnKind.event) return true;
    const key = this.#host.keyOf(turn);
    try {
      this.#windows.close(turn.slot, turn.cell, key, turn.time);
    } finally {
      this.#gate.close(turn.slot, key, turn.time);
    }
    return false;
  }

  #admit(turn: Turn): boolean {
    this.#program.measure(turn.batch!, turn.row, turn.measures);
    return true;
  }

  /** Words and decisions can fail, so they come before the event is counted; they see it as if it had been. */
  #detect(turn: Turn): boolean {
    this.#windows.look(turn, turn.readKey);
    return true;
  }

  #aggregate(turn: Turn): boolean {
    const cell = this.#host.ensureCell(turn);
    this.#windows.add(cell, turn);
    this.#windows.reportFound(turn, turn.readKey);
    return true;
  }
}
