/** Reads a topic folder: every partition from its offset on, and what is appended while it reads. */

import { topicFolderMissingMsFirst, topicFolderMissingMsMax, topicFolderPollMs } from '../limits.ts';
import {
  type StartPoint,
  TopicError,
  type TopicListener,
  type TopicNotice,
  type TopicReader,
} from '../runtime/topic.ts';
import { endOffsetOf, partitionFilesOf, type TopicFolder } from './topic-folder.ts';
import { PartitionFile } from './topic-folder-partition.ts';

export interface TopicFolderReaderOptions {
  /** The topic's name in messages. */
  readonly topic: string;
  readonly folder: string;
  /** The path is that of a file: the only partition. */
  readonly isFile?: boolean;
  /** Milliseconds from any fixed instant. */
  readonly now: () => number;
  /** Resolves after the delay, or at once when the signal is aborted. */
  readonly wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** Event time of a record, epoch ms; NaN when it has none. Without it, reading from an instant on begins at the first record. */
  readonly timeOf?: (value: Uint8Array) => number;
}

/**
 * Partitions take turns, one piece of a file each; a partition that is paused in its own delivery gets no further one. New
 * partition files are found while it reads, and read from their beginning. A folder does not know when records came: `arrivedAt`
 * is NaN, and reading from an instant on begins at the first record of each partition whose event time has reached it.
 */
export class TopicFolderReader implements TopicReader {
  readonly topic: string;
  readonly #folder: TopicFolder;
  readonly #now: () => number;
  readonly #wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
  readonly #timeOf: ((value: Uint8Array) => number) | undefined;
  readonly #files = new Map<number, PartitionFile>();
  readonly #paused = new Set<number>();
  #resting = new AbortController();
  #stopped = false;
  #reading: Promise<void> | undefined;

  constructor(options: TopicFolderReaderOptions) {
    this.topic = options.topic;
    const { topic, folder, isFile = false } = options;
    this.#folder = { topic, path: folder, isFile };
    this.#now = options.now;
    this.#wait = options.wait;
    this.#timeOf = options.timeOf;
  }

  /** Rejects with `no-such-topic` when it is stopped while it waits. */
  async partitions(onNotice: (notice: TopicNotice) => void): Promise<readonly number[]> {
    let delayMs = topicFolderMissingMsFirst;
    for (;;) {
      const files = await partitionFilesOf(this.#folder);
      if (files.size > 0) return [...files.keys()];
      if (this.#stopped)
        throw new TopicError('no-such-topic', `${this.#missing()} until reading was stopped`);
      onNotice({
        topic: this.topic,
        kind: 'topic missing',
        message: `${this.#missing()}; looking again in ${delayMs} ms. Append records to 0.ndjson there, one on each line`,
      });
      await this.#rest(delayMs);
      delayMs = Math.min(2 * delayMs, topicFolderMissingMsMax);
    }
  }

  async offsetsAt(start: StartPoint): Promise<ReadonlyMap<number, number>> {
    const files = await partitionFilesOf(this.#folder);
    if (files.size === 0) throw new TopicError('no-such-topic', `${this.#missing()}: create it first`);
    const offsets = new Map<number, number>();
    for (const [partition, path] of files)
      offsets.set(partition, await this.#offsetAt(start, partition, path));
    return offsets;
  }

  async start(offsets: ReadonlyMap<number, number>, listener: TopicListener): Promise<void> {
    if (this.#reading !== undefined) throw new Error(`topic "${this.topic}" is being read by this reader`);
    const paths = await partitionFilesOf(this.#folder);
    for (const [partition, offset] of offsets) {
      if (paths.has(partition) || offset === 0) continue;
      const found = `reading goes on at byte ${offset} of partition ${partition}, which has no file in ${this.#folder.path}`;
      const advice = 'put the file back, or begin anew with another state directory';
      throw new TopicError('offset-out-of-range', `topic "${this.topic}": ${found}: ${advice}`);
    }
    for (const [partition, path] of paths) {
      const offset = offsets.get(partition);
      if (offset === undefined) await this.#addPartition(partition, path, listener);
      else this.#files.set(partition, await this.#open(partition, path, offset));
    }
    this.#reading = this.#readUntilStopped(listener);
  }

  pause(partition: number): void {
    this.#paused.add(partition);
  }

  resume(partition: number): void {
    this.#paused.delete(partition);
    this.#resting.abort();
  }

  /** A folder has no onlookers. */
  async showProgress(): Promise<void> {}

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#resting.abort();
    await this.#reading;
  }

  async #readUntilStopped(listener: TopicListener): Promise<void> {
    try {
      let lookedAt = this.#now();
      while (!this.#stopped) {
        await this.#readRound(listener);
        if (!this.#isBehind()) await this.#rest(topicFolderPollMs);
        else if (this.#now() - lookedAt < topicFolderPollMs) continue;
        if (this.#stopped) break;
        await this.#look(listener);
        lookedAt = this.#now();
      }
    } catch (error) {
      if (!(error instanceof TopicError)) throw error;
      if (!this.#stopped) listener.onError(error);
    }
  }

  async #readRound(listener: TopicListener): Promise<void> {
    for (const file of this.#files.values()) {
      if (!file.isBehind || this.#paused.has(file.partition)) continue;
      const records = await file.read();
      if (this.#stopped) return;
      if (records !== undefined) listener.onRecords(records);
    }
  }

  #isBehind(): boolean {
    for (const file of this.#files.values())
      if (file.isBehind && !this.#paused.has(file.partition)) return true;
    return false;
  }

  async #look(listener: TopicListener): Promise<void> {
    for (const file of this.#files.values()) await file.look();
    for (const [partition, path] of await partitionFilesOf(this.#folder))
      if (!this.#files.has(partition)) await this.#addPartition(partition, path, listener);
  }

  async #addPartition(partition: number, path: string, listener: TopicListener): Promise<void> {
    this.#files.set(partition, await this.#open(partition, path, 0));
    const message = `topic "${this.topic}" has a new partition ${partition}: it is read from its beginning`;
    listener.onNotice({ topic: this.topic, kind: 'new partition', message });
  }

  /** Linear in the bytes before an instant. */
  async #offsetAt(start: StartPoint, partition: number, path: string): Promise<number> {
    if (start === 'latest') return endOffsetOf(this.#folder, path);
    if (start === 'earliest' || this.#timeOf === undefined) return 0;
    const file = await this.#open(partition, path, 0);
    let offset = 0;
    while (file.isBehind) {
      const delivery = await file.read();
      if (delivery === undefined) break;
      for (const record of delivery.records) if (this.#timeOf(record.value) >= start) return record.offset;
      offset = delivery.nextOffset;
    }
    return offset;
  }

  #open(partition: number, path: string, offset: number): Promise<PartitionFile> {
    return PartitionFile.open({ folder: this.#folder, partition, path, offset });
  }

  /** Until the time is over, or there is reason to go on: a partition was resumed, or reading is to stop. */
  async #rest(delayMs: number): Promise<void> {
    if (this.#stopped) return;
    this.#resting = new AbortController();
    await this.#wait(delayMs, this.#resting.signal);
  }

  #missing(): string {
    return `topic "${this.topic}": there was no folder ${this.#folder.path} with a file such as 0.ndjson`;
  }
}
