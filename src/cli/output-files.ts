/** The files a replay writes while it runs: one line of JSON for each alert, baseline, score, late event, dead letter or decision. */

import type { ReplaySinks } from '../replay/collect-outcome.ts';
import type { CliFiles, LineWriter } from './cli-services.ts';

/** Path by kind of output; what is absent is not written. */
export interface OutputPaths {
  readonly alerts?: string;
  readonly baselines?: string;
  readonly scores?: string;
  readonly late?: string;
  readonly deadLetters?: string;
  readonly decisions?: string;
}

const sinkOf = {
  alerts: 'alert',
  baselines: 'baseline',
  scores: 'score',
  late: 'late',
  deadLetters: 'deadLetter',
  decisions: 'decision',
} as const satisfies Record<keyof OutputPaths, keyof ReplaySinks>;

/**
 * A failure while the engine is at work is kept and thrown by `ready` or `close`: an error thrown into the engine's
 * streams would surface far from here.
 */
export class OutputFiles {
  readonly #paths: OutputPaths;
  readonly #files: CliFiles;
  /** By path: outputs of one path share its lines. */
  readonly #writers = new Map<string, LineWriter>();
  #sinks: ReplaySinks | undefined;
  #failure: unknown;

  constructor(paths: OutputPaths, files: CliFiles) {
    this.#paths = paths;
    this.#files = files;
  }

  /** Opens them, at the first call. What stood in them is replaced. @throws FileError when one of them cannot be written. */
  async open(): Promise<ReplaySinks> {
    if (this.#sinks !== undefined) return this.#sinks;
    const sinks: { [kind: string]: (value: object) => void } = {};
    for (const kind of Object.keys(sinkOf) as (keyof OutputPaths)[]) {
      const path = this.#paths[kind];
      if (path === undefined) continue;
      const writer = this.#writers.get(path) ?? (await this.#openWriter(path));
      this.#writers.set(path, writer);
      sinks[sinkOf[kind]] = (value) => this.#write(writer, value);
    }
    this.#sinks = sinks as ReplaySinks;
    return this.#sinks;
  }

  /** Resolves when all of them have room. @throws FileError */
  async ready(): Promise<void> {
    this.#throwFailure();
    try {
      for (const writer of this.#writers.values()) await writer.ready();
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
    for (const writer of this.#writers.values()) {
      try {
        await writer.close();
      } catch (error) {
        this.#failure ??= error;
      }
    }
    this.#throwFailure();
  }

  async #openWriter(path: string): Promise<LineWriter> {
    try {
      return await this.#files.openLines(path);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
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
