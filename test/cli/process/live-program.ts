/** `plumbline run` at work on topics, and the questions that can be put to it meanwhile. */

import { type Ended, type Running, recordsOf, type Workplace } from './program.ts';

/** Each try starts a process: this is minutes. */
const triesMax = 120;

export interface LiveSetup {
  readonly rules: string;
  /** Where its topics are. */
  readonly topics: readonly string[];
}

interface Status {
  readonly sources: readonly { readonly source: string; readonly records: number }[];
  /** Bytes that wait before the engine, and behind it. */
  readonly waitingBytes: { readonly input: number; readonly output: number };
}

/** One run on a state directory; another one may be started when it has been stopped. */
export class LiveProgram {
  readonly #workplace: Workplace;
  readonly #running: Running;
  readonly #end: Promise<Ended>;
  #ended: Ended | undefined;

  constructor(workplace: Workplace, { rules, topics }: LiveSetup) {
    this.#workplace = workplace;
    this.#running = workplace.start(
      ...['run', rules, ...topics, '--state', 'state', '--from', 'earliest', '--checkpoint', '1 second'],
    );
    this.#end = this.#running.end().then((ended) => {
      this.#ended = ended;
      return ended;
    });
  }

  /** Waits until so many records were read since the state began, and what they led to is written. */
  async untilRead(records: number): Promise<void> {
    let told = '';
    for (let tries = 0; tries < triesMax && this.#ended === undefined; tries++) {
      const { code, stdout, stderr } = await this.#workplace.run('status', '--state', 'state');
      told = stdout + stderr;
      if (code !== 0) continue;
      const [status] = recordsOf(stdout) as unknown as readonly Status[];
      const read = status!.sources.reduce((sum, source) => sum + source.records, 0);
      if (read >= records && status!.waitingBytes.output === 0) return;
    }
    const state = this.#ended === undefined ? 'it still runs' : `it has ended: ${this.#ended.stderr}`;
    throw new Error(`expected ${records} records to be read, found ${told}; ${state}`);
  }

  /** The rows of a view, as they are now. */
  async query(view: string, where: string): Promise<Record<string, unknown>[]> {
    const { code, stdout, stderr } = await this.#workplace.run(
      ...['query', view, '--state', 'state', '--where', where, '--json'],
    );
    if (code !== 0) throw new Error(stderr);
    return recordsOf(stdout);
  }

  /** Asks it to stop. @returns its exit code */
  async stop(): Promise<number | null> {
    this.#running.process.kill('SIGTERM');
    return (await this.#end).code;
  }

  /** Ends it at once, whatever it is doing. */
  async kill(): Promise<void> {
    this.#running.process.kill('SIGKILL');
    await this.#end;
  }
}
