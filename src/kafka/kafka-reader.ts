/** A Kafka topic as a port to read from: offsets come from the caller, who keeps them with the state that they led to. */

import { connectPatienceMs, progressFailuresMin } from '../limits.ts';
import type { StartPoint, TopicListener, TopicNotice, TopicReader } from '../runtime/topic.ts';
import { TopicError } from '../runtime/topic.ts';
import { GroupProgress } from './group-progress.ts';
import { GroupReading } from './group-reading.ts';
import type { KafkaAdmin } from './kafka-admin.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { ReadingPositions } from './reading-positions.ts';
import { awaitTopic } from './topic-presence.ts';
import type { Waiting } from './waiting.ts';

export interface KafkaReaderOptions {
  readonly topic: string;
  /** To be read by nobody else: another member would take partitions away, and a former one would have to be waited for. */
  readonly groupId: string;
  /** Under this group onlookers find how far the work has come; without it they find nothing. */
  readonly progressGroupId?: string | undefined;
  readonly settings: KafkaSettings;
  readonly admin: KafkaAdmin;
  readonly waiting: Waiting;
}

export class KafkaReader implements TopicReader {
  readonly topic: string;
  readonly #options: KafkaReaderOptions;
  readonly #progress: GroupProgress | undefined;
  #progressFailures = 0;
  readonly #over = new AbortController();
  #onNotice: (notice: TopicNotice) => void = () => {};
  #reading: GroupReading | undefined;

  constructor(options: KafkaReaderOptions) {
    this.topic = options.topic;
    this.#options = options;
    const { progressGroupId } = options;
    if (progressGroupId !== undefined)
      this.#progress = new GroupProgress({ ...options, groupId: progressGroupId });
  }

  partitions(onNotice: (notice: TopicNotice) => void): Promise<readonly number[]> {
    const { admin, waiting } = this.#options;
    return awaitTopic(this.topic, { admin, waiting, onNotice, signal: this.#over.signal });
  }

  offsetsAt(start: StartPoint): Promise<ReadonlyMap<number, number>> {
    return this.#options.admin.offsetsAt(this.topic, start, this.#patience());
  }

  async start(offsets: ReadonlyMap<number, number>, listener: TopicListener): Promise<void> {
    if (this.#reading !== undefined) throw new Error(`topic "${this.topic}" is being read already`);
    this.#onNotice = listener.onNotice;
    const positions = new ReadingPositions(this.topic, offsets);
    const ends = await this.#options.admin.ends(this.topic, this.#patience());
    for (const position of positions.values()) positions.checkRange(position, ends.get(position.partition));
    if (this.#over.signal.aborted) throw this.#stopped();
    // kafkajs says nothing of a partition without anything to read.
    for (const { partition, nextOffset } of positions.values())
      if (nextOffset !== undefined && nextOffset === ends.get(partition)?.end)
        listener.onRecords({ partition, records: [], nextOffset, endOffset: nextOffset });
    this.#reading = new GroupReading({ ...this.#options, positions, listener });
    await this.#reading.start();
  }

  pause(partition: number): void {
    this.#reading?.pause(partition);
  }

  resume(partition: number): void {
    this.#reading?.resume(partition);
  }

  async showProgress(offsets: ReadonlyMap<number, number>): Promise<void> {
    try {
      await this.#progress?.show(offsets);
      this.#progressFailures = 0;
    } catch (error) {
      // After a restart the group still has the member that told last, for some seconds.
      if (++this.#progressFailures !== progressFailuresMin) return;
      this.#onNotice({
        topic: this.topic,
        kind: 'progress not shown',
        message: `${(error as Error).message}; the work is not affected`,
      });
    }
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#reading?.stop();
  }

  #patience() {
    return { patienceMs: connectPatienceMs, signal: this.#over.signal };
  }

  #stopped(): TopicError {
    return new TopicError(
      'not-readable',
      `expected to read topic "${this.topic}", but it was stopped before`,
    );
  }
}
