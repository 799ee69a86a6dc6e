/** The outboxes of a live run: one to all folders, one to Kafka. */

import type { Engine } from '../engine.ts';
import type { TopicPlace } from '../event/schema.ts';
import type { Program } from '../language/program.ts';
import type { LiveProgress } from '../live/live-run.ts';
import { placedMessage } from '../live/open-live-run.ts';
import type { Outbox } from '../live/outbox.ts';
import type { DurableStore } from '../runtime/state-store.ts';
import type { TransactionalWriter } from '../runtime/topic.ts';
import { UserMistake } from './exit-code.ts';
import type { LiveTopics } from './live-topics.ts';

export class LiveOutboxes {
  readonly #topics: LiveTopics;
  readonly #onFailure: (failure: unknown) => void;
  #saved: Readonly<Record<string, number>> = {};
  #transactions: { readonly writer: TransactionalWriter; readonly epochTopic: string } | undefined;
  #folder: Outbox | undefined;
  #kafka: Outbox | undefined;
  readonly #besides: Outbox[] = [];

  constructor(topics: LiveTopics, options: { readonly onFailure: (failure: unknown) => void }) {
    this.#topics = topics;
    this.#onFailure = options.onFailure;
  }

  /**
   * Locks out every earlier writer of this state, and settles what a crash has left undecided: an epoch whose messages are
   * visible is committed in the store as well.
   * @throws TopicError, UserMistake when the topics are ahead of the state
   */
  async openTransactions({ sinks }: Program, store: DurableStore): Promise<void> {
    const first = sinks.find(({ target }) => this.#topics.folderOf(target) === undefined);
    if (first === undefined) return;
    const epochTopic = this.#topics.topicOf(first.target);
    const { writer, visible } = await this.#topics.openTransactions(epochTopic);
    this.#transactions = { writer, epochTopic };
    if (store.prepared !== undefined && store.prepared.epoch === visible) await store.commit(visible);
    const known = store.committed?.epoch ?? 0;
    if (visible > known)
      throw new UserMistake(
        `the topics hold alerts up to epoch ${visible} of this state, and the state itself ends with epoch ${known}: ` +
          'it is an older copy; restore the newer one, or start with a new --state directory',
      );
  }

  /** Goes on from the last checkpoint. */
  resume(beside: unknown): void {
    this.#saved = (beside as LiveProgress | undefined)?.sinks ?? {};
  }

  of(place: TopicPlace): Outbox {
    if (this.#topics.folderOf(place) === undefined) {
      this.#kafka ??= this.#openKafka();
      return this.#kafka;
    }
    this.#folder ??= this.#topics.folderOutbox(this.#saved);
    return this.#folder;
  }

  /** Learns how long a folder is of which nothing was kept. */
  async measure(place: TopicPlace): Promise<void> {
    if (this.#topics.folderOf(place) !== undefined)
      await this.#topics.measureSink(this.#topics.topicOf(place));
  }

  /** Sends dead letters and late events to folders, where they are asked for. */
  besides(
    engine: Engine,
    paths: { readonly deadLetters?: string; readonly late?: string },
  ): readonly Outbox[] {
    const { deadLetters, late } = paths;
    const boxes: Outbox[] = [];
    const open = () => {
      const box = this.#topics.plainFolderOutbox();
      boxes.push(box);
      this.#besides.push(box);
      return box;
    };
    if (deadLetters !== undefined) {
      const box = open();
      engine.deadLetters$.subscribe((letter) => box.add(deadLetters, placedMessage(letter)));
    }
    if (late !== undefined) {
      const box = open();
      engine.lateEvents$.subscribe((event) => box.add(late, placedMessage(event)));
    }
    return boxes;
  }

  /** Lengths of the folders written to. */
  get lengths(): Readonly<Record<string, number>> {
    return { ...this.#saved, ...this.#topics.sinkLengths() };
  }

  /** Gives up waiting for a sink that hangs: what it has not taken comes again after the next start. */
  async close(patience: Promise<void>): Promise<void> {
    const boxes = [this.#folder, this.#kafka, ...this.#besides];
    await Promise.race([Promise.all(boxes.map((box) => box?.close())), patience]);
  }

  #openKafka(): Outbox {
    if (this.#transactions === undefined) return this.#topics.kafkaOutbox();
    const { writer, epochTopic } = this.#transactions;
    return this.#topics.transactionalOutbox(writer, epochTopic, this.#onFailure);
  }
}
