/** The directory of a live run's state: the store, a name of its own, and where a running process answers. */

import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileErrorOf } from '../files/file-error.ts';
import { UserMistake } from './exit-code.ts';

/** Layout of the directory. */
const format = 1;

export interface StateDirectory {
  readonly path: string;
  /** Never changes: transactions and groups of consumers are named after it. */
  readonly id: string;
  /** The database. */
  readonly store: string;
  /** A socket while a process works on the state. */
  readonly socket: string;
}

/**
 * Opens a directory, and makes it unless `mustExist`.
 * @throws UserMistake when it is none of ours, FileError when it cannot be read or written
 */
export function openStateDirectory(path: string, options: { readonly mustExist: boolean }): StateDirectory {
  const file = join(path, 'plumbline.json');
  const found = readJson(file);
  if (found === undefined && options.mustExist)
    throw new UserMistake(
      `${path}: expected the state of a run, found none; name the directory given to plumbline run --state`,
    );
  const id = found === undefined ? create(path, file) : idOf(found, file);
  return { path, id, store: join(path, 'store'), socket: join(path, 'control.sock') };
}

function create(path: string, file: string): string {
  const id = randomUUID();
  try {
    mkdirSync(path, { recursive: true });
    writeFileSync(file, `${JSON.stringify({ format, id })}\n`, { flag: 'wx' });
  } catch (error) {
    throw fileErrorOf(path, error);
  }
  return id;
}

function readJson(file: string): { readonly format?: unknown; readonly id?: unknown } | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileErrorOf(file, error);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UserMistake(
      `${file}: expected JSON, found something else; restore it, or name another directory`,
    );
  }
}

function idOf(found: { readonly format?: unknown; readonly id?: unknown }, file: string): string {
  if (typeof found.format === 'number' && found.format > format)
    throw new UserMistake(
      `${file}: written by a newer plumbline (format ${found.format}); this one reads format ${format}: use the newer one, or another directory`,
    );
  if (typeof found.id === 'string') return found.id;
  throw new UserMistake(
    `${file}: expected the name of a state, found none; restore it, or name another directory`,
  );
}
