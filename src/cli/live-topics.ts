/** Where the topics of rules are: in Kafka, or in folders and files, as the command line says. */

import { dirname, join, resolve } from 'node:path';
import type { TopicPlace } from '../event/schema.ts';
import { TopicFolderReader } from '../files/topic-folder-reader.ts';
import { TopicFolderWriter } from '../files/topic-folder-writer.ts';
import { KafkaConnection } from '../kafka/kafka-connection.ts';
import { readKafkaSettings, settingsOf } from '../kafka/kafka-settings.ts';
import { retryMsMin, transactionsPatienceMs } from '../limits.ts';
import { OnceWriter } from '../live/once-writer.ts';
import { type Outbox, PlainOutbox } from '../live/outbox.ts';
import { TransactionalOutbox } from '../live/transactional-outbox.ts';
import {
  TopicError,
  type TopicNotice,
  type TopicReader,
  type TransactionalWriter,
} from '../runtime/topic.ts';
import type { CliIo } from './cli-io.ts';
import { UserMistake } from './exit-code.ts';

/** What a broker says that is not ready yet. */
const passingTroubles: ReadonlySet<string> = new Set(['cannot-connect', 'not-writable', 'not-readable']);

export interface TopicOptions {
  /** Addresses of Kafka brokers. */
  readonly brokers?: string;
  /** A file of Kafka settings. */
  readonly kafka?: string;
  /** Directory of folders that stand for Kafka topics. */
  readonly topics?: string;
}

export interface LiveTopicsSetup {
  readonly options: TopicOptions;
  readonly io: Pick<CliIo, 'now' | 'epochMs' | 'wait'>;
  /** Name of the state. */
  readonly id: string;
  readonly onNotice: (notice: TopicNotice) => void;
}

export class LiveTopics {
  readonly #setup: LiveTopicsSetup;
  readonly #connection: KafkaConnection | undefined;
  #once: OnceWriter | undefined;
  #readers = 0;

  /** @throws UserMistake, TopicError when the settings are wrong */
  constructor(setup: LiveTopicsSetup) {
    this.#setup = setup;
    const { brokers, kafka, topics } = setup.options;
    const given = [brokers, kafka, topics].filter((option) => option !== undefined);
    if (given.length > 1)
      throw new UserMistake(
        'expected one of --brokers, --kafka and --topics, found several; give the one that holds',
      );
    const settings =
      brokers !== undefined
        ? settingsOf(brokers)
        : kafka !== undefined
          ? readKafkaSettings(kafka)
          : undefined;
    if (settings !== undefined)
      this.#connection = new KafkaConnection(settings, { onNotice: setup.onNotice });
  }

  /** The folder or file a topic is in, undefined for one in Kafka. @throws UserMistake when nobody said where Kafka is */
  folderOf(place: TopicPlace): string | undefined {
    if (place.kind !== 'kafka') return join(dirname(place.ruleFile), place.topic);
    const { topics } = this.#setup.options;
    if (topics !== undefined) return join(topics, place.topic);
    if (this.#connection !== undefined) return undefined;
    throw new UserMistake(
      `the rules use the Kafka topic "${place.topic}": say where Kafka is (--brokers localhost:9092, or --kafka FILE), ` +
        'or name a directory of folders that stand for topics (--topics DIR)',
    );
  }

  reader(place: TopicPlace, timeOf: (value: Uint8Array) => number): TopicReader {
    const folder = this.folderOf(place);
    const { io, id } = this.#setup;
    if (folder !== undefined)
      return new TopicFolderReader({
        topic: place.topic,
        folder,
        isFile: place.kind === 'file',
        now: io.now,
        wait: io.wait,
        timeOf,
      });
    // A group that nobody was in before: nobody has to be waited for.
    const groupId = `plumbline-${id}-${Math.round(io.epochMs())}-${this.#readers++}`;
    return this.#connection!.reader(place.topic, { groupId, progressGroupId: `plumbline-${id}` });
  }

  /** True when both places are one topic. */
  areOne(one: TopicPlace, other: TopicPlace): boolean {
    const folders = [this.folderOf(one), this.folderOf(other)].map((path) => path && resolve(path));
    return folders[0] === folders[1] && (folders[0] !== undefined || one.topic === other.topic);
  }

  /** What a topic is called by its writer. */
  topicOf(place: TopicPlace): string {
    return this.folderOf(place) ?? place.topic;
  }

  /** An outbox to folders: whatever is stored already is not stored again. */
  folderOutbox(saved: Readonly<Record<string, number>>): Outbox {
    this.#once = new OnceWriter(new TopicFolderWriter('.'), saved);
    const once = this.#once;
    return new PlainOutbox({ ...this.#delivery(), openWriter: async () => once });
  }

  /** An outbox to folders that may hold a line twice after a crash. */
  plainFolderOutbox(): Outbox {
    return new PlainOutbox({ ...this.#delivery(), openWriter: async () => new TopicFolderWriter('.') });
  }

  kafkaOutbox(): Outbox {
    const connection = this.#connection!;
    return new PlainOutbox({ ...this.#delivery(), openWriter: async () => connection.writer() });
  }

  transactionalOutbox(
    writer: TransactionalWriter,
    epochTopic: string,
    onFailure: (failure: unknown) => void,
  ): Outbox {
    const createWriter = () => this.transactionalWriter(epochTopic);
    return new TransactionalOutbox({ ...this.#delivery(), writer, createWriter, onFailure });
  }

  /**
   * Opens a writer that locks out every earlier one of this state. A broker that has just come back may take a while before it
   * can do that. @throws TopicError
   */
  async openTransactions(
    epochTopic: string,
  ): Promise<{ readonly writer: TransactionalWriter; readonly visible: number }> {
    const { io } = this.#setup;
    for (const until = io.epochMs() + transactionsPatienceMs; ; ) {
      const writer = this.transactionalWriter(epochTopic);
      try {
        return { writer, visible: await writer.open() };
      } catch (failure) {
        await writer.close().catch(() => undefined);
        const mayPass = failure instanceof TopicError && passingTroubles.has(failure.code);
        if (!mayPass || io.epochMs() >= until) throw failure;
      }
      await io.wait(retryMsMin);
    }
  }

  transactionalWriter(epochTopic: string): TransactionalWriter {
    return this.#connection!.transactionalWriter(`plumbline-${this.#setup.id}`, { epochTopic });
  }

  async measureSink(topic: string): Promise<void> {
    await this.#once?.measure(topic);
  }

  /** Lengths of the folders written to. */
  sinkLengths(): Readonly<Record<string, number>> {
    return this.#once?.lengths ?? {};
  }

  async close(): Promise<void> {
    await this.#connection?.close();
  }

  #delivery() {
    const { io, onNotice } = this.#setup;
    return { onNotice, wait: (ms: number) => io.wait(ms) };
  }
}
