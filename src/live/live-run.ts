/**
 * An engine at work between topics, day and night.
 *
 *     topics → merge → engine → outboxes → topics
 *                        ↓
 *                      store
 *
 * One loop does it in steps of some milliseconds: take records, handle them, write a piece of a checkpoint. Every queue is
 * bounded: full outboxes stop the taking, full input queues pause the reading. A checkpoint ends an epoch at a step's end;
 * it holds once the alerts of the epoch are stored, its actors are on the disk, and the store has committed both together
 * with how far every partition was taken. Killed at any moment, the work goes on from the last checkpoint; what is reported
 * again has the same ids.
 */

import type { Engine, TopicFeed } from '../engine.ts';
import {
  checkpointStepBytes,
  idleMsDefault,
  retryMsMax,
  retryMsMin,
  silenceMsMax,
  sweepStepVersions,
  timeAheadMsMax,
  unwrittenBytesMax,
} from '../limits.ts';
import type { DurableStore } from '../runtime/state-store.ts';
import type { TopicError, TopicNotice, TopicReader } from '../runtime/topic.ts';
import type { PlacedRecords } from '../runtime/topic-input.ts';
import type { Outbox } from './outbox.ts';
import { PartitionMerge, type PartitionPosition } from './partition-merge.ts';

/** One source and the topic it is read from. */
export interface LiveInput {
  readonly source: string;
  readonly reader: TopicReader;
  /** Where reading begins, by partition. */
  readonly positions: readonly PartitionPosition[];
}

/** The world outside, as the loop sees it. */
export interface LiveServices {
  /** Wall clock, epoch ms. */
  readonly now: () => number;
  /** Resolves after a time, or when `signal` is aborted. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Lets everything else that waits have its turn. */
  readonly yield: () => Promise<void>;
}

export interface LiveRunSetup {
  readonly engine: Engine;
  readonly store: DurableStore;
  readonly inputs: readonly LiveInput[];
  readonly outboxes: readonly Outbox[];
  /** How long the topics are that can be read back; see `OnceWriter`. */
  readonly sinkLengths: () => Readonly<Record<string, number>>;
  readonly services: LiveServices;
  readonly checkpointMs: number;
  readonly onNotice: (notice: TopicNotice) => void;
  readonly onCheckpoint: (checkpoint: CheckpointReport) => void;
  /** Stop cleanly: what was taken is handled and kept. */
  readonly signal: AbortSignal;
}

/** One checkpoint that holds. */
export interface CheckpointReport {
  readonly epoch: number;
  /** Actors that had changed. */
  readonly actors: number;
  readonly bytes: number;
  /** From its beginning until it held, in ms. */
  readonly tookMs: number;
  /** The longest piece of it during which no event was handled, in ms. */
  readonly pausedMs: number;
}

interface Input extends LiveInput {
  readonly feed: TopicFeed;
  readonly merge: PartitionMerge;
  readonly idleMs: number;
  /** How far event time was let go on while the source was silent. */
  passedTo: number;
}

/** What is kept with a checkpoint beside the engine's own state. */
export interface LiveProgress {
  /** Lengths of the topics that can be read back. */
  readonly sinks: Readonly<Record<string, number>>;
  readonly inputs: readonly {
    readonly source: string;
    readonly topic: string;
    readonly positions: readonly PartitionPosition[];
  }[];
}

type Stage = 'none' | 'writing' | 'storing' | 'sweeping';

export class LiveRun {
  readonly #setup: LiveRunSetup;
  readonly #inputs: readonly Input[];
  readonly #records: PlacedRecords = { count: 0, values: [], places: [], arrivedAt: [] };
  /** True when something new has come since the last step began. */
  #hasNews = false;
  #resolveWoken: () => void = () => {};
  #failure: unknown;
  #stage: Stage = 'none';
  #storing: Promise<void> | undefined;
  /** Of the checkpoint under way: its alerts are stored, and how far the inputs had been taken. */
  #sealed: readonly Promise<void>[] = [];
  #reached: LiveProgress | undefined;
  #begunAt = 0;
  #pausedMs = 0;
  #lastCheckpointAt: number;
  #hasChanged = false;

  constructor(setup: LiveRunSetup) {
    this.#setup = setup;
    this.#lastCheckpointAt = setup.services.now();
    this.#inputs = setup.inputs.map((input) => this.#open(input));
  }

