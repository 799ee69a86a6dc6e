/** Reads one partition file of a topic folder from an offset on, for as long as it grows. */

import { open, stat } from 'node:fs/promises';
import { contentEndOf, isBlank, lineEndOf, lineFeed, skipByteOrderMark } from '../event/line-ends.ts';
import { recordBytesMax, topicFolderChunkBytes } from '../limits.ts';
import { TopicError, type TopicRecord, type TopicRecords } from '../runtime/topic.ts';
import { isMissing, notReadable, type TopicFolder } from './topic-folder.ts';

export interface FolderRecord extends TopicRecord {
  readonly value: Uint8Array;
}

export interface FolderRecords extends TopicRecords {
  readonly records: readonly FolderRecord[];
}

export interface PartitionPlace {
  readonly folder: TopicFolder;
  readonly partition: number;
  readonly path: string;
  /** Where reading begins: the first byte of a record. */
  readonly offset: number;
  /** Bytes read in one go, `topicFolderChunkBytes` by default. */
  readonly chunkBytes?: number;
}

/** A line of this many bytes is longer than any record, whatever ends it. */
const tooLongBytes = recordBytesMax + 2;

/**
 * Every read begins at a record: bytes of a line that has not ended are not kept, for the one who writes it may take it back
 * and write another. Only of a line that is too long is it remembered how far it was searched. The file is opened for each
 * read and none stays open.
 */
export class PartitionFile {
  readonly partition: number;
  readonly #place: PartitionPlace;
  readonly #chunkBytes: number;
  #nextOffset: number;
  /** Up to here the file was searched for line feeds. */
  #searchedTo: number;
  #size = 0;
  #modifiedAt = Number.NaN;
  #fileNumber = Number.NaN;
  /** True when the last delivery said that everything was read. */
  #endTold = false;

  private constructor(place: PartitionPlace) {
    this.partition = place.partition;
    this.#place = place;
    this.#chunkBytes = place.chunkBytes ?? topicFolderChunkBytes;
    this.#nextOffset = place.offset;
    this.#searchedTo = place.offset;
  }

