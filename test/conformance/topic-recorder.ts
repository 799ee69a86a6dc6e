/** A listener that keeps all it is told, and can be waited on. */

import type { TopicError, TopicListener, TopicNotice, TopicRecords } from '../../src/runtime/topic.ts';

const decoder = new TextDecoder();

export class TopicRecorder implements TopicListener {
  readonly deliveries: TopicRecords[] = [];
  readonly notices: TopicNotice[] = [];
  readonly errors: TopicError[] = [];
  readonly #onDelivery: (records: TopicRecords) => void;
  #onChange: () => void = () => {};

  /** @param onDelivery done within each delivery, after it was kept */
  constructor(onDelivery: (records: TopicRecords) => void = () => {}) {
    this.#onDelivery = onDelivery;
  }

  readonly onRecords = (records: TopicRecords): void => {
    this.deliveries.push(records);
    this.#onDelivery(records);
    this.#onChange();
  };

  readonly onNotice = (notice: TopicNotice): void => {
    this.notices.push(notice);
    this.#onChange();
  };

  readonly onError = (error: TopicError): void => {
    this.errors.push(error);
    this.#onChange();
  };

  /** Resolves once the condition holds; one may wait at a time. Rejects when reading has ended and it does not. */
  async until(condition: (told: this) => boolean): Promise<void> {
    while (!condition(this)) {
      if (this.errors.length > 0) throw this.errors[0];
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
      });
    }
  }

  /** Resolves once this many records of a partition have come. */
  untilCount(partition: number, count: number): Promise<void> {
    return this.until(() => this.values(partition).length >= count);
  }

  /** Records of a partition, tombstones as null, in the order in which they came. */
  values(partition: number): readonly (string | null)[] {
    return this.records(partition).map(({ value }) => (value === null ? null : decoder.decode(value)));
  }

  records(partition: number): TopicRecords['records'] {
    return this.of(partition).flatMap(({ records }) => records);
  }

  /** Where reading of a partition goes on, undefined when nothing was told about it. */
  nextOffset(partition: number): number | undefined {
    return this.of(partition).at(-1)?.nextOffset;
  }

  isCaughtUp(partition: number): boolean {
    const last = this.of(partition).at(-1);
    return last !== undefined && last.nextOffset >= last.endOffset;
  }

  of(partition: number): readonly TopicRecords[] {
    return this.deliveries.filter((delivery) => delivery.partition === partition);
  }
}