  /**
   * Works until the signal asks to stop, or something ends the work for good. On a stop, what was taken is kept by a last
   * checkpoint. @throws TopicError, or the store's error
   */
  async run(): Promise<void> {
    const { signal, services } = this.#setup;
    const stop = () => this.#wake();
    signal.addEventListener('abort', stop);
    try {
      for (const input of this.#inputs) await this.#start(input);
      while (!signal.aborted) {
        this.#throwFailure();
        const waitMs = await this.#step();
        if (waitMs === 0) await services.yield();
        else await this.#sleep(Math.min(waitMs, this.#untilCheckpoint()));
      }
      await Promise.all(this.#inputs.map(({ reader }) => reader.stop()));
      await this.#lastCheckpoint();
    } finally {
      signal.removeEventListener('abort', stop);
      await Promise.allSettled(this.#inputs.map(({ reader }) => reader.stop()));
    }
  }

  /** How far every input was taken. */
  progress(): LiveProgress {
    return {
      sinks: this.#setup.sinkLengths(),
      inputs: this.#inputs.map(({ source, reader, merge }) => ({
        source,
        topic: reader.topic,
        positions: merge.positions(),
      })),
    };
  }

  /** Bytes that wait before the engine, and behind it. */
  get waitingBytes(): { readonly input: number; readonly output: number } {
    return {
      input: this.#inputs.reduce((sum, { merge }) => sum + merge.bytes, 0),
      output: this.#setup.outboxes.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  /** Ends the work with a failure. */
  fail(failure: unknown): void {
    this.#failure ??= failure;
    this.#wake();
  }

  #open(input: LiveInput): Input {
    const { engine, services, onNotice } = this.#setup;
    const feed = engine.topic(input.source);
    const idleMs = feed.schema.idleMs ?? idleMsDefault;
    const { topic } = input.reader;
    const merge = new PartitionMerge(
      {
        timeOf: feed.timeOf,
        aheadMsMax: timeAheadMsMax,
        leapMs: feed.schema.latenessMs / 2,
        idleMs,
        now: services.now,
        pause: (partition) => input.reader.pause(partition),
        resume: (partition) => input.reader.resume(partition),
        onIdle: (partition) =>
          onNotice({
            topic,
            kind: 'partition idle',
            message: `partition ${partition} of "${topic}" has given nothing for ${idleMs / 1_000} seconds, though it may have more; the others go on without it, and what it brings later may count as late`,
          }),
      },
      input.positions,
    );
    return { ...input, feed, merge, idleMs, passedTo: Number.NEGATIVE_INFINITY };
  }

  async #start({ reader, positions, merge }: Input): Promise<void> {
    const offsets = new Map(positions.map(({ partition, offset }) => [partition, offset]));
    await reader.start(offsets, {
      onRecords: (records) => {
        merge.add(records);
        this.#wake();
      },
      onNotice: this.#setup.onNotice,
      onError: (error: TopicError) => this.fail(error),
    });
  }

