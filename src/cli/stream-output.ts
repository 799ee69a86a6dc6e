/** A text output over a stream of Node: standard output and standard error. */

import type { Writable } from 'node:stream';
import { type FileError, fileErrorOf } from '../files/file-error.ts';
import type { TextOutput } from './cli-io.ts';
import { isClosedPipe } from './exit-code.ts';

export class StreamOutput implements TextOutput {
  readonly isColoured: boolean;
  readonly isTerminal: boolean;
  readonly #stream: Writable & { readonly columns?: number };
  #failure: FileError | undefined;

  constructor(
    stream: Writable & { readonly columns?: number; readonly isTTY?: boolean },
    colour: 'coloured' | 'plain',
  ) {
    this.#stream = stream;
    this.isColoured = colour === 'coloured';
    this.isTerminal = stream.isTTY === true;
    stream.on('error', (error) => {
      this.#failure ??= fileErrorOf('-', error);
    });
  }

  get columns(): number | undefined {
    // A pseudo terminal without a size says 0.
    return this.isTerminal ? this.#stream.columns || undefined : undefined;
  }

  get isAbandoned(): boolean {
    return isClosedPipe(this.#failure);
  }

  write(text: string): void {
    if (this.#failure === undefined) this.#stream.write(text);
  }

  ready(): Promise<void> | undefined {
    if (this.#failure !== undefined) return this.isAbandoned ? undefined : Promise.reject(this.#failure);
    return this.#stream.writableNeedDrain ? this.#drained() : undefined;
  }

  /** Resolves when all is written, or the reader has gone. @throws FileError when writing failed. */
  async flushed(): Promise<void> {
    if (this.#failure === undefined && this.#stream.writableLength > 0) await this.#drained();
    // The error of the last write comes after its callback.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#failure !== undefined && !this.isAbandoned) throw this.#failure;
  }

  #drained(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write('', (error) => {
        const failure = error == null ? undefined : fileErrorOf('-', error);
        if (failure === undefined || isClosedPipe(failure)) resolve();
        else reject(failure);
      });
    });
  }
}
