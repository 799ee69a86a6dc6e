/**
 * Kills an engine again and again, and its broker now and then, and compares what it reported with an undisturbed run:
 *
 *     npm run chaos -- [--kills N] [--seed S] [--events N] [--partitions N] [--at-least-once] [--json]
 *
 * Events are produced between the kills. Ends with 0 when both runs reported the same, and no committed reader saw anything
 * twice; with --at-least-once, alerts may come twice on the wire, under the same id and revision.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startBroker } from '../kafka/broker.ts';
import { ChaosEvents, rulesTo, topics } from './chaos-case.ts';
import { compareAlerts } from './compare-alerts.ts';
import { EngineProcess } from './engine-process.ts';
import { KafkaSide } from './kafka-side.ts';
import { SeededChance } from './seeded-chance.ts';

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    events: { type: 'string', default: '1000000' },
    partitions: { type: 'string', default: '4' },
    'at-least-once': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const kills = Number(options.kills);
const seed = Number(options.seed);
const count = Number(options.events);
const partitions = Number(options.partitions);
const exactlyOnce = !options['at-least-once'];

/** Longest an engine is given to handle everything. */
const patienceMs = 300_000;

const directory = mkdtempSync(join(tmpdir(), 'plumbline-chaos-'));
const broker = await startBroker({ directory: join(directory, 'broker') });
const kafka = new KafkaSide(broker.address);
const chance = new SeededChance(seed);
const startedAt = performance.now();
const told = { kills: 0, brokerRestarts: 0, rebalances: 0 };
try {
  await kafka.createTopics({ [topics.events]: partitions, [topics.calm]: 2, [topics.chaos]: 2 });
  const produced = await disturb();
  const calm = engineOf('calm', topics.calm);
  await untilDone(calm, produced);
  await calm.stop();
  const verdict = compareAlerts(await kafka.read(topics.calm), await kafka.read(topics.chaos), {
    exactlyOnce,
  });
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const line = { ...told, events: count, partitions, seed, exactlyOnce, seconds, ...verdict };
  console.log(options.json ? JSON.stringify(line) : textOf(line));
  process.exitCode = verdict.differences.length === 0 ? 0 : 1;
} finally {
  await kafka.close();
  await broker.stop();
  if (process.exitCode === 0) rmSync(directory, { recursive: true, force: true });
  else console.error(`what was left is in ${directory}`);
}

/** Produces, kills, restarts. @returns records produced */
async function disturb(): Promise<number> {
  const events = new ChaosEvents({ seed, partitions, accounts: 300 });
  const slice = Math.ceil(count / (kills + 1));
  let engine = engineOf('chaos', topics.chaos);
  for (let from = 0; from < count; from += slice) {
    const some = Array.from({ length: Math.min(slice, count - from) }, (_, index) => events.at(from + index));
    const producing = kafka.produce(topics.events, some);
    await setTimeout(300 + chance.below(2_200));
    if (told.kills === kills) {
      await producing;
      continue;
    }
    if (chance.below(12) === 0) {
      await kafka.rebalance(topics.events, 'plumbline-');
      told.rebalances++;
    }
    if (chance.below(25) === 0) {
      await broker.kill();
      await broker.start();
      told.brokerRestarts++;
    }
    await producing;
    await engine.kill();
    told.kills++;
    if (!options.json && told.kills % 10 === 0)
      console.error(`${told.kills} kills, ${from + some.length} events`);
    engine = engineOf('chaos', topics.chaos);
  }
  const end = events.end(count);
  await kafka.produce(topics.events, end);
  await untilDone(engine, count + end.length);
  await engine.stop();
  return count + end.length;
}

function engineOf(name: string, topic: string): EngineProcess {
  const rules = join(directory, `${name}.rules`);
  writeFileSync(rules, rulesTo(topic));
  return new EngineProcess({ rules, state: join(directory, name), brokers: broker.address, exactlyOnce });
}

async function untilDone(engine: EngineProcess, records: number): Promise<void> {
  for (const begun = performance.now(); ; await setTimeout(500)) {
    engine.check();
    const handled = await engine.records();
    if (handled === records) return;
    if (performance.now() - begun > patienceMs)
      throw new Error(
        `expected ${records} records to be handled within ${patienceMs / 1_000} s, found ${handled}`,
      );
  }
}

function textOf({ differences, ...line }: { readonly differences: readonly string[] }): string {
  const facts = Object.entries(line).map(([name, value]) => `${name} ${value}`);
  const verdict =
    differences.length === 0 ? 'the same alerts as undisturbed' : differences.slice(0, 20).join('\n');
  return `${facts.join(', ')}\n${verdict}`;
}
