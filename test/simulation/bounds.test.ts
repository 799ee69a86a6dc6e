/** What may wait in memory is bounded, whatever the sink, the disk and the partitions do; and time goes on without events. */

import { expect, test } from 'vitest';
import type { Alert } from '../../src/index.ts';
import {
  alignmentMs,
  inputQueueBytesMax,
  liveStepRecords,
  outboxBytesMax,
  silenceMsMax,
  unwrittenBytesMax,
} from '../../src/limits.ts';
import { hourMs, minuteMs, secondMs } from '../../src/time/duration.ts';
import { undisturbed } from './live-case.ts';
import { SimulatedBroker } from './simulated-broker.ts';
import { type RunSettings, simulateRun } from './simulated-run.ts';
import { SimulatedDisk } from './simulated-store.ts';
import { SimulatedTopic } from './simulated-topic.ts';
import { SimulatedWorld } from './simulated-world.ts';

const head = `source s from kafka topic "in"
  fields id: text, at: time, who: text
  time at, up to 1 minute late
  idle after 30 seconds
`;
const sink = 'sink all to kafka topic "out"\n';
const worldBegin = Date.UTC(2027, 0, 1);
const firstTime = Date.UTC(2026, 0, 1);

function record(offset: number, time: number, who: string, padding = '') {
  const text = JSON.stringify({ id: `${offset}`, at: new Date(time).toISOString(), who, padding });
  return { offset, value: new TextEncoder().encode(text), arrivedAt: Number.NaN };
}

function openTown(rules: string, partitions: number, changed: Partial<RunSettings> = {}) {
  const world = new SimulatedWorld({ seed: 1, now: worldBegin });
  const topic = new SimulatedTopic(
    'in',
    Array.from({ length: partitions }, () => []),
  );
  const broker = new SimulatedBroker(world);
  const surroundings = { world, topics: [topic], broker, disk: new SimulatedDisk() };
  const settings: RunSettings = {
    ...undisturbed.settings,
    delivery: 'at least once',
    rules: `${head}\n${rules}\n${sink}`,
    ...changed,
  };
  return {
    world,
    topic,
    alerts: () => broker.messages('out').map(({ value }) => JSON.parse(value) as Alert),
    run: (lives: () => boolean = () => true) => simulateRun(surroundings, settings, lives),
  };
}

test('a sink that hangs for hours stops the reading; nothing is lost, and no queue grows beyond its bound', async () => {
  const rules = 'rule each on s for each who alert "{who}" when count() > 0 over 1 second\n';
  const { topic, alerts, run, world } = openTown(rules, 2, {
    appending: { failures: 0, hangs: 0.5 },
    checkpointMs: minuteMs,
    memoryBytesMax: 1,
  });
  const count = 60_000;
  const padding = 'x'.repeat(900);
  for (let index = 0; index < count; index++)
    topic.append(index % 2, record(index, firstTime + index * 2 * secondMs, `who ${index}`, padding));
  const { most, ending, engine } = await run();
  expect(ending).toBe('stopped');
  expect(world.violations).toEqual([]);
  expect(world.now - worldBegin).toBeGreaterThan(3 * hourMs);
  expect(engine.metrics().sources[0]!.records).toBe(count);
  expect(new Set(alerts().map(({ id }) => id)).size).toBe(count);
  const recordBytes = 1_100;
  // What is on its way when reading pauses still comes: one piece of each partition.
  expect(most.input).toBeGreaterThan(inputQueueBytesMax / 2);
  expect(most.input).toBeLessThan(inputQueueBytesMax + 2 * 1_000 * recordBytes);
  // One step of the loop may bring an alert for each of its records, of some bytes each.
  expect(most.output).toBeGreaterThan(outboxBytesMax / 2);
  expect(most.output).toBeLessThan(outboxBytesMax + liveStepRecords * 2_000);
  expect(most.unwritten).toBeLessThan(unwrittenBytesMax + liveStepRecords * 2_000);
});

test('a partition that gives nothing holds the others back no longer than its idle time', async () => {
  const rules = 'rule many on s for each who alert "{who}" when count() > 2 over 10 seconds\n';
  const { topic, alerts, run, world } = openTown(rules, 2);
  topic.append(0, ...[0, 1, 2, 3].map((index) => record(index, firstTime + index * secondMs, 'ann')));
  topic.append(1, record(0, firstTime, 'bob'));
  topic.silent.add(1);
  let raisedAfterMs: number | undefined;
  const { notices } = await run(() => {
    if (alerts().length > 0) raisedAfterMs ??= world.now - worldBegin;
    return world.now < worldBegin + 10 * minuteMs;
  });
  expect(raisedAfterMs).toBeGreaterThanOrEqual(30 * secondMs);
  expect(raisedAfterMs).toBeLessThan(31 * secondMs);
  expect(notices.map(({ kind }) => kind)).toEqual(['partition idle']);
});

test('a partition that was read to its end holds the others back for a moment only', async () => {
  const rules = 'rule many on s for each who alert "{who}" when count() > 2 over 10 seconds\n';
  const { topic, alerts, run, world } = openTown(rules, 2);
  topic.append(0, ...[0, 1, 2, 3].map((index) => record(index, firstTime + index * secondMs, 'ann')));
  let raisedAfterMs: number | undefined;
  await run(() => {
    if (alerts().length > 0) raisedAfterMs ??= world.now - worldBegin;
    return true;
  });
  expect(raisedAfterMs).toBeLessThan(alignmentMs + 200);
});

test('windows of a source that has fallen silent end by the wall clock, up to a bound that restarts do not move', async () => {
  const rules = `baseline calls on s for each who
  learn n = frequency per hour during 3 hours with at least 3 windows keep 100 hours
  alert "{who}: {n}" when n is unusual
`;
  const { topic, run, world } = openTown(rules, 1);
  for (let index = 0; index < 40; index++)
    topic.append(0, record(index, firstTime + index * 10 * minuteMs, 'ann'));
  const last = firstTime + 39 * 10 * minuteMs;
  for (let start = 0; start < 3; start++) {
    const { engine } = await run();
    expect(engine.metrics().sources[0]!.clock).toBe(last + silenceMsMax);
  }
  expect(world.violations).toEqual([]);
});