  /** @returns how long nothing can be done unless something new comes, in ms */
  async #step(): Promise<number> {
    const { outboxes } = this.#setup;
    this.#hasNews = false;
    const full = outboxes.find(({ isFull }) => isFull);
    let waitMs = Number.POSITIVE_INFINITY;
    if (full === undefined) {
      for (const input of this.#inputs) waitMs = Math.min(waitMs, this.#takeFrom(input));
    } else if (this.#stage === 'storing') {
      await Promise.race([full.room(), this.#woken()]);
      return 0;
    }
    // A full outbox may wait for the end of its epoch.
    await this.#advanceCheckpoint(full !== undefined);
    if (this.#stage === 'writing' || this.#stage === 'sweeping') return 0;
    return full === undefined ? waitMs : Number.POSITIVE_INFINITY;
  }

  #takeFrom(input: Input): number {
    const records = this.#records;
    const waitMs = input.merge.take(records);
    const tombstones = input.merge.takeTombstones();
    if (tombstones > 0) input.feed.ignore(tombstones);
    if (tombstones === 0 && records.count === 0) return Math.min(waitMs, this.#letTimePass(input));
    this.#hasChanged = true;
    if (records.count > 0) input.feed.push(records);
    return 0;
  }

  /**
   * Where nothing has come for a while and nothing is left to read, event time goes on as the wall clock does, to a bound: from
   * the last event on, so that restarts do not add up.
   */
  #letTimePass(input: Input): number {
    const { feed, merge, idleMs } = input;
    if (!merge.isAtEnd || feed.clock === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
    const silentMs = this.#setup.services.now() - merge.heardAt;
    if (silentMs < idleMs) return idleMs - silentMs;
    const passedMs = Math.min(silentMs - (silentMs % idleMs), silenceMsMax);
    const reached = feed.front + passedMs;
    if (reached > input.passedTo && reached > feed.clock) {
      input.passedTo = reached;
      feed.advanceTo(reached);
      this.#hasChanged = true;
    }
    return passedMs === silenceMsMax ? Number.POSITIVE_INFINITY : idleMs - (silentMs % idleMs);
  }

  #untilCheckpoint(): number {
    if (this.#stage !== 'none' || !this.#hasChanged) return Number.POSITIVE_INFINITY;
    return Math.max(1, this.#lastCheckpointAt + this.#setup.checkpointMs - this.#setup.services.now());
  }

  /** Does the next piece of a checkpoint, if it is time for one. */
  async #advanceCheckpoint(isUrgent: boolean): Promise<void> {
    const { services, store } = this.#setup;
    const before = services.now();
    this.#advance(isUrgent, before);
    // Evictions write as well, whatever the stage.
    if (store.unwrittenBytes > unwrittenBytesMax) await this.#persist(() => store.drain());
    this.#pausedMs = Math.max(this.#pausedMs, services.now() - before);
  }

  #advance(isUrgent: boolean, now: number): void {
    const state = this.#setup.engine.state!;
    switch (this.#stage) {
      case 'none':
        if (this.#hasChanged && (isUrgent || now - this.#lastCheckpointAt >= this.#setup.checkpointMs))
          this.#begin(now);
        break;
      case 'writing':
        if (state.write(checkpointStepBytes)) this.#storeSoon();
        break;
      case 'storing':
        break;
      case 'sweeping':
        if (state.sweep(sweepStepVersions)) this.#stage = 'none';
        break;
    }
  }

  #begin(now: number): void {
    this.#reached = this.progress();
    this.#setup.engine.state!.begin(this.#reached);
    this.#stage = 'writing';
    this.#begunAt = now;
    this.#lastCheckpointAt = now;
    this.#pausedMs = 0;
    this.#hasChanged = false;
    this.#sealed = this.#setup.outboxes.map((outbox) => outbox.seal());
    for (const sealed of this.#sealed) sealed.catch((failure) => this.fail(failure));
  }

  #storeSoon(): void {
    this.#stage = 'storing';
    this.#storing = this.#store().then(
      () => this.#wake(),
      (failure) => this.fail(failure),
    );
  }

  async #store(): Promise<void> {
    const { engine, store, outboxes, services, onCheckpoint } = this.#setup;
    const state = engine.state!;
    const { ending } = state;
    await this.#persist(() => store.prepare(ending));
    await Promise.all(this.#sealed);
    for (const outbox of outboxes) await outbox.commit(ending.epoch);
    await this.#persist(() => store.commit(ending.epoch));
    const tookMs = services.now() - this.#begunAt;
    onCheckpoint({ epoch: ending.epoch, ...state.size(), tookMs, pausedMs: this.#pausedMs });
    this.#stage = 'sweeping';
    for (const [index, { reader }] of this.#inputs.entries()) {
      const { positions } = this.#reached!.inputs[index];
      void reader.showProgress(new Map(positions.map(({ partition, offset }) => [partition, offset])));
    }
  }

  /** Finishes the checkpoint under way, and makes one more of all that was done since. */
  async #lastCheckpoint(): Promise<void> {
    await this.#finishCheckpoint();
    if (!this.#hasChanged) return;
    this.#begin(this.#setup.services.now());
    await this.#finishCheckpoint();
  }

  async #finishCheckpoint(): Promise<void> {
    while (this.#stage !== 'none') {
      this.#throwFailure();
      if (this.#stage === 'storing') await this.#storing;
      else await this.#advanceCheckpoint(true);
    }
    await this.#setup.store.drain();
    this.#throwFailure();
  }

  async #sleep(ms: number): Promise<void> {
    const waking = new AbortController();
    const woken = this.#woken();
    if (ms === Number.POSITIVE_INFINITY) await woken;
    else await Promise.race([woken, this.#setup.services.wait(ms, waking.signal)]);
    waking.abort();
  }

  /** A disk that is full for a while must not end the work: nothing is lost, and nothing else is done until it works again. */
  async #persist(attempt: () => Promise<void>): Promise<void> {
    const { services, onNotice, signal } = this.#setup;
    for (let pauseMs = retryMsMin; ; pauseMs = Math.min(pauseMs * 2, retryMsMax)) {
      try {
        await attempt();
        return;
      } catch (failure) {
        const { retriable, message } = failure as { readonly retriable?: boolean; readonly message: string };
        if (retriable !== true || signal.aborted) throw failure;
        onNotice({ topic: '', kind: 'state not written', message });
        await services.wait(pauseMs, signal);
      }
    }
  }

  #wake(): void {
    this.#hasNews = true;
    this.#resolveWoken();
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolveWoken = resolve;
      if (this.#hasNews) resolve();
    });
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
