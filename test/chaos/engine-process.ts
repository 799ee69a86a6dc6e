/** `plumbline run` as a process of its own, to be killed. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

// Beside this file once built.
const script = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

export interface EngineProcessOptions {
  readonly rules: string;
  readonly state: string;
  readonly brokers: string;
  readonly exactlyOnce: boolean;
  /** Time between checkpoints, half a second unless given. */
  readonly checkpoint?: string;
}

interface Status {
  readonly sources: readonly { readonly records: number }[];
}

export class EngineProcess {
  readonly #options: EngineProcessOptions;
  readonly #child: ChildProcess;
  #said = '';

  constructor(options: EngineProcessOptions) {
    this.#options = options;
    const { rules, state, brokers, exactlyOnce, checkpoint = '500 ms' } = options;
    const mode = exactlyOnce ? ['--exactly-once'] : [];
    this.#child = spawn(
      process.execPath,
      [
        script,
        'run',
        rules,
        '--state',
        state,
        '--brokers',
        brokers,
        '--from',
        'earliest',
        '--checkpoint',
        checkpoint,
        ...mode,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-4_000);
    });
  }

  /** Records handled since the state began; undefined while it does not answer. */
  async records(): Promise<number | undefined> {
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [
        script,
        'status',
        '--state',
        this.#options.state,
      ]);
      return (JSON.parse(stdout) as Status).sources[0]?.records;
    } catch {
      return undefined;
    }
  }

  /** @throws Error when it has ended by itself */
  check(): void {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null)
      throw new Error(`the engine ended by itself (${exitCode ?? signalCode}): ${this.#said}`);
  }

  async kill(): Promise<void> {
    this.check();
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  async stop(): Promise<void> {
    this.check();
    this.#child.kill('SIGTERM');
    const [code] = (await once(this.#child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`expected the engine to stop with 0, found ${code}: ${this.#said}`);
  }
}
