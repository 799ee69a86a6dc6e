/** The files a replay writes while it runs: one line of JSON for each alert, baseline, score, late event or dead letter. */

import type { ReplaySinks } from '../replay/collect-outcome.ts';
import type { CliFiles, LineWriter } from './cli-services.ts';

/** Path by kind of output; what is absent is not written. */
export interface OutputPaths {
  readonly alerts?: string;
  readonly baselines?: string;
  readonly scores?: string;
  readonly late?: string;
  readonly deadLetters?: string;
}

const sinkOf = {
  alerts: 'alert',
  baselines: 'baseline',
  scores: 'score',
  late: 'late',
  deadLetters: 'deadLetter',
} as const satisfies Record<keyof OutputPaths, keyof ReplaySinks>;

/**
 * A failure while the engine is at work is kept and thrown by `ready` or `close`: an error thrown into the engine's
 * streams would surface far from here.
 */
export class OutputFiles {
  readonly sinks: ReplaySinks;
  readonly #writers: readonly LineWriter[];
  #failure: unknown;

  private constructor(writers: ReadonlyMap<keyof OutputPaths, LineWriter>) {
    this.#writers = [...writers.values()];
    const entries = [...writers].map(([kind, writer]) => [
      sinkOf[kind],
      (value: object) => this.#write(writer, value),
    ]);
    this.sinks = Object.fromEntries(entries) as ReplaySinks;
  }

  /** @throws FileError when one of them cannot be written; the others are closed again. */
  static async open(paths: OutputPaths, files: CliFiles): Promise<OutputFiles> {
    const writers = new Map<keyof OutputPaths, LineWriter>();
    try {
      for (const kind of Object.keys(sinkOf) as (keyof OutputPaths)[]) {
        const path = paths[kind];
        if (path !== undefined) writers.set(kind, await files.openLines(path));
      }
    } catch (error) {
      for (const writer of writers.values()) await writer.close();
      throw error;
    }
    return new OutputFiles(writers);
  }

  /** Resolves when all of them have room. @throws FileError */
  async ready(): Promise<void> {
    this.#throwFailure();
    try {
      for (const writer of this.#writers) await writer.ready();
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  /** True when lines were lost: there is no use in going on. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Writes what waits and closes all of them, then throws the first failure. */
  async close(): Promise<void> {
    for (const writer of this.#writers) {
      try {
        await writer.close();
      } catch (error) {
        this.#failure ??= error;
      }
    }
    this.#throwFailure();
  }

  #write(writer: LineWriter, value: object): void {
    if (this.#failure !== undefined) return;
    try {
      writer.write(JSON.stringify(value));
    } catch (error) {
      this.#failure = error;
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