  /** @throws TopicError when the file cannot be read, or no record begins at the offset. */
  static async open(place: PartitionPlace): Promise<PartitionFile> {
    const file = new PartitionFile(place);
    await file.look();
    if (place.offset > 0 && (await file.#bytesAt(place.offset - 1, 1))[0] !== lineFeed)
      throw file.#recordsLost('no record begins there');
    return file;
  }

  /** Whether `read` has something to do. */
  get isBehind(): boolean {
    return this.#searchedTo < this.#size || !this.#endTold;
  }

  /** Finds out whether the file has grown. @throws TopicError when it has lost what was not read yet */
  async look(): Promise<void> {
    const { size, mtimeMs, ino } = await this.#status();
    if (size < this.#nextOffset) throw this.#recordsLost(`the file ends at byte ${size}`);
    if (this.#fileNumber !== ino && !Number.isNaN(this.#fileNumber))
      throw this.#recordsLost('another file has taken its place');
    this.#fileNumber = ino;
    if (size === this.#size && mtimeMs === this.#modifiedAt) return;
    this.#size = size;
    this.#modifiedAt = mtimeMs;
    if (!this.#isInLongLine || size < this.#searchedTo) this.#searchedTo = this.#nextOffset;
  }

  /**
   * The next records, of one piece of the file; without records the news that all is read, once each time. Undefined when
   * there is neither: a line has not ended. Values share the memory of the piece, which is used for nothing else.
   */
  async read(): Promise<FolderRecords | undefined> {
    if (this.#searchedTo < this.#size) {
      const start = this.#nextOffset;
      const records = this.#isInLongLine ? await this.#readLongLine() : await this.#readLines();
      if (this.#nextOffset > start) return this.#delivery(records);
    }
    return this.#searchedTo < this.#size || this.#endTold ? undefined : this.#delivery([]);
  }

  get #isInLongLine(): boolean {
    return this.#searchedTo - this.#nextOffset >= tooLongBytes;
  }

  /** What lies between here and the end that was seen may turn out to be half a line; the next delivery then says so. */
  #delivery(records: readonly FolderRecord[]): FolderRecords {
    const nextOffset = this.#nextOffset;
    const endOffset = this.#searchedTo < this.#size ? this.#size : nextOffset;
    this.#endTold = records.length === 0 && nextOffset === endOffset;
    return { partition: this.partition, records, nextOffset, endOffset };
  }

  async #readLines(): Promise<readonly FolderRecord[]> {
    const start = this.#nextOffset;
    let bytes = await this.#bytesAt(start, this.#chunkBytes);
    let end = bytes.lastIndexOf(lineFeed) + 1;
    if (end === 0 && start + bytes.length < this.#size) {
      bytes = await this.#bytesAt(start, tooLongBytes);
      end = bytes.lastIndexOf(lineFeed) + 1;
    }
    this.#nextOffset = start + end;
    const searchedTo = start + bytes.length;
    this.#searchedTo = end === 0 || searchedTo === this.#size ? searchedTo : this.#nextOffset;
    return recordsOf(bytes.subarray(0, end), start);
  }

  /** Searches one more piece for the end of the line; the beginning is read again when it is found. */
  async #readLongLine(): Promise<readonly FolderRecord[]> {
    const offset = this.#nextOffset;
    const bytes = await this.#bytesAt(this.#searchedTo, this.#chunkBytes);
    const lineEnd = bytes.indexOf(lineFeed);
    if (lineEnd < 0) {
      this.#searchedTo += bytes.length;
      return [];
    }
    const value = await this.#bytesAt(offset, recordBytesMax + 1);
    this.#nextOffset = this.#searchedTo + lineEnd + 1;
    this.#searchedTo = this.#nextOffset;
    return [{ offset, value, arrivedAt: Number.NaN }];
  }

  /** Fewer bytes than asked for when the file ends before; it may have become shorter since it was looked at. */
  async #bytesAt(offset: number, lengthMax: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.max(0, Math.min(lengthMax, this.#size - offset)));
    let length = 0;
    try {
      const file = await open(this.#place.path, 'r');
      try {
        while (length < bytes.length) {
          const { bytesRead } = await file.read(bytes, length, bytes.length - length, offset + length);
          if (bytesRead === 0) break;
          length += bytesRead;
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      throw this.#failed(error);
    }
    if (length === bytes.length) return bytes;
    this.#size = offset + length;
    return bytes.subarray(0, length);
  }

  async #status(): Promise<{ readonly size: number; readonly mtimeMs: number; readonly ino: number }> {
    try {
      return await stat(this.#place.path);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(cause: unknown): TopicError {
    if (isMissing(cause)) return this.#recordsLost('the file is gone');
    return notReadable(this.#place.folder, { path: this.#place.path, cause });
  }

  #recordsLost(found: string): TopicError {
    const { folder, path, partition } = this.#place;
    return new TopicError(
      'offset-out-of-range',
      `topic "${folder.topic}", partition ${partition}: reading goes on at byte ${this.#nextOffset} of ${path}, but ${found}: ` +
        'records may be lost. Put the file back as it was, or begin anew with another state directory',
    );
  }
}

/** The records on whole lines that begin at `start` in the file. Blank lines are none. Linear in the bytes. */
function recordsOf(bytes: Uint8Array, start: number): readonly FolderRecord[] {
  const records: FolderRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const lineEnd = lineEndOf(bytes, at, bytes.length);
    const first = start + at === 0 ? skipByteOrderMark(bytes, at, lineEnd) : at;
    const contentEnd = contentEndOf(bytes, first, lineEnd);
    if (!isBlank(bytes, first, contentEnd))
      records.push({
        offset: start + at,
        value: bytes.subarray(first, contentEnd),
        arrivedAt: Number.NaN,
      });
    at = lineEnd + 1;
  }
  return records;
}
