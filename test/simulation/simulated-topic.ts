/** Topics to read from, in memory: partitions of records that come in random pieces after random times. */

import {
  type StartPoint,
  TopicError,
  type TopicListener,
  type TopicReader,
  type TopicRecord,
} from '../../src/runtime/topic.ts';
import type { SimulatedProcess } from './simulated-world.ts';

export interface ReadingFaults {
  /** Share of reads after which reading ends with an error. */
  readonly failures: number;
  /** Longest time until the next piece of a partition comes, in ms. */
  readonly delayMsMax: number;
  /** Most records in a piece. */
  readonly recordsMax: number;
}

export class SimulatedTopic {
  readonly name: string;
  readonly partitions: TopicRecord[][];
  /** Partitions that give nothing although they have more. */
  readonly silent = new Set<number>();
  readonly #readers = new Set<SimulatedReader>();

  constructor(name: string, partitions: readonly (readonly TopicRecord[])[]) {
    this.name = name;
    this.partitions = partitions.map((records) => [...records]);
  }

  /** One beyond the last record. */
  endOf(partition: number): number {
    return (this.partitions[partition].at(-1)?.offset ?? -1) + 1;
  }

  append(partition: number, ...records: readonly TopicRecord[]): void {
    this.partitions[partition].push(...records);
    for (const reader of this.#readers) reader.look(partition);
  }

  speak(partition: number): void {
    this.silent.delete(partition);
    for (const reader of this.#readers) reader.look(partition);
  }

  reader(process: SimulatedProcess, faults: ReadingFaults): TopicReader {
    const reader = new SimulatedReader(this, process, faults);
    this.#readers.add(reader);
    return reader;
  }

  forget(reader: SimulatedReader): void {
    this.#readers.delete(reader);
  }
}

interface Reading {
  nextOffset: number;
  isPaused: boolean;
  isUnderWay: boolean;
}

class SimulatedReader implements TopicReader {
  readonly topic: string;
  readonly #from: SimulatedTopic;
  readonly #process: SimulatedProcess;
  readonly #faults: ReadingFaults;
  readonly #readings = new Map<number, Reading>();
  #listener: TopicListener | undefined;

  constructor(from: SimulatedTopic, process: SimulatedProcess, faults: ReadingFaults) {
    this.topic = from.name;
    this.#from = from;
    this.#process = process;
    this.#faults = faults;
  }

  partitions(): Promise<readonly number[]> {
    return this.#process.request(this.#delayMs(), () => [...this.#from.partitions.keys()]);
  }

  offsetsAt(start: StartPoint): Promise<ReadonlyMap<number, number>> {
    return this.#process.request(
      this.#delayMs(),
      () =>
        new Map(
          [...this.#from.partitions.keys()].map((partition) => [
            partition,
            start === 'latest' ? this.#from.endOf(partition) : 0,
          ]),
        ),
    );
  }

  start(offsets: ReadonlyMap<number, number>, listener: TopicListener): Promise<void> {
    return this.#process.after(this.#delayMs(), () => {
      for (const [partition, nextOffset] of offsets) {
        if (nextOffset > this.#from.endOf(partition))
          throw new TopicError('offset-out-of-range', `partition ${partition} ends before ${nextOffset}`);
        this.#readings.set(partition, { nextOffset, isPaused: false, isUnderWay: false });
      }
      this.#listener = listener;
      for (const partition of offsets.keys()) this.look(partition, 'even at its end');
    });
  }

  pause(partition: number): void {
    this.#process.act('pause');
    this.#readings.get(partition)!.isPaused = true;
  }

  resume(partition: number): void {
    this.#process.act('resume');
    this.#readings.get(partition)!.isPaused = false;
    this.look(partition);
  }

  showProgress(): Promise<void> {
    return this.#process.request(this.#delayMs(), () => {});
  }

  async stop(): Promise<void> {
    this.#listener = undefined;
    this.#from.forget(this);
  }

  /** Asks for the next piece of a partition, if there is reason to. */
  look(partition: number, when: 'when there is more' | 'even at its end' = 'when there is more'): void {
    const reading = this.#readings.get(partition);
    if (
      !this.#process.isAlive ||
      reading === undefined ||
      reading.isPaused ||
      reading.isUnderWay ||
      this.#listener === undefined
    )
      return;
    const isAtEnd = reading.nextOffset >= this.#from.endOf(partition);
    if ((isAtEnd && when === 'when there is more') || this.#from.silent.has(partition)) return;
    reading.isUnderWay = true;
    void this.#process.after(this.#delayMs(), () => this.#deliver(partition, reading));
  }

  #deliver(partition: number, reading: Reading): void {
    reading.isUnderWay = false;
    const { world } = this.#process;
    const listener = this.#listener;
    if (listener === undefined) return;
    if (world.happens(this.#faults.failures)) {
      this.#listener = undefined;
      listener.onError(new TopicError('cannot-connect', 'expected an answer, found none'));
      return;
    }
    const all = this.#from.partitions[partition];
    const from = all.findIndex(({ offset }) => offset >= reading.nextOffset);
    const records = from < 0 ? [] : all.slice(from, from + 1 + world.random.below(this.#faults.recordsMax));
    const last = records.at(-1);
    const endOffset = this.#from.endOf(partition);
    // Where the next record stands, or right behind the last one: brokers do both where offsets have gaps.
    const following = from < 0 ? undefined : all[from + records.length];
    const behind = last === undefined ? endOffset : last.offset + 1;
    reading.nextOffset = following !== undefined && world.happens(0.5) ? following.offset : behind;
    listener.onRecords({ partition, records, nextOffset: reading.nextOffset, endOffset });
    this.look(partition);
  }

  #delayMs(): number {
    return this.#process.world.random.below(this.#faults.delayMsMax + 1);
  }
}
