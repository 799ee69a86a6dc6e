/** `plumbline run`: rules at work between topics, until it is asked to stop. */

import { createEngine } from '../compose.ts';
import { closePatienceMs } from '../limits.ts';
import type { CheckpointReport } from '../live/checkpointer.ts';
import type { LiveRun } from '../live/live-run.ts';
import { openLiveRun, placeOf } from '../live/open-live-run.ts';
import { type StartPoint, TopicError } from '../runtime/topic.ts';
import { LevelStore } from '../store/level-store.ts';
import type { CliIo } from './cli-io.ts';
import type { CliServices } from './cli-services.ts';
import { ControlServer } from './control-server.ts';
import { type ExitCode, exitCode, UserMistake } from './exit-code.ts';
import { LiveLog } from './live-log.ts';
import { LiveOutboxes } from './live-outboxes.ts';
import { type LiveRules, readLiveRules } from './live-rules.ts';
import { LiveTopics, type TopicOptions } from './live-topics.ts';
import { keepName, openStateDirectory, type StateDirectory } from './state-directory.ts';

export interface RunOptions extends TopicOptions {
  readonly state: string;
  readonly from: StartPoint;
  readonly exactlyOnce?: boolean;
  /** Time between checkpoints, in ms. */
  readonly checkpoint: number;
  /** How long orphaned state is kept, in ms. */
  readonly keepOrphans: number;
  readonly shards?: number;
  /** Quota of all actors together, in bytes. */
  readonly memory?: number;
  /** Folders for what could not be handled, and for what came too late. */
  readonly deadLetters?: string;
  readonly late?: string;
  readonly json?: boolean;
}

interface Session {
  readonly io: CliIo;
  readonly options: RunOptions;
  readonly directory: StateDirectory;
  readonly log: LiveLog;
  readonly stop: AbortController;
}

/** Ends with 0 when it was asked to stop. @throws UserMistake, RulesRejected, FileError, TopicError, StoreError */
export async function run(
  paths: readonly string[],
  options: RunOptions,
  { io, services }: { readonly io: CliIo; readonly services: CliServices },
): Promise<ExitCode> {
  const rules = await readLiveRules(paths, services);
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  const log = new LiveLog(io, { json: options.json === true });
  const directory = openStateDirectory(options.state, { mustExist: false });
  const onNotice = log.notice.bind(log);
  const topics = new LiveTopics({ options, io, id: directory.id, onNotice });
  checkRules(rules, topics);
  const store = await LevelStore.open(directory.store);
  try {
    keepName(directory, store);
    if (!directory.isNew && store.committed === undefined)
      log.warn(`${directory.path} holds no checkpoint: everything begins anew, where --from says`);
    await work(rules, { io, options, directory, log, stop }, { topics, store });
    return exitCode.ok;
  } catch (failure) {
    // Asked to stop while it still waited for a topic: there is nothing to keep.
    if (stop.signal.aborted && failure instanceof TopicError && failure.code === 'no-such-topic')
      return exitCode.ok;
    throw failure;
  } finally {
    stopListening();
    await topics.close();
    await store.close();
  }
}

async function work(
  rules: LiveRules,
  { io, options, directory, log, stop }: Session,
  { topics, store }: { readonly topics: LiveTopics; readonly store: LevelStore },
): Promise<void> {
  const { from, shards, memory, exactlyOnce = false, checkpoint: checkpointMs, keepOrphans } = options;
  let live: LiveRun | undefined;
  const outboxes = new LiveOutboxes(topics, { onFailure: (failure) => live?.fail(failure) });
  if (exactlyOnce) await outboxes.openTransactions(rules.program, store);
  const engine = createEngine({
    rules: rules.files,
    readTable: rules.readTable,
    store,
    ...(shards === undefined ? {} : { shards }),
    ...(memory === undefined ? {} : { memoryBytesMax: memory }),
  });
  const state = engine.state!;
  const expired = await state.restore({ now: io.epochMs(), graceMs: keepOrphans });
  log.restored(state.plan, expired);
  outboxes.resume(state.beside);
  if (engine.sinks.length === 0) engine.alerts$.subscribe((alert) => log.alert(alert));
  const besides = outboxes.besides(engine, options);
  let checkpoint: CheckpointReport | undefined;
  live = await openLiveRun({
    engine,
    store,
    start: from,
    readerOf: (place, timeOf) => topics.reader(place, timeOf),
    topicOf: (place) => topics.topicOf(place),
    outboxOf: (place) => outboxes.of(place),
    besides,
    measureSink: (place) => outboxes.measure(place),
    sinkLengths: () => outboxes.lengths,
    services: { now: io.epochMs, wait: io.wait, yield: io.turn },
    checkpointMs,
    onNotice: (notice) => log.notice(notice),
    onCheckpoint(report) {
      checkpoint = report;
      log.checkpoint(report);
    },
    signal: stop.signal,
  });
  const opened = live;
  log.started(opened.progress());
  const status = () => ({
    ...engine.metrics(),
    ...opened.progress(),
    waitingBytes: opened.waitingBytes,
    checkpoint,
  });
  const control = new ControlServer({ rows: (view, where) => engine.view(view).rows(where), status });
  await control.listen(directory.socket, (reason) => log.warn(reason));
  const reporting = log.report({ engine, live: opened, signal: stop.signal });
  try {
    const { isKept } = await opened.run();
    log.stopped(engine.metrics(), { isKept });
  } finally {
    stop.abort();
    await reporting;
    await control.close();
    await outboxes.close(io.wait(closePatienceMs));
  }
}

/** @throws UserMistake when a source is no topic, or nobody said where a topic is */
function checkRules({ program }: LiveRules, topics: LiveTopics): void {
  for (const { schema } of program.sources) {
    const place = placeOf(schema);
    if (place === undefined)
      throw new UserMistake(
        `source "${schema.name}" names no topic: say from kafka topic "…", from folder "…", or the path of a file that is appended to`,
      );
    const { format } = schema;
    if (schema.file !== undefined && format.kind === 'csv' && format.columns === undefined)
      throw new UserMistake(
        `source "${schema.name}" takes the names of its columns from the first line of ${schema.file}, which a run may not see: name them (columns …)`,
      );
    topics.folderOf(place);
  }
  for (const { name, target } of program.sinks) {
    const source = program.sources.find(({ schema }) => topics.areOne(placeOf(schema)!, target));
    if (source !== undefined)
      throw new UserMistake(
        `sink "${name}" writes to the topic "${target.topic}" that source "${source.schema.name}" reads: alerts would come back ` +
          'as events, without end; give the sink a topic of its own',
      );
  }
}
