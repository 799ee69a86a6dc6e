/** The directory of a live run's state: the store, a name of its own, and where a running process answers. */

import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileErrorOf } from '../files/file-error.ts';
import type { DurableStore } from '../runtime/state-store.ts';
import { damagedStore } from '../store/store-error.ts';
import { UserMistake } from './exit-code.ts';

/** Layout of the directory. */
const format = 1;

const nameFile = 'plumbline.json';

export interface StateDirectory {
  readonly path: string;
  /** Never changes: transactions and groups of consumers are named after it. */
  readonly id: string;
  /** The database. */
  readonly store: string;
  /** A socket while a process works on the state. */
  readonly socket: string;
  /** True until its name is kept. */
  readonly isNew: boolean;
}

/**
 * Looks into a directory; one that is not there yet gets a name, to be kept once its store is open.
 * @throws UserMistake when it is none of ours, FileError when it cannot be read, StoreError when it has a name and no store
 */
export function openStateDirectory(path: string, options: { readonly mustExist: boolean }): StateDirectory {
  const file = join(path, nameFile);
  const store = join(path, 'store');
  const found = readJson(file);
  if (found === undefined && options.mustExist)
    throw new UserMistake(
      `${path}: expected the state of a run, found none; name the directory given to plumbline run --state`,
    );
  const id = found === undefined ? randomUUID() : idOf(found, file);
  // Or everything would begin anew, with whatever comes next.
  if (found !== undefined && !existsSync(join(store, 'CURRENT')))
    throw damagedStore(path, `${file} is there, but not the store that belongs to it`);
  return { path, id, store, socket: join(path, 'control.sock'), isNew: found === undefined };
}

/**
 * Keeps the name of a directory whose store is open. The store comes first: a name without one tells of damage.
 * @throws StoreError when the name of a state has gone, FileError when it cannot be written
 */
export function keepName({ path, id, isNew }: StateDirectory, { committed }: DurableStore): void {
  if (!isNew) return;
  const file = join(path, nameFile);
  if (committed !== undefined) throw damagedStore(path, `${file} is missing, which belongs to it`);
  try {
    const descriptor = openSync(`${file}.new`, 'w');
    writeSync(descriptor, `${JSON.stringify({ format, id })}\n`);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw fileErrorOf(file, error);
  }
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
