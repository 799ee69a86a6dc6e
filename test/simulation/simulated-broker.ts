/** Topics to append to, in memory, and everything that can go wrong on the way: refused, lost answers, halves, hours of silence. */

import type { ReadableWriter } from '../../src/live/once-writer.ts';
import {
  TopicError,
  type TopicMessage,
  type TopicWriter,
  type TransactionalWriter,
} from '../../src/runtime/topic.ts';
import type { SimulatedProcess, SimulatedWorld } from './simulated-world.ts';

export interface AppendingFaults {
  /** Share of requests that are refused, carried out without an answer that says so, or carried out in part. */
  readonly failures: number;
  /** Share of requests that take hours. */
  readonly hangs: number;
}

type Fate = 'works' | 'refused' | 'answer lost' | 'in part';

const hangMs = 3 * 3_600_000;

export class SimulatedBroker {
  readonly #world: SimulatedWorld;
  readonly #topics = new Map<string, TopicMessage[]>();
  readonly #committedEpochs = new Map<string, number>();
  readonly #generations = new Map<string, number>();

  constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  /** Messages that a reader sees who waits for the ends of transactions. */
  messages(topic: string): readonly TopicMessage[] {
    return this.#topics.get(topic) ?? [];
  }

  store(topic: string, messages: readonly TopicMessage[]): void {
    this.#topics.set(topic, [...this.messages(topic), ...messages]);
  }

  committedEpoch(name: string): number {
    return this.#committedEpochs.get(name) ?? 0;
  }

  commitEpoch(name: string, epoch: number): void {
    if (epoch <= this.committedEpoch(name))
      this.#world.violations.push(`epoch ${epoch} of "${name}" after ${this.committedEpoch(name)}`);
    this.#committedEpochs.set(name, epoch);
  }

  /** Locks out the writers of a name. @returns the number of the present one */
  fence(name: string): number {
    const generation = this.generation(name) + 1;
    this.#generations.set(name, generation);
    return generation;
  }

  generation(name: string): number {
    return this.#generations.get(name) ?? 0;
  }
}

interface WriterSetup {
  readonly broker: SimulatedBroker;
  readonly process: SimulatedProcess;
  readonly faults: AppendingFaults;
  /** A file of its own, where nothing arrives any more once the process has ended; or somewhere else. */
  readonly place: 'file' | 'broker';
}

/** What both kinds of writers share: one request at a time, each with a fate. */
abstract class SimulatedConnection {
  protected readonly broker: SimulatedBroker;
  readonly #process: SimulatedProcess;
  readonly #faults: AppendingFaults;
  readonly #place: WriterSetup['place'];
  #isBusy = false;
  #isClosed = false;

  constructor({ broker, process, faults, place }: WriterSetup) {
    this.broker = broker;
    this.#process = process;
    this.#faults = faults;
    this.#place = place;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  protected async send<Result>(what: string, work: (fate: Fate) => Result): Promise<Result> {
    const { world } = this.#process;
    if (this.#isBusy) world.violations.push(`${what} before the answer to the request before`);
    if (this.#isClosed) world.violations.push(`${what} by a closed writer`);
    this.#isBusy = true;
    const fate = this.#fate();
    const delayMs = world.happens(this.#faults.hangs) ? hangMs : 1 + world.random.below(20);
    const carryOut = () => {
      if (fate === 'refused') throw notWritable();
      const result = work(fate);
      if (fate !== 'works') throw notWritable();
      return result;
    };
    try {
      return await (this.#place === 'file'
        ? this.#process.after(delayMs, carryOut)
        : this.#process.request(delayMs, carryOut));
    } finally {
      this.#isBusy = false;
    }
  }

  protected violate(violation: string): void {
    this.#process.world.violations.push(violation);
  }

  #fate(): Fate {
    const { world } = this.#process;
    if (!world.happens(this.#faults.failures)) return 'works';
    return (['refused', 'answer lost', 'in part'] as const)[world.random.below(3)];
  }
}

/** Appends at once. What it has appended can be read back, as with a folder. */
export class SimulatedWriter extends SimulatedConnection implements TopicWriter, ReadableWriter {
  append(topic: string, messages: readonly TopicMessage[]): Promise<void> {
    return this.send('append', (fate) => {
      this.broker.store(topic, fate === 'in part' ? messages.slice(0, messages.length / 2) : messages);
    });
  }

  async lengthOf(topic: string): Promise<number> {
    return this.broker.messages(topic).length;
  }

  async *valuesFrom(topic: string, length: number): AsyncIterable<string> {
    for (const { value } of this.broker.messages(topic).slice(length)) yield value;
  }
}

/** Appends in transactions, which end with the writer. */
export class SimulatedTransactionalWriter extends SimulatedConnection implements TransactionalWriter {
  readonly #name: string;
  #generation = 0;
  #isOver = false;
  #appended: { readonly topic: string; readonly messages: readonly TopicMessage[] }[] = [];

  constructor(name: string, setup: WriterSetup) {
    super(setup);
    this.#name = name;
  }

  open(): Promise<number> {
    return this.#lastUse('open', () => {
      this.#generation = this.broker.fence(this.#name);
      return this.broker.committedEpoch(this.#name);
    });
  }

  append(topic: string, messages: readonly TopicMessage[]): Promise<void> {
    return this.#lastUse('append', () => {
      this.#check();
      this.#appended.push({ topic, messages });
    });
  }

  commit(epoch: number): Promise<void> {
    return this.#lastUse('commit', (fate) => {
      this.#check();
      if (fate === 'in part') return;
      this.broker.commitEpoch(this.#name, epoch);
      for (const { topic, messages } of this.#appended) this.broker.store(topic, messages);
      this.#appended = [];
    });
  }

  async #lastUse<Result>(what: string, work: (fate: Fate) => Result): Promise<Result> {
    if (this.#isOver) this.violate(`${what} by a writer that has failed`);
    try {
      return await this.send(what, work);
    } catch (error) {
      this.#isOver = true;
      throw error;
    }
  }

  #check(): void {
    if (this.#generation === this.broker.generation(this.#name)) return;
    throw new TopicError('fenced', `another writer "${this.#name}" has taken over`);
  }
}

function notWritable(): TopicError {
  return new TopicError('not-writable', 'expected an answer, found none');
}
