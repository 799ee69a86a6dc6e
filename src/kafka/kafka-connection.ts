/** The way to one Kafka cluster: hands out readers and writers that share what they ask of it. */

import type { TopicNotice, TopicReader, TopicWriter, TransactionalWriter } from '../runtime/topic.ts';
import { KafkaAdmin } from './kafka-admin.ts';
import { KafkaReader } from './kafka-reader.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { KafkaTransactionalWriter } from './kafka-transactional-writer.ts';
import { KafkaWriter } from './kafka-writer.ts';
import { realWaiting, type Waiting } from './waiting.ts';

export interface KafkaConnectionOptions extends Partial<Waiting> {
  /** What writers tell; readers tell their listener. */
  readonly onNotice: (notice: TopicNotice) => void;
}

export interface ReaderOptions {
  /** Of this reader alone, and new at each start. */
  readonly groupId: string;
  /** Under this group onlookers find how far the work has come. */
  readonly progressGroupId?: string | undefined;
}

export interface TransactionalWriterOptions {
  /** One of the topics that will be written to: the number of the last epoch is kept beside it. */
  readonly epochTopic: string;
  /** How long an epoch may take from its first message to its commit, in ms; `transactionMsDefault` by default. */
  readonly transactionMs?: number | undefined;
}

export class KafkaConnection {
  readonly #settings: KafkaSettings;
  readonly #waiting: Waiting;
  readonly #onNotice: (notice: TopicNotice) => void;
  readonly #admin: KafkaAdmin;

  /** Nothing is connected before it is needed. @throws Error when the installed client is one that nobody has tried */
  constructor(settings: KafkaSettings, { onNotice, now, random, wait }: KafkaConnectionOptions) {
    this.#settings = settings;
    this.#waiting = {
      now: now ?? realWaiting.now,
      random: random ?? realWaiting.random,
      wait: wait ?? realWaiting.wait,
    };
    this.#onNotice = onNotice;
    this.#admin = new KafkaAdmin(settings, this.#waiting);
  }

  reader(topic: string, options: ReaderOptions): TopicReader {
    return new KafkaReader({ ...options, ...this.#common(), topic });
  }

  /** Each message at least once; see `KafkaWriter`. */
  writer(): TopicWriter {
    return new KafkaWriter(this.#common());
  }

  /** Writers of one name lock each other out; see `KafkaTransactionalWriter`. */
  transactionalWriter(name: string, options: TransactionalWriterOptions): TransactionalWriter {
    return new KafkaTransactionalWriter({ ...options, ...this.#common(), name });
  }

  /** To be called when its readers have stopped and its writers are closed. */
  close(): Promise<void> {
    return this.#admin.close();
  }

  #common() {
    return {
      settings: this.#settings,
      waiting: this.#waiting,
      admin: this.#admin,
      onNotice: this.#onNotice,
    };
  }
}
