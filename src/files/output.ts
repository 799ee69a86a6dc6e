/** Writes lines (NDJSON) to a file or to standard output, in order, and asks its writer to wait when the disk is slower. */

import { Buffer } from 'node:buffer';
import { stdout } from 'node:process';
import type { Writable } from 'node:stream';
import { outputCharsWaitingMax } from '../limits.ts';
import { fileErrorOf } from './file-error.ts';
import { type LineSink, openFileSink, StreamSink } from './line-sink.ts';

export interface OutputOptions {
  /** What becomes of a file that exists; `replace` by default. */
  readonly mode?: 'replace' | 'append';
  /** What the path "-" writes to; standard output by default. It stays open. */
  readonly standardOutput?: Writable;
}

export class LineOutput {
  readonly path: string;
  readonly #sink: LineSink;
  #waiting: string[] = [];
  #charsWaiting = 0;
  /** Settles, without failing, when everything that waited is written or lost. */
  #writing: Promise<void> | undefined;
  #failure: Error | undefined;
  #closed = false;

  private constructor(path: string, sink: LineSink) {
    this.path = path;
    this.#sink = sink;
  }

  /** Opens the output. @throws FileError when the file cannot be written. */
  static async open(path: string | '-', options: OutputOptions = {}): Promise<LineOutput> {
    if (path === '-') return new LineOutput(path, new StreamSink(options.standardOutput ?? stdout));
    try {
      return new LineOutput(path, await openFileSink(path, options.mode ?? 'replace'));
    } catch (error) {
      throw fileErrorOf(path, error);
    }
  }

  /**
   * Takes a line, without its line feed. Writing begins at once; lines taken meanwhile are written together.
   * @throws FileError when an earlier line could not be written (full disk, closed pipe): this line is not taken.
   */
  write(line: string): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closed) throw new Error(`${this.path}: a line was written after the output was closed`);
    this.#waiting.push(line);
    this.#charsWaiting += line.length + 1;
    this.#writing ??= this.#writeAll();
  }

  /** Undefined while lines may be written; otherwise wait for it. It rejects with a FileError when writing failed. */
  ready(): Promise<void> | undefined {
    if (this.#failure === undefined && this.#charsWaiting <= outputCharsWaitingMax) return undefined;
    return this.#settled();
  }

  /**
   * Writes what waits and closes the file. What stands in the file are whole lines, whether or not it succeeds.
   * @throws FileError when any line could not be written.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#settled();
    } finally {
      await this.#sink.close();
    }
  }

  async #settled(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const lines = Buffer.from(`${this.#waiting.join('\n')}\n`);
        this.#waiting = [];
        this.#charsWaiting = 0;
        await this.#sink.write(lines);
      }
    } catch (error) {
      this.#failure = fileErrorOf(this.path, error);
    }
    this.#writing = undefined;
  }
}
