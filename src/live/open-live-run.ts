/** Brings a live run together: where each source goes on reading, and which alerts go to which sink. */

import type { Engine } from '../engine.ts';
import type { SourceSchema, TopicPlace } from '../event/schema.ts';
import type { SinkProgram } from '../language/program.ts';
import type { Alert } from '../runtime/output.ts';
import { offsetOf, partitionOf } from '../runtime/record-place.ts';
import type { StartPoint, TopicMessage, TopicNotice, TopicReader } from '../runtime/topic.ts';
import { type LiveInput, type LiveProgress, LiveRun, type LiveRunSetup } from './live-run.ts';
import type { Outbox } from './outbox.ts';
import type { PartitionPosition } from './partition-merge.ts';

export interface OpenLiveRun extends Omit<LiveRunSetup, 'inputs' | 'outboxes'> {
  /** Outboxes of something else than alerts: a checkpoint waits for them, too. */
  readonly besides?: readonly Outbox[];
  /** Where a source begins of which the store knows nothing. */
  readonly start: StartPoint;
  /** `timeOf` tells the event time of a record, for topics that do not know when theirs came. */
  readonly readerOf: (place: TopicPlace, timeOf: (value: Uint8Array) => number) => TopicReader;
  /** The outbox to a target. Those of one system share one, so that one transaction holds all their messages. */
  readonly outboxOf: (place: TopicPlace) => Outbox;
  /** Learns how long a target is when nothing is known of it, if it is one that can be read back. */
  readonly measureSink: (place: TopicPlace) => Promise<void>;
  /** What a topic is called by its writer. */
  readonly topicOf: (place: TopicPlace) => string;
}

/**
 * To be called when the engine's state has been restored. Waits until all topics exist.
 * @throws TopicError when a topic cannot be read
 */
export async function openLiveRun(setup: OpenLiveRun): Promise<LiveRun> {
  const { engine, readerOf } = setup;
  const saved = engine.state?.beside as LiveProgress | undefined;
  const inputs: LiveInput[] = [];
  for (const schema of engine.sources) {
    const { name } = schema;
    const origin = placeOf(schema);
    if (origin === undefined) continue;
    const feed = engine.topic(name);
    const reader = readerOf(origin, (value) => feed.timeOf(value, setup.services.now()));
    // Whoever waits for a topic can still be stopped.
    setup.signal.addEventListener('abort', () => void reader.stop(), { once: true });
    inputs.push({ source: name, reader, positions: await positionsOf(name, reader, saved, setup) });
  }
  const outboxes = new Set<Outbox>(setup.besides);
  for (const sink of engine.sinks) {
    const outbox = setup.outboxOf(sink.target);
    outboxes.add(outbox);
    await setup.measureSink(sink.target);
    sendAlerts(engine, sink, outbox, setup.topicOf(sink.target));
  }
  return new LiveRun({ ...setup, inputs, outboxes: [...outboxes] });
}

/** The topic of a source: the one it names, or its file, which is a topic of one partition. */
export function placeOf({ origin, file, ruleFile = '' }: SourceSchema): TopicPlace | undefined {
  return origin ?? (file === undefined ? undefined : { kind: 'file', topic: file, ruleFile });
}

/** Every partition from where it was left; one that is new since then from its beginning. */
async function positionsOf(
  source: string,
  reader: TopicReader,
  saved: LiveProgress | undefined,
  { start, onNotice }: { start: StartPoint; onNotice: (notice: TopicNotice) => void },
): Promise<readonly PartitionPosition[]> {
  const partitions = await reader.partitions(onNotice);
  const known = saved?.inputs.find((input) => input.source === source && input.topic === reader.topic);
  const offsets = await reader.offsetsAt(known === undefined ? start : 'earliest');
  return partitions.map(
    (partition) =>
      known?.positions.find((position) => position.partition === partition) ?? {
        partition,
        offset: offsets.get(partition) ?? 0,
        clock: null,
      },
  );
}

function sendAlerts(engine: Engine, sink: SinkProgram, outbox: Outbox, topic: string): void {
  const rules = new Set(sink.rules.map((rule) => engine.rules[rule]));
  engine.alerts$.subscribe((alert) => {
    if (rules.has(alert.rule) && sink.severities.has(alert.severity)) outbox.add(topic, messageOf(alert));
  });
}

/** Something about a record as it goes to a topic: JSON, with the record's partition and offset. */
export function placedMessage<Placed extends { readonly position: number }>({
  position,
  ...rest
}: Placed): TopicMessage {
  const record = { partition: partitionOf(position), offset: offsetOf(position) };
  return { key: '', value: JSON.stringify({ ...rest, record }) };
}

/** An alert as it goes to a topic: JSON, with its record's partition and offset. Revisions of one alert have one key, and stay in order. */
export function messageOf({ position, ...alert }: Alert): TopicMessage {
  const record =
    position === 0 ? {} : { record: { partition: partitionOf(position), offset: offsetOf(position) } };
  return { key: alert.id, value: JSON.stringify({ ...alert, ...record }) };
}
