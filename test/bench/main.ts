/**
 * The benchmark: this engine against a plain loop and against RxJS `groupBy`, on the same events.
 *
 *     npm run bench -- [--quick] [--json] [--keys N] [--events N] [--only engine|kinds|live]
 *
 * It is no test: nothing fails when a target is missed.
 */

import { parseArgs } from 'node:util';
import { type Figure, linearityFigures, memoryFigures, setting, sideFigures } from './figures.ts';
import { kindFigures } from './kinds/kind-figures.ts';
import { liveFigures } from './live/live-figures.ts';
import { quickLivePlan, wholeLivePlan } from './live/live-plan.ts';
import type { Measurement } from './measure-side.ts';
import { type BenchPlan, planOf, quickPlan, runAll, runEngine, wholePlan } from './plan.ts';
import { tableOf } from './report.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    keys: { type: 'string' },
    events: { type: 'string' },
    only: { type: 'string' },
  },
});

const progress = (text: string) => process.stderr.write(`${text}\n`);
const isAsked = (part: string) => options.only === undefined || options.only === part;
const figures = [
  ...(isAsked('engine') ? await measure(planAsked()) : []),
  ...(isAsked('kinds') ? await kindFigures(options.quick ? 20_000 : 1_000_000, progress) : []),
  ...(isAsked('live') ? await liveFigures(options.quick ? quickLivePlan : wholeLivePlan, progress) : []),
];
if (options.json) for (const figure of figures) console.log(JSON.stringify(figure));
else console.log(`${tableOf(figures)}\n${setting()}`);

function planAsked(): BenchPlan {
  if (options.keys === undefined && options.events === undefined)
    return options.quick ? quickPlan : wholePlan;
  return planOf({ keys: count(options.keys ?? '100000'), events: count(options.events ?? '1000000') });
}

async function measure({ compared, growth, large }: BenchPlan): Promise<Figure[]> {
  const all: Figure[] = [];
  const smallest = compared[0];
  const firstRuns = await runAll(smallest, progress);
  all.push(...sideFigures(smallest, firstRuns));
  let largest: Measurement | undefined;
  for (const plan of compared.slice(1)) {
    const runs = await runAll(plan, progress);
    all.push(...sideFigures(plan, runs));
    largest = runs.engine[0];
  }
  if (growth !== undefined) {
    const few = await runEngine(growth.few, progress);
    const many = await runEngine(growth.many, progress);
    all.push(...linearityFigures([growth.few, few], [growth.many, many]));
  }
  if (large !== undefined) largest = await runEngine(large, progress);
  if (largest !== undefined) all.push(...memoryFigures(firstRuns.engine[0], largest));
  return all;
}

/** @throws RangeError when it is no whole number above 0 */
function count(text: string): number {
  const number = Number(text.replaceAll('_', ''));
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`expected a whole number above 0, found "${text}"`);
}
