/** Plays a case, and collects everything about its end that must not depend on what happened on the way. */

import { createEngine } from '../../src/compose.ts';
import type { RuleText } from '../../src/testing/index.ts';
import { hourMs } from '../../src/time/duration.ts';
import { type Life, type LiveCase, rulesText, sinkTopic, sourceTopic } from './live-case.ts';
import { SimulatedBroker } from './simulated-broker.ts';
import { type RunOutcome, type RunSettings, type Surroundings, simulateRun } from './simulated-run.ts';
import { SimulatedDisk, SimulatedStore } from './simulated-store.ts';
import { SimulatedTopic } from './simulated-topic.ts';
import { SimulatedProcess, SimulatedWorld } from './simulated-world.ts';

export interface LiveOutcome {
  /** Values of the sink, in their order. */
  readonly sent: readonly string[];
  /** Counts of sources and rules when the last process had done all. */
  readonly metrics: readonly string[];
  /** What the state that is left makes of further events. */
  readonly afterwards: readonly string[];
  readonly violations: readonly string[];
  readonly runs: readonly RunOutcome[];
}

/** Some time in the middle of January, long after the events. */
const worldBegin = Date.UTC(2027, 0, 15);
/** Starts after which the last process must have got to the end of its work. */
const startsMax = 100;

/** A stretch of the topic, and the rules that are in force while it is worked off. */
export interface Stage {
  readonly rules: readonly RuleText[];
  /** Share of each partition that is there at its end, 0 … 1. */
  readonly until: number;
}

/** Plays a case with the same rules all the time, or in stages; each begins when all before is at rest. */
export async function play(
  of: LiveCase,
  lives: readonly Life[],
  stages: readonly Stage[] = [{ rules: of.rules, until: 1 }],
): Promise<LiveOutcome> {
  const world = new SimulatedWorld({ seed: of.seed, now: worldBegin });
  const broker = new SimulatedBroker(world);
  const disk = new SimulatedDisk();
  const topic = new SimulatedTopic(
    sourceTopic,
    of.partitions.map(() => []),
  );
  const runs: RunOutcome[] = [];
  let rules = '';
  for (const stage of stages) {
    rules = rulesText(of.times, stage.rules);
    of.partitions.forEach((records, partition) => {
      const until = Math.round(records.length * stage.until);
      topic.append(partition, ...records.slice(topic.partitions[partition].length, until));
    });
    const surroundings = { world, topics: [topic], broker, disk };
    runs.push(...(await runUntilStopped(surroundings, lives, { rules, delivery: of.delivery })));
  }
  return {
    sent: broker.messages(sinkTopic).map(({ value }) => value),
    metrics: countsOf(runs.at(-1)!.engine.metrics()),
    afterwards: await probe(world, disk, { rules, probes: of.probes }),
    violations: world.violations,
    runs,
  };
}

async function runUntilStopped(
  surroundings: Surroundings,
  lives: readonly Life[],
  common: Pick<RunSettings, 'rules' | 'delivery'>,
): Promise<readonly RunOutcome[]> {
  const runs: RunOutcome[] = [];
  // A process that could not even start is started again.
  for (let number = 0; runs.at(-1)?.ending !== 'stopped'; number++) {
    const { steps, settings } = lives[Math.min(number, lives.length - 1)];
    let left = steps;
    runs.push(await simulateRun(surroundings, { ...settings, ...common }, () => left-- > 0));
    if (number > lives.length + startsMax) throw new Error('the run does not get to its end');
  }
  return runs;
}

/** Everything an engine reports of further events on the state that is left, and of the end. */
async function probe(
  world: SimulatedWorld,
  disk: SimulatedDisk,
  { rules, probes }: { readonly rules: string; readonly probes: readonly string[] },
): Promise<readonly string[]> {
  const process = new SimulatedProcess(world);
  const store = new SimulatedStore(disk, process, { failures: 0 });
  const engine = createEngine({ rules, store });
  let isRestored = false;
  void engine.state!.restore({ now: world.now, graceMs: 24 * hourMs }).then(() => {
    isRestored = true;
  });
  await world.passUntil(() => isRestored);
  const lines: string[] = [];
  const keep = (kind: string) => (value: object) => lines.push(`${kind} ${JSON.stringify(value)}`);
  engine.alerts$.subscribe(keep('alert'));
  engine.baselines$.subscribe(keep('baseline'));
  engine.lateEvents$.subscribe(keep('late'));
  engine.scores$.subscribe(keep('score'));
  const values = probes.map((record) => new TextEncoder().encode(record));
  const feed = engine.topic(engine.sources[0].name);
  feed.push({
    count: values.length,
    values,
    places: values.map((_, index) => 1e9 + index),
    arrivedAt: values.map(() => Number.NaN),
  });
  for (const row of engine.view('totals').rows()) keep('row')(row);
  return [...lines, ...countsOf(engine.finish())];
}

function countsOf({ sources, rules }: ReturnType<ReturnType<typeof createEngine>['metrics']>): string[] {
  return [
    ...sources.map((source) => JSON.stringify(source)),
    ...rules.map(
      ({ evicted: _evicted, returned: _returned, weightBytes: _bytes, noiseBytes: _noise, ...counts }) =>
        JSON.stringify(counts),
    ),
  ];
}
