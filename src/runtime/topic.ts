/**
 * The ports to topics: logs of records in partitions, read from an offset on and appended to. Kafka has them; a folder
 * with a file for each partition behaves like one.
 */

/** One record of a topic. */
export interface TopicRecord {
  /** Its place in its partition. Offsets grow, with gaps. */
  readonly offset: number;
  /** The payload, or null for a tombstone: a record that only says that its key is gone. */
  readonly value: Uint8Array | null;
  /** When the record was appended or produced, epoch ms; NaN when the topic does not know. */
  readonly arrivedAt: number;
}

/** Records of one partition in their order, as they were read in one go. */
export interface TopicRecords {
  readonly partition: number;
  readonly records: readonly TopicRecord[];
  /** Where reading goes on. */
  readonly nextOffset: number;
  /** One beyond the last record that the partition had when this was read: caught up when `nextOffset` has reached it. */
  readonly endOffset: number;
}

/** Where reading begins: the first record there is, what comes from now on, or the first record from an instant on (epoch ms). */
export type StartPoint = 'earliest' | 'latest' | number;

/** Something a person should know; work goes on. */
export interface TopicNotice {
  readonly topic: string;
  /** Stable, in words: "topic missing", "connection lost", "partitions lost". */
  readonly kind: string;
  /** What happened, what is done about it, and what one can do. */
  readonly message: string;
}

/** What stops the reading of a topic for good. `message` says what was expected, what was found, and what to do. */
export class TopicError extends Error {
  override readonly name = 'TopicError';
  readonly code: TopicErrorCode;

  constructor(code: TopicErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type TopicErrorCode =
  | 'cannot-connect'
  | 'not-authenticated'
  | 'not-authorized'
  | 'no-such-topic'
  | 'offset-out-of-range'
  | 'unknown-compression'
  | 'not-readable'
  | 'not-writable'
  | 'fenced'
  | 'bad-settings';

export interface TopicListener {
  /** Records, or news about the end of a partition when `records` is empty. The listener bounds what it keeps by `pause`. */
  readonly onRecords: (records: TopicRecords) => void;
  readonly onNotice: (notice: TopicNotice) => void;
  /** Reading has ended for good. */
  readonly onError: (error: TopicError) => void;
}

export interface TopicReader {
  readonly topic: string;
  /** Partitions by number, ascending. Waits, with notices and growing pauses, until the topic exists. @throws TopicError */
  partitions(onNotice: (notice: TopicNotice) => void): Promise<readonly number[]>;
  /** Offsets to begin at, by partition. @throws TopicError */
  offsetsAt(start: StartPoint): Promise<ReadonlyMap<number, number>>;
  /**
   * Reads every partition from its offset on, until `stop`. Each record from there on is delivered once and in order. When
   * some have gone from the topic before they were read, reading ends with `offset-out-of-range`: nothing is skipped silently.
   * @throws TopicError when reading cannot begin
   */
  start(offsets: ReadonlyMap<number, number>, listener: TopicListener): Promise<void>;
  /** Asks for no more records of a partition; what is on its way still comes. */
  pause(partition: number): void;
  resume(partition: number): void;
  /** Tells onlookers how far the work has come. Never read back by the engine; failures are notices. */
  showProgress(offsets: ReadonlyMap<number, number>): Promise<void>;
  stop(): Promise<void>;
}

/** One message to a topic. */
export interface TopicMessage {
  /** Messages of one key stay in one partition, in order. */
  readonly key: string;
  readonly value: string;
}

/** Appends to topics. Calls are made one after another, the next when the one before has resolved. */
export interface TopicWriter {
  /**
   * Appends messages, in order. Resolves when all are stored where a crash does not lose them. May have stored some when it
   * rejects: the caller tries again, with the same messages first. @throws TopicError
   */
  append(topic: string, messages: readonly TopicMessage[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Appends to topics so that readers see the messages of an epoch all together, or never. After any rejection the writer is of no
 * further use: close it, open another one, and ask it how far the last one came.
 */
export interface TransactionalWriter extends TopicWriter {
  /** Locks out every earlier writer of the same name. @returns the last epoch that was committed, 0 for none */
  open(): Promise<number>;
  /** Makes the messages appended since the last commit visible, as those of an epoch. */
  commit(epoch: number): Promise<void>;
}
