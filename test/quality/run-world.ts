/**
 * The child process of one world and seed: makes its events once, gives them to the engine with every rule file of every
 * case and to the naive alternatives, and prints the outcomes as one line of JSON.
 */

import { readdirSync, readFileSync } from 'node:fs';
import type { Label } from '../../scenarios/index.ts';
import { parseTable } from '../../src/cli/parse-table.ts';
import type { EngineOptions } from '../../src/compose.ts';
import { dayOfWeek, localHourOfDay } from '../../src/time/calendar.ts';
import { Zone } from '../../src/time/zone.ts';
import { CaseOutcomeBuilder } from './build-outcome.ts';
import type { CaseOutcome } from './case-outcome.ts';
import { cases, worlds } from './cases.ts';
import { createEngineScorer } from './engine-scorer.ts';
import type { LabelledCase, World, WorldName } from './labelled-case.ts';
import { createNaive, naiveName } from './naive/create-naive.ts';
import { worldGenerators } from './worlds/index.ts';

export interface WorldTask {
  readonly world: WorldName;
  readonly seed: number;
  readonly keys: number;
  readonly cases: readonly string[];
  /** Which rule files beside the base: those that a case names as alternatives, or every one. */
  readonly rows: 'alternatives' | 'all';
  /** Folder with a folder of rules for each case. */
  readonly rulesFolder: string;
}

const chunkLength = 1 << 18;

const task = JSON.parse(process.argv[2]) as WorldTask;
console.log(JSON.stringify(runWorld(task)));

function runWorld({ world: name, seed, keys, cases: wanted, rows, rulesFolder }: WorldTask): CaseOutcome[] {
  const world = worlds.find((known) => known.name === name)!;
  const { events, labels, tables } = worldGenerators.get(name)!.generate({ keys, days: world.days, seed });
  const readTable: EngineOptions['readTable'] = (file, _ruleFile, key) => {
    const csv = new TextEncoder().encode(tables.find((table) => file.endsWith(`/${table.name}.csv`))?.csv);
    return parseTable({ path: file, csv, key });
  };
  const runs = cases
    .filter((one) => one.world === name && wanted.includes(one.name))
    .map((one) => openRun(one, { world, seed, labels, readTable, rows, rulesFolder }));
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
    const sighted = { record, hour: localHourOfDay(time, zone), weekday: dayOfWeek(time, zone) };
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
  readonly rows: WorldTask['rows'];
  readonly rulesFolder: string;
}

function openRun(labelled: LabelledCase, setup: RunSetup) {
  const { world, seed, labels, readTable, rows, rulesFolder } = setup;
  const builder = new CaseOutcomeBuilder({ labelled, zone: world.zone, seed, labels });
  const folder = `${rulesFolder}/${labelled.name}`;
  const names = rows === 'all' ? ruleNames(folder) : ['base', ...labelled.alternatives];
  const engines = names.map((name) => {
    const report = builder.scorer({ name, kind: 'rules' });
    const rules = readFileSync(`${folder}/${name}.rules`, 'utf8');
    const by = labelled.byAlerts?.includes(name) ? 'alerts' : 'scores';
    return createEngineScorer({ rules, readTable, by, report });
  });
  const naive = labelled.naive.map((plain) => {
    const take = builder.scorer({ name: naiveName(plain), kind: 'naive' });
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
