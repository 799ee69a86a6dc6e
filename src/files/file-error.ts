/** What went wrong with a file, in words of its owner: which file, what was expected and found, and what to do. */

import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { nearestName } from '../language/nearest-name.ts';

export type FileErrorCode =
  | 'file-not-found'
  | 'file-is-a-directory'
  | 'file-not-permitted'
  | 'file-damaged'
  | 'file-too-large'
  | 'table-unreadable'
  | 'disk-full'
  | 'pipe-closed'
  | 'file-failed';

export class FileError extends Error {
  readonly code: FileErrorCode;
  readonly path: string;
  /** True when the same call may succeed later without anybody changing the file. */
  readonly retriable: boolean;

  constructor(code: FileErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(`${path === '-' ? 'standard stream' : path}: ${message}`, options);
    this.name = 'FileError';
    this.code = code;
    this.path = path;
    this.retriable = code === 'disk-full';
  }
}

/** Turns what the platform throws into a FileError; a FileError stays as it is. */
export function fileErrorOf(path: string, cause: unknown): FileError {
  if (cause instanceof FileError) return cause;
  const platformCode = (cause as NodeJS.ErrnoException).code ?? '';
  const options = { cause };
  switch (platformCode) {
    case 'ENOENT':
      return new FileError('file-not-found', path, `there is no such file${suggestion(path)}`, options);
    case 'EISDIR':
      return new FileError(
        'file-is-a-directory',
        path,
        'expected a file, found a directory: name a file in it',
        options,
      );
    case 'ENOTDIR':
      return new FileError(
        'file-failed',
        path,
        'a part of this path is a file, no folder: check the path',
        options,
      );
    case 'EACCES':
    case 'EPERM':
      return new FileError(
        'file-not-permitted',
        path,
        'no permission: let this user read or write it',
        options,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new FileError(
        'disk-full',
        path,
        'the disk is full: free some space; whole lines up to here are kept',
        options,
      );
    case 'EPIPE':
      return new FileError(
        'pipe-closed',
        path,
        'the reader of this output has gone: start it again',
        options,
      );
  }
  if (platformCode.startsWith('Z_')) {
    const advice = 'the compressed data is damaged or cut off: copy the file again, or check it with gzip -t';
    return new FileError('file-damaged', path, advice, options);
  }
  const advice = `it cannot be used (${(cause as Error).message}): check the path and what it leads to`;
  return new FileError('file-failed', path, advice, options);
}

/** Names the file in the same folder that was probably meant. */
function suggestion(path: string): string {
  const folder = dirname(path);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return `, and no folder "${folder}" that could be read: check the path`;
  }
  const nearest = nearestName(basename(path), names);
  return nearest === undefined ? ': check the path' : `: did you mean "${nearest}"?`;
}
