/**
 * The peer-group actor: what is usual for all keys of a department, or for everyone.
 *
 * Key → the group's value. State: generations of one amount model. Messages: samples, one for each window that a
 * member's actor closes. It reports nothing by itself; members ask it how usual their own observations are.
 */

import { type OperatorFunction, pipe } from 'rxjs';
import type {
  Address,
  Behaviour,
  ByteReader,
  ByteWriter,
  Heap,
  Host,
  Mailbox,
  Model,
  Side,
} from '../src/index.ts';
import { hashBytes, shardOf, stage, Turn, turnKind } from '../src/index.ts';
import { generationPhase } from './generation-blocks.ts';
import type { GenerationsSetup } from './generation-readings.ts';
import { Generations } from './generations.ts';

const phaseNames = ['learn', 'ready', 'close'] as const;
const encoder = new TextEncoder();

export interface PeerGroupSetup {
  readonly heap: Heap;
  readonly model: Model;
  readonly schedule: Omit<GenerationsSetup, 'heap' | 'models'>;
  readonly mailbox: Mailbox;
}

/** All groups of one level of one feature, over all shards. */
export class PeerGroup {
  readonly #setup: PeerGroupSetup;
  readonly #generations: Generations;
  #hosts: readonly Host[] = [];

  constructor(setup: PeerGroupSetup) {
    this.#setup = setup;
    this.#generations = new Generations({ heap: setup.heap, models: [setup.model], ...setup.schedule });
  }

  /** The hosts of the groups' actors, one a shard. */
  bind(hosts: readonly Host[]): void {
    this.#hosts = hosts;
  }

  createBehaviour(host: Host): Behaviour {
    return new PeerGroupBehaviour(host, this.#setup.model, this.#generations);
  }

  /** Sends a member's sample to the group's actor. */
  send(key: string, time: number, value: number): void {
    this.#setup.mailbox.send(this.#hostOf(key), key, time, value);
  }

  /** The generation of a group that judges a moment, 0 when none does yet. */
  judge(key: string, time: number): Address {
    const cell = this.#hostOf(key).look(key);
    return cell === 0 ? 0 : this.#generations.judgeOf(cell, time);
  }

  tail(generation: Address, value: number, side: Side): number {
    return this.#setup.model.tail(this.#generations.stateOf(generation, 0), value, side);
  }

  evidence(generation: Address): number {
    return this.#setup.model.evidence(this.#generations.stateOf(generation, 0));
  }

  usual(generation: Address): string {
    return this.#setup.model.usual(this.#generations.stateOf(generation, 0));
  }

  #hostOf(key: string): Host {
    if (this.#hosts.length === 1) return this.#hosts[0];
    const bytes = encoder.encode(key);
    return this.#hosts[shardOf(hashBytes(bytes, 0, bytes.length), this.#hosts.length)];
  }
}

class PeerGroupBehaviour implements Behaviour {
  readonly cellWords: number;
  readonly operators: OperatorFunction<Turn, Turn>;
  readonly #host: Host;
  readonly #model: Model;
  readonly #generations: Generations;

  constructor(host: Host, model: Model, generations: Generations) {
    this.#host = host;
    this.#model = model;
    this.#generations = generations;
    this.cellWords = generations.words;
    this.operators = pipe(
      stage('lifecycle', (turn) => this.#lifecycle(turn)),
      stage('learn', (turn) => this.#learn(turn)),
    );
  }

  createTurn(): Turn {
    return new Turn({ slots: 1, aggregates: 0, captures: 0 });
  }

  dueAt(_slot: number, cell: Address): number {
    return this.#generations.nextDue(cell);
  }

  phaseOf(cell: Address): 'learn' | 'ready' | 'close' {
    return phaseNames[this.#generations.furthestPhase(cell)];
  }

  /** A group reports nothing. */
  isOpen(): boolean {
    return false;
  }

  conclude(): void {}

  weigh(_slot: number, cell: Address): number {
    return this.#generations.bytes(cell);
  }

  save(_slot: number, cell: Address, writer: ByteWriter): void {
    this.#generations.save(cell, writer);
  }

  load(_slot: number, cell: Address, reader: ByteReader): void {
    this.#generations.load(cell, reader);
  }

  release(_slot: number, cell: Address): void {
    this.#generations.releaseAll(cell);
  }

  #lifecycle(turn: Turn): boolean {
    if (turn.kind === turnKind.sample) return true;
    const nothing = () => {};
    this.#generations.advance(turn.cell, turn.time, {
      ready: nothing,
      closing: nothing,
      closed: nothing,
    });
    return false;
  }

  #learn(turn: Turn): boolean {
    const cell = this.#host.ensureCell(turn);
    if (this.#generations.findLearners(cell, turn.time)) turn.rearms = true;
    for (const generation of this.#generations.learners) {
      if (this.#generations.phaseOf(generation) === generationPhase.close) continue;
      this.#model.learn(this.#generations.stateOf(generation, 0), turn.value, 0);
      this.#generations.count(generation);
    }
    return true;
  }
}
