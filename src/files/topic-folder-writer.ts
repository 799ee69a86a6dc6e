/** Appends messages to topic folders, and reads back what was appended. */

import { Buffer } from 'node:buffer';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { sampleCharsMax } from '../limits.ts';
import { TopicError, type TopicMessage, type TopicWriter } from '../runtime/topic.ts';
import { fileErrorOf } from './file-error.ts';
import { appendedFileOf, endOffsetOf, partitionFilesOf, type TopicFolder } from './topic-folder.ts';
import { PartitionFile } from './topic-folder-partition.ts';
import { wholeLinesLength } from './whole-lines.ts';

/** What appending needs of an open file. */
export type AppendableFile = Pick<FileHandle, 'stat' | 'read' | 'write' | 'truncate' | 'datasync' | 'close'>;

export interface TopicFolderWriterOptions {
  /** Opens a file as the platform does. */
  readonly openFile?: (path: string, flags: string) => Promise<AppendableFile>;
}

/** What cannot stand on a line of its own, or would not be read as a record: breaks of the line, and nothing but blanks. */
const noRecord = /[\r\n]|^[ \t]*$/;

/**
 * A topic is the path of a folder, or of a file that ends in .ndjson, from the root unless it is absolute. Everything goes to partition 0, which keeps messages of
 * a key together and in order; keys are not kept. Nobody else may append to that file at the same time.
 */
export class TopicFolderWriter implements TopicWriter {
  readonly #root: string;
  readonly #openFile: (path: string, flags: string) => Promise<AppendableFile>;
  /** Files known to end with a whole line, by path. */
  readonly #whole = new Set<string>();

  constructor(root: string, options: TopicFolderWriterOptions = {}) {
    this.#root = root;
    this.#openFile = options.openFile ?? open;
  }

  /**
   * Makes the folder when there is none. The first time, half a line at the end is cut off: who left it was killed, and writes it
   * again. When it rejects, the file is as long as before, unless that failed as well.
   */
  async append(topic: string, messages: readonly TopicMessage[]): Promise<void> {
    for (const { value } of messages) if (noRecord.test(value)) throw notOneLine(topic, value);
    if (messages.length === 0) return;
    const folder = this.#folderOf(topic);
    const path = (await this.#existingFile(folder)) ?? appendedFileOf(folder);
    try {
      if (!this.#whole.has(path)) await this.#prepare(dirname(path), path);
      const lines = Buffer.from(`${messages.map(({ value }) => value).join('\n')}\n`);
      await this.#withFile(path, (file) => appendLines(file, lines));
    } catch (error) {
      this.#whole.delete(path);
      throw notWritable(folder, { path, cause: error });
    }
  }

  /** Bytes of whole lines in the topic's file: where the next message will stand. 0 when there is none. @throws TopicError */
  async lengthOf(topic: string): Promise<number> {
    const folder = this.#folderOf(topic);
    const path = await this.#existingFile(folder);
    return path === undefined ? 0 : endOffsetOf(folder, path);
  }

  /**
   * The messages from an offset on, up to the last whole line, a piece of the file in memory at a time.
   * @param offset what `lengthOf` gave, or 0
   * @throws TopicError when the file cannot be read, or does not reach that far any more
   */
  async *valuesFrom(topic: string, offset: number): AsyncGenerator<string, void> {
    const folder = this.#folderOf(topic);
    const path = await this.#existingFile(folder);
    if (path === undefined && offset === 0) return;
    const file = await PartitionFile.open({
      folder,
      partition: 0,
      path: path ?? appendedFileOf(folder),
      offset,
    });
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    while (file.isBehind) {
      const delivery = await file.read();
      for (const { value } of delivery?.records ?? []) yield decoder.decode(value);
    }
  }

  /** No file stays open between two appends. */
  async close(): Promise<void> {}

  #folderOf(topic: string): TopicFolder {
    return { topic, path: resolve(this.#root, topic), isFile: topic.endsWith('.ndjson') };
  }

  async #existingFile(folder: TopicFolder): Promise<string | undefined> {
    return (await partitionFilesOf(folder)).get(0);
  }

  /** Makes the file and its folders, to stay when the power fails, or cuts off what is no whole line. */
  async #prepare(folderPath: string, path: string): Promise<void> {
    const firstMade = await mkdir(folderPath, { recursive: true });
    await this.#withFile(path, async (file) => {
      const length = await wholeLinesLength(file);
      if (length < (await file.stat()).size) await file.truncate(length);
    });
    const top = firstMade === undefined ? folderPath : dirname(firstMade);
    for (let made = folderPath; ; made = dirname(made)) {
      await syncFolder(made);
      if (made === top) break;
    }
    this.#whole.add(path);
  }

  async #withFile(path: string, work: (file: AppendableFile) => Promise<void>): Promise<void> {
    const file = await this.#openFile(path, 'a+');
    try {
      await work(file);
    } finally {
      await file.close();
    }
  }
}

/** Appends all lines for good, or leaves a regular file as long as it was. */
async function appendLines(file: AppendableFile, lines: Buffer): Promise<void> {
  const before = await file.stat();
  try {
    let written = 0;
    while (written < lines.length) written += (await file.write(lines, written)).bytesWritten;
    await file.datasync();
  } catch (error) {
    if (before.isFile()) await file.truncate(before.size);
    throw error;
  }
}

/** Names of new files are kept in their folder, which has to reach the disk itself. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function notOneLine(topic: string, value: string): TopicError {
  const shown = JSON.stringify(value.slice(0, sampleCharsMax));
  return new TopicError(
    'not-writable',
    `topic "${topic}" is a folder, where a message is one line that is not blank; this one is not: ${shown}. Write it as JSON`,
  );
}

function notWritable(folder: TopicFolder, options: { path: string; cause: unknown }): TopicError {
  const { message } = fileErrorOf(options.path, options.cause);
  return new TopicError('not-writable', `topic "${folder.topic}" takes no messages: ${message}`, options);
}
