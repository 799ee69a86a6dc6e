/**
 * The child process of one world and seed: makes its events once, gives them to the engine with every rule file of every
 * case and to the naive alternatives, and prints the outcomes as one line of JSON.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { generators, type Label } from '../../scenarios/index.ts';
import { parseTable } from '../../src/cli/parse-table.ts';
import type { EngineOptions } from '../../src/compose.ts';
import { Windowing } from '../../src/index.ts';
import { localHourOfDay } from '../../src/time/calendar.ts';
import { hourMs } from '../../src/time/duration.ts';
import { Zone } from '../../src/time/zone.ts';
import { CaseOutcomeBuilder } from './build-outcome.ts';
import type { CaseOutcome } from './case-outcome.ts';
import { cases, type LabelledCase, type Naive, type World, type WorldName, worlds } from './cases.ts';
import { createEngineScorer } from './engine-scorer.ts';
import { FirstSeen } from './naive/first-seen.ts';
import { HourHistogram } from './naive/hour-histogram.ts';
import { HourSigma } from './naive/hour-sigma.ts';
import type { NaiveScorer, ReportScore } from './naive/scorer.ts';
import { WindowSigma } from './naive/window-sigma.ts';

export interface WorldTask {
  readonly world: WorldName;
  readonly seed: number;
  readonly keys: number;
  readonly cases: readonly string[];
  /** Folder with a folder of rules for each case. */
  readonly rulesFolder: string;
}

const chunkLength = 1 << 18;

const task = JSON.parse(process.argv[2]) as WorldTask;
console.log(JSON.stringify(runWorld(task)));

function runWorld({ world: name, seed, keys, cases: wanted, rulesFolder }: WorldTask): CaseOutcome[] {
  const world = worlds.find((known) => known.name === name)!;
  const { events, labels, tables } = generators.get(name)!.generate({ keys, days: world.days, seed });
  const readTable: EngineOptions['readTable'] = (file, _ruleFile, key) => {
    const csv = new TextEncoder().encode(tables.find((table) => file.endsWith(`/${table.name}.csv`))?.csv);
    return parseTable({ path: file, csv, key });
  };
  const runs = cases
    .filter((one) => one.world === name && wanted.includes(one.name))
    .map((one) => openRun(one, { world, seed, labels, readTable, rulesFolder }));
  const zone = Zone.of(world.zone);
  let lines = '';
  const push = () => {
    const chunk = new TextEncoder().encode(lines);
    for (const { engines } of runs) for (const engine of engines) engine.push(chunk);
    lines = '';
  };
  for (const { time, record } of events) {
    lines += `${JSON.stringify(record)}\n`;
    if (lines.length >= chunkLength) push();
    const sighted = { record, hour: localHourOfDay(time, zone) };
    for (const { labelled, naive } of runs) {
      const sighting = labelled.sight(sighted);
      if (sighting === undefined) continue;
      const whole = { ...sighting, time };
      for (const scorer of naive) scorer.take(whole);
    }
  }
  push();
  return runs.map(({ engines, naive, builder }) => {
    for (const engine of engines) engine.end();
    for (const scorer of naive) scorer.end();
    return builder.outcome();
  });
}

interface RunSetup {
  readonly world: World;
  readonly seed: number;
  readonly labels: readonly Label[];
  readonly readTable: EngineOptions['readTable'];
  readonly rulesFolder: string;
}

function openRun(labelled: LabelledCase, { world, seed, labels, readTable, rulesFolder }: RunSetup) {
  const builder = new CaseOutcomeBuilder({ labelled, zone: world.zone, seed, labels });
  const folder = `${rulesFolder}/${labelled.name}`;
  const engines = ruleNames(folder).map((name) => {
    const report = builder.scorer({ name, kind: 'rules' });
    const rules = readFileSync(`${folder}/${name}.rules`, 'utf8');
    return createEngineScorer({ rules, readTable, report });
  });
  const naive = labelled.naive.map((plain) => {
    const name = plain.kind === 'fixed sigma' ? `fixed sigma per ${plain.per}` : plain.kind;
    const take = builder.scorer({ name, kind: 'naive' });
    return createNaive(plain, Zone.of(world.zone), (key, time, score) =>
      take({ key, time, score, features: [] }),
    );
  });
  return { labelled, builder, engines, naive };
}

/** `base` first, the ablations after it by name. */
function ruleNames(folder: string): string[] {
  const names = readdirSync(folder).map((file) => file.replace(/\.rules$/, ''));
  return ['base', ...names.filter((name) => name !== 'base').sort()];
}

function createNaive(naive: Naive, zone: Zone, report: ReportScore): NaiveScorer {
  switch (naive.kind) {
    case 'hour histogram':
      return new HourHistogram(report);
    case 'hour sigma':
      return new HourSigma(report);
    case 'first seen':
      return new FirstSeen(report);
    case 'fixed sigma': {
      const day = { kind: 'calendar', unit: 'day' } as const;
      const hour = { kind: 'tumbling', lengthMs: hourMs } as const;
      return new WindowSigma(new Windowing(naive.per === 'day' ? day : hour, zone), report);
    }
  }
}
