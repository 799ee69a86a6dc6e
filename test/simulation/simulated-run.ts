/** A live run in a simulated world, brought together as the command line does it: started, killed, and started again. */

import { createEngine, type Engine } from '../../src/compose.ts';
import type { CheckpointReport } from '../../src/live/checkpointer.ts';
import type { LiveProgress, LiveRun } from '../../src/live/live-run.ts';
import { OnceWriter } from '../../src/live/once-writer.ts';
import { openLiveRun } from '../../src/live/open-live-run.ts';
import { type Outbox, PlainOutbox } from '../../src/live/outbox.ts';
import { TransactionalOutbox } from '../../src/live/transactional-outbox.ts';
import type { TopicNotice } from '../../src/runtime/topic.ts';
import {
  type AppendingFaults,
  type SimulatedBroker,
  SimulatedTransactionalWriter,
  SimulatedWriter,
} from './simulated-broker.ts';
import { type SimulatedDisk, SimulatedStore, type StoreFaults } from './simulated-store.ts';
import type { ReadingFaults, SimulatedTopic } from './simulated-topic.ts';
import { SimulatedProcess, type SimulatedWorld } from './simulated-world.ts';

/** What outlives a process. */
export interface Surroundings {
  readonly world: SimulatedWorld;
  readonly topics: readonly SimulatedTopic[];
  readonly broker: SimulatedBroker;
  readonly disk: SimulatedDisk;
}

/** Kafka as it is by default, Kafka with transactions, or folders. */
export type Delivery = 'at least once' | 'in transactions' | 'read back';

export interface RunSettings {
  readonly rules: string;
  readonly delivery: Delivery;
  readonly shards: number;
  readonly batchRows: number;
  readonly memoryBytesMax: number;
  readonly checkpointMs: number;
  readonly reading: ReadingFaults;
  readonly appending: AppendingFaults;
  readonly storing: StoreFaults;
  readonly graceMs: number;
}

/** What is left of a run. */
export interface RunOutcome {
  readonly ending: 'killed' | 'failed' | 'stopped';
  readonly engine: Engine;
  readonly notices: readonly TopicNotice[];
  readonly checkpoints: readonly CheckpointReport[];
  /** The most bytes that ever waited. */
  readonly most: { readonly input: number; readonly output: number; readonly unwritten: number };
}

const transactionsName = 'alerts';

/**
 * Runs a process until it is killed, fails, or has nothing left to do; then it is stopped.
 * @param lives whether it may live on; asked between any two things it waits for
 */
export async function simulateRun(
  { world, topics, broker, disk }: Surroundings,
  settings: RunSettings,
  lives: () => boolean,
): Promise<RunOutcome> {
  const process = new SimulatedProcess(world);
  const store = new SimulatedStore(disk, process, settings.storing);
  const stop = new AbortController();
  const notices: TopicNotice[] = [];
  const checkpoints: CheckpointReport[] = [];
  const most = { input: 0, output: 0, unwritten: 0 };
  const outboxes: Outbox[] = [];
  let engine: Engine | undefined;
  let live: LiveRun | undefined;

  const place = settings.delivery === 'read back' ? ('file' as const) : ('broker' as const);
  const writing = { broker, process, faults: settings.appending, place };
  const openOutbox = async () => {
    const delivery = {
      onNotice: (notice: TopicNotice) => notices.push(notice),
      wait: (ms: number) => process.services.wait(ms),
    };
    if (settings.delivery !== 'in transactions') {
      const writer = new SimulatedWriter(writing);
      const saved = (engine?.state?.beside as LiveProgress | undefined)?.sinks ?? {};
      const once = new OnceWriter(writer, saved);
      const isReadBack = settings.delivery === 'read back';
      return {
        outbox: new PlainOutbox({ ...delivery, openWriter: async () => (isReadBack ? once : writer) }),
        lengths: () => (isReadBack ? once.lengths : {}),
        measure: (topic: string) => (isReadBack ? once.measure(topic) : Promise.resolve()),
      };
    }
    const createWriter = () => new SimulatedTransactionalWriter(transactionsName, writing);
    const writer = createWriter();
    const visible = await writer.open();
    if (store.prepared?.epoch === visible) await store.commit(visible);
    if (visible !== (store.committed?.epoch ?? 0))
      world.violations.push(`epoch ${visible} is visible, ${store.committed?.epoch} is committed`);
    const onFailure = (failure: unknown) => live?.fail(failure);
    return {
      outbox: new TransactionalOutbox({ ...delivery, writer, createWriter, onFailure }),
      lengths: () => ({}),
      measure: () => Promise.resolve(),
    };
  };

  const work = async () => {
    const inTransactions = settings.delivery === 'in transactions' ? await openOutbox() : undefined;
    const { rules, shards, batchRows, memoryBytesMax, checkpointMs } = settings;
    engine = createEngine({ rules, shards, batchRows, memoryBytesMax, store });
    await engine.state!.restore({ now: world.now, graceMs: settings.graceMs });
    const { outbox, lengths, measure } = inTransactions ?? (await openOutbox());
    outboxes.push(outbox);
    live = await openLiveRun({
      engine,
      store,
      start: 'earliest',
      readerOf: (place) => topics.find(({ name }) => name === place.topic)!.reader(process, settings.reading),
      topicOf: (place) => place.topic,
      outboxOf: () => outbox,
      measureSink: ({ topic }) => measure(topic),
      sinkLengths: lengths,
      services: process.services,
      checkpointMs,
      onNotice: (notice) => notices.push(notice),
      onCheckpoint: (checkpoint) => checkpoints.push(checkpoint),
      signal: stop.signal,
    });
    await live.run();
  };

  let ending: RunOutcome['ending'] | undefined;
  const ended = work().then(
    () => {
      ending = 'stopped';
    },
    (failure) => {
      if (isExpected(failure)) ending = 'failed';
      else throw failure;
    },
  );
  let unexpected: unknown;
  ended.catch((failure) => {
    unexpected = failure;
  });
  const isOver = () => {
    if (live !== undefined) {
      const { input, output } = live.waitingBytes;
      most.input = Math.max(most.input, input);
      most.output = Math.max(most.output, output);
    }
    most.unwritten = store.unwrittenBytesMost;
    return ending !== undefined || unexpected !== undefined || !lives();
  };
  if (!(await world.passUntil(isOver))) {
    // All is at rest: what remains is to stop.
    stop.abort();
    if (!(await world.passUntil(isOver))) throw new Error('the run does not stop, though all is at rest');
  }
  if (unexpected !== undefined) throw unexpected;
  // Who has failed leaves in order, and what he does about it must do no harm; one more moment passes.
  if (ending === 'failed') {
    const closed = Promise.allSettled(outboxes.map((outbox) => outbox.close()));
    let isClosed = false;
    void closed.then(() => {
      isClosed = true;
    });
    await world.passUntil(() => isClosed);
  }
  process.kill();
  return { ending: ending ?? 'killed', engine: engine!, notices, checkpoints, most };
}

/** What the ports were told to fail with. */
function isExpected(failure: unknown): boolean {
  const { message } = failure as Error;
  return /expected an answer, found none|the disk has failed|has taken over/.test(message);
}
