/** A folder that behaves like a topic: it holds a file for each partition, with a record on each line. A file alone is its only partition. */

import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { topicPartitionsMax } from '../limits.ts';
import { TopicError } from '../runtime/topic.ts';
import { fileErrorOf } from './file-error.ts';
import { wholeLinesLength } from './whole-lines.ts';

/**
 * Anybody may append to the files with any tool. The offset of a record is the byte in its file at which it begins. A line
 * feed ends a record; what stands behind the last one is still being written. Nothing that was written is ever changed.
 */
export interface TopicFolder {
  readonly topic: string;
  readonly path: string;
  /** The path is that of a file: the only partition. */
  readonly isFile?: boolean;
}

/** A number and one suffix, such as `0.ndjson`: archives (`0.ndjson.gz`) and copies (`0.ndjson~`) are no partitions. */
const partitionName = /^(\d+)\.[A-Za-z0-9]+$/;

/**
 * Paths of the partition files by partition, ascending; none when there is no such folder.
 * @throws TopicError when the folder cannot be read, or two files claim one partition
 */
export async function partitionFilesOf(folder: TopicFolder): Promise<ReadonlyMap<number, string>> {
  if (folder.isFile === true) return new Map((await exists(folder)) ? [[0, folder.path]] : []);
  const names = new Map<number, string>();
  for (const name of await namesIn(folder)) {
    const digits = partitionName.exec(name)?.[1];
    if (digits === undefined) continue;
    const partition = Number(digits);
    const other = names.get(partition);
    const complaint =
      partition >= topicPartitionsMax
        ? `a partition has a number below ${topicPartitionsMax}, and "${name}" is beyond it: rename that file`
        : `a partition has one file, and partition ${partition} has "${other}" and "${name}": move one of them away`;
    if (other !== undefined || partition >= topicPartitionsMax)
      throw new TopicError('not-readable', `topic "${folder.topic}" in ${folder.path}: ${complaint}`);
    names.set(partition, name);
  }
  const ascending = [...names].sort(([left], [right]) => left - right);
  return new Map(ascending.map(([partition, name]) => [partition, join(folder.path, name)]));
}

/** What reading a file or the folder itself threw, in words of the topic. */
export function notReadable(folder: TopicFolder, options: { path: string; cause: unknown }): TopicError {
  const { message } = fileErrorOf(options.path, options.cause);
  return new TopicError('not-readable', `topic "${folder.topic}" cannot be read: ${message}`, options);
}

/** Length of the whole lines of a partition file, in bytes: where its next record will begin. @throws TopicError */
export async function endOffsetOf(folder: TopicFolder, path: string): Promise<number> {
  try {
    const file = await open(path, 'r');
    try {
      return await wholeLinesLength(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw notReadable(folder, { path, cause: error });
  }
}

/** Where a topic keeps what is appended to it when there is nothing yet. */
export function appendedFileOf({ path, isFile }: TopicFolder): string {
  return isFile === true ? path : join(path, '0.ndjson');
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

async function exists({ path, ...folder }: TopicFolder): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw notReadable({ path, ...folder }, { path, cause: error });
  }
}

async function namesIn(folder: TopicFolder): Promise<readonly string[]> {
  try {
    return await readdir(folder.path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw notReadable(folder, { path: folder.path, cause: error });
  }
}
