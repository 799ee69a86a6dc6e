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
import { idleMsDefault, silenceMsMax, stopPatienceMs, timeAheadMsMax } from '../limits.ts';
import type { DurableStore } from '../runtime/state-store.ts';
import type { TopicError, TopicNotice, TopicReader } from '../runtime/topic.ts';
import type { PlacedRecords } from '../runtime/topic-input.ts';
import { Checkpointer, type CheckpointReport } from './checkpointer.ts';
import type { LiveServices } from './live-services.ts';
import type { Outbox } from './outbox.ts';
import { PartitionMerge, type PartitionPosition } from './partition-merge.ts';

/** One source and the topic it is read from. */
export interface LiveInput {
  readonly source: string;
  readonly reader: TopicReader;
  /** Where reading begins, by partition. */
  readonly positions: readonly PartitionPosition[];
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

export class LiveRun {
  readonly #setup: LiveRunSetup;
  readonly #inputs: readonly Input[];
  readonly #records: PlacedRecords = { count: 0, values: [], places: [], arrivedAt: [] };
  /** True when something new has come since the last step began. */
  #hasNews = false;
  #resolveWoken: () => void = () => {};
  #failure: unknown;
  /** True once the store knows where everything begins. Nothing is taken before, or another start would begin elsewhere. */
  #isAnchored: boolean;
  readonly #checkpointer: Checkpointer<LiveProgress>;

  constructor(setup: LiveRunSetup) {
    this.#setup = setup;
    const state = setup.engine.state;
    if (state === undefined)
      throw new RangeError('expected an engine with a durable store, found one without');
    this.#checkpointer = new Checkpointer({
      ...setup,
      state,
      progress: () => this.progress(),
      onDone: (reached) => {
        this.#isAnchored = true;
        this.#showProgress(reached);
        this.#wake();
      },
      onRoom: () => this.#wake(),
      onFailure: (failure) => this.fail(failure),
    });
    this.#inputs = setup.inputs.map((input) => this.#open(input));
    this.#isAnchored = state.isRecorded && JSON.stringify(this.progress()) === JSON.stringify(state.beside);
    this.#checkpointer.hasChanged = !this.#isAnchored;
  }

  /**
   * Works until the signal asks to stop, or something ends the work for good. On a stop, what was taken is kept by a last
   * checkpoint. @returns whether it could be made in time
   * @throws TopicError, or the store's error
   */
  async run(): Promise<{ readonly isKept: boolean }> {
    const { signal, services } = this.#setup;
    const stop = () => this.#wake();
    signal.addEventListener('abort', stop);
    try {
      for (const input of this.#inputs) await this.#start(input);
      while (!signal.aborted) {
        this.#throwFailure();
        const waitMs = await this.#step();
        if (waitMs === 0) await services.yield();
        else await this.#sleep(Math.min(waitMs, this.#checkpointer.dueIn));
      }
      await Promise.all(this.#inputs.map(({ reader }) => reader.stop()));
      const isKept = await this.#finish();
      this.#throwFailure();
      return { isKept };
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

  #showProgress({ inputs }: LiveProgress): void {
    for (const [index, { reader }] of this.#inputs.entries()) {
      const offsets = inputs[index].positions.map(({ partition, offset }) => [partition, offset] as const);
      void reader.showProgress(new Map(offsets));
    }
  }

  /** @returns how long nothing can be done unless something new comes, in ms */
  async #step(): Promise<number> {
    const { outboxes } = this.#setup;
    this.#hasNews = false;
    const full = outboxes.find(({ isFull }) => isFull);
    const mayTake = full === undefined && this.#isAnchored;
    let waitMs = Number.POSITIVE_INFINITY;
    if (mayTake) {
      for (const input of this.#inputs) waitMs = Math.min(waitMs, this.#takeFrom(input));
    } else if (this.#checkpointer.isStoring) {
      await (full === undefined ? this.#woken() : Promise.race([full.room(), this.#woken()]));
      return 0;
    }
    // A full outbox may wait for the end of its epoch.
    await this.#checkpointer.advance({ isUrgent: !mayTake });
    if (this.#checkpointer.isBusy) return 0;
    return mayTake ? waitMs : Number.POSITIVE_INFINITY;
  }

  #takeFrom(input: Input): number {
    const records = this.#records;
    const waitMs = input.merge.take(records);
    const tombstones = input.merge.takeTombstones();
    if (tombstones > 0) input.feed.ignore(tombstones);
    if (tombstones === 0 && records.count === 0) return Math.min(waitMs, this.#letTimePass(input));
    this.#checkpointer.hasChanged = true;
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
      this.#checkpointer.hasChanged = true;
    }
    return passedMs === silenceMsMax ? Number.POSITIVE_INFINITY : idleMs - (silentMs % idleMs);
  }

  /** Keeps what was taken. What a sink does not take in time comes again after the next start. @returns whether it was in time */
  async #finish(): Promise<boolean> {
    const { services, onNotice } = this.#setup;
    const patience = new AbortController();
    const outOfTime = services
      .wait(stopPatienceMs, patience.signal)
      .then(() => patience.signal.aborted === false);
    const isLate = await Promise.race([this.#checkpointer.finish().then(() => false), outOfTime]);
    patience.abort();
    if (!isLate) return true;
    onNotice({
      topic: '',
      kind: 'stopped without a checkpoint',
      message: `the last checkpoint could not be finished within ${stopPatienceMs / 1_000} seconds; the next start goes on from the one before, and nothing is lost`,
    });
    return false;
  }

  async #sleep(ms: number): Promise<void> {
    const waking = new AbortController();
    const woken = this.#woken();
    if (ms === Number.POSITIVE_INFINITY) await woken;
    else await Promise.race([woken, this.#setup.services.wait(ms, waking.signal)]);
    waking.abort();
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
