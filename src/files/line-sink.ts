/** Where whole lines go: a file that never keeps half a line, or a stream such as standard output. */

import type { Buffer } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { lineFeed } from '../event/line-ends.ts';
import { wholeLinesLength } from './whole-lines.ts';

export interface LineSink {
  /** Writes all of the bytes, which end with a line feed. When it rejects, a file holds only the lines that went in whole. */
  write(lines: Buffer): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file for writing. Appending first cuts off half a line that a killed process left at the end: whoever wrote it
 * writes it again.
 */
export async function openFileSink(path: string, mode: 'replace' | 'append'): Promise<LineSink> {
  const file = await open(path, mode === 'replace' ? 'w' : 'a+');
  try {
    const regular = (await file.stat()).isFile();
    if (regular && mode === 'append') await file.truncate(await wholeLinesLength(file));
    return new FileSink(file, regular);
  } catch (error) {
    await file.close();
    throw error;
  }
}

class FileSink implements LineSink {
  readonly #file: FileHandle;
  /** False for pipes and devices, which take back nothing. */
  readonly #regular: boolean;

  constructor(file: FileHandle, regular: boolean) {
    this.#file = file;
    this.#regular = regular;
  }

  async write(lines: Buffer): Promise<void> {
    let written = 0;
    try {
      while (written < lines.length) written += (await this.#file.write(lines, written)).bytesWritten;
    } catch (error) {
      const half = written - (lines.subarray(0, written).lastIndexOf(lineFeed) + 1);
      if (this.#regular && half > 0) await this.#file.truncate((await this.#file.stat()).size - half);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Writes to a stream somebody else owns, and leaves it open. */
export class StreamSink implements LineSink {
  readonly #stream: Writable;
  #failure: Error | undefined;
  readonly #onError = (error: Error): void => {
    this.#failure = error;
  };

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', this.#onError);
  }

  write(lines: Buffer): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#stream.write(lines, (error) => {
        if (!error) return resolve();
        this.#failure = error;
        reject(error);
      });
    });
  }

  /** A stream that failed may still announce its error, so it keeps its listener. */
  async close(): Promise<void> {
    if (this.#failure === undefined) this.#stream.off('error', this.#onError);
  }
}
