/** `plumbline run` at work on topics, and the questions that can be put to it meanwhile. */

import { setTimeout } from 'node:timers/promises';
import { askStatus } from './ask-status.ts';
import { type Ended, type Running, recordsOf, type Workplace } from './program.ts';

/** Longest that anything is waited for: everything else on the machine may be at work as well. */
const patienceMs = 90_000;

/** Between two looks. */
const lookIntervalMs = 50;

export interface LiveSetup {
  readonly rules: string;
  /** Where its topics are, unless the rules say so. */
  readonly topics?: readonly string[];
  /** Other options of the command. */
  readonly options?: readonly string[];
  /** Directory of its state. */
  readonly state?: string;
}

export interface LiveStatus {
  readonly sources: readonly {
    readonly source: string;
    readonly records: number;
    readonly events: number;
    readonly ignored: number;
    readonly refused: number;
    readonly refusedByCode: Readonly<Record<string, number>>;
    readonly clock: number;
  }[];
  readonly rules: readonly {
    readonly rule: string;
    readonly events: number;
    readonly alerts: number;
    readonly late: number;
    readonly keys: Readonly<Record<string, number>>;
  }[];
  /** Bytes that wait before the engine, and behind it. */
  readonly waitingBytes: { readonly input: number; readonly output: number };
  /** The last one that holds, if any. */
  readonly checkpoint?: object;
}

/** One run on a state directory; another one may be started when it has been stopped. */
export class LiveProgram {
  readonly #workplace: Workplace;
  readonly #state: string;
  readonly #running: Running;
  readonly #end: Promise<Ended>;
  #ended: Ended | undefined;

  constructor(workplace: Workplace, { rules, topics = [], options = [], state = 'state' }: LiveSetup) {
    this.#workplace = workplace;
    this.#state = state;
    const common = ['--state', state, '--from', 'earliest', '--checkpoint', '1 second'];
    this.#running = workplace.start('run', rules, ...topics, ...common, ...options);
    this.#end = this.#running.end().then((ended) => {
      this.#ended = ended;
      return ended;
    });
  }

  /** Waits until so many records were read since the state began, and what they led to is written. */
  async untilRead(records: number): Promise<LiveStatus> {
    return this.until(
      `${records} records to be read`,
      ({ sources, waitingBytes }) =>
        sources.reduce((sum, source) => sum + source.records, 0) >= records && waitingBytes.output === 0,
    );
  }

  /** Waits until its status is as expected. */
  async until(expected: string, holds: (status: LiveStatus) => boolean): Promise<LiveStatus> {
    let told: LiveStatus | undefined;
    const patience = AbortSignal.timeout(patienceMs);
    while (!patience.aborted && this.#ended === undefined) {
      const answer = await askStatus(this.#workplace.pathOf(this.#state));
      told = answer as unknown as LiveStatus | undefined;
      if (told !== undefined && holds(told)) return told;
      await setTimeout(lookIntervalMs);
    }
    const state = this.#ended === undefined ? 'it still runs' : `it has ended: ${this.#ended.stderr}`;
    throw new Error(`expected ${expected}, found ${JSON.stringify(told)}; ${state}`);
  }

  /** Waits until standard error has a text. */
  async untilSaid(text: string): Promise<void> {
    const patience = AbortSignal.timeout(patienceMs);
    while (!this.#running.said().includes(text)) {
      if (patience.aborted || this.#ended !== undefined)
        throw new Error(`expected it to say "${text}", found: ${this.#running.said()}`);
      await setTimeout(lookIntervalMs);
    }
  }

  /** The rows of a view, as they are now. */
  async query(view: string, where: string): Promise<Record<string, unknown>[]> {
    const { code, stdout, stderr } = await this.#workplace.run(
      ...['query', view, '--state', this.#state, '--where', where, '--json'],
    );
    if (code !== 0) throw new Error(stderr);
    return recordsOf(stdout);
  }

  /** Asks it to stop. @returns its exit code */
  async stop(): Promise<number | null> {
    return (await this.end('SIGTERM')).code;
  }

  /** Ends it by a signal, or waits until it has ended by itself. */
  async end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<Ended & { readonly tookMs: number }> {
    const begunAt = performance.now();
    if (signal !== undefined) this.#running.process.kill(signal);
    return { ...(await this.#end), tookMs: performance.now() - begunAt };
  }

  /** Ends it at once, whatever it is doing. */
  async kill(): Promise<void> {
    this.#running.process.kill('SIGKILL');
    await this.#end;
  }
}
