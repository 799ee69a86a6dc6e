/** Reads a file or standard input piece by piece, decompressed when its name ends in ".gz". */

import { createReadStream } from 'node:fs';
import { stdin } from 'node:process';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fileChunkBytes } from '../limits.ts';
import { fileErrorOf } from './file-error.ts';

export interface ReadOptions {
  /** Size of a piece, in bytes; `fileChunkBytes` by default. */
  readonly chunkBytes?: number;
  /** What the path "-" reads; standard input by default. */
  readonly standardInput?: Readable;
}

/**
 * The bytes of a file in order; every piece is a buffer of its own. A ".gz" file may have several members. Reading is no
 * faster than the pieces are taken; leaving the loop closes the file.
 * @throws FileError when the file is not there, is a directory, may not be read, or is damaged.
 */
export async function* readChunks(
  path: string | '-',
  options: ReadOptions = {},
): AsyncGenerator<Uint8Array, void> {
  const chunkBytes = options.chunkBytes ?? fileChunkBytes;
  const file =
    path === '-' ? (options.standardInput ?? stdin) : createReadStream(path, { highWaterMark: chunkBytes });
  const bytes = path.endsWith('.gz') ? decompressed(file, chunkBytes) : file;
  try {
    for await (const chunk of bytes) yield chunk as Uint8Array;
  } catch (error) {
    throw fileErrorOf(path, error);
  } finally {
    file.destroy();
  }
}

/** An error of either stream reaches the reader of the second one. */
function decompressed(file: Readable, chunkBytes: number): Readable {
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  pipeline(file, gunzip, (error) => {
    if (error) gunzip.destroy(error);
  });
  return gunzip;
}
