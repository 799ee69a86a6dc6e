/**
 * How good the baselines are: what they find of the labelled anomalies within a budget, beside naive alternatives.
 *
 *     npm run quality -- [--quick] [--json] [--misses] [--ablations] [--seeds A..B] [--only CASE]
 *
 * It is no test: nothing fails when a figure is bad. `README.md` beside this file says how to read it.
 */

import { fileURLToPath } from 'node:url';
import type { CaseOutcome } from './case-outcome.ts';
import { cases, worlds } from './cases.ts';
import { type CaseFigures, figuresOf } from './figures.ts';
import type { MetricsFigures } from './metrics/metrics-figures.ts';
import type { MetricsTask } from './metrics/run-metrics.ts';
import { hasSeries } from './metrics/series.ts';
import { missesOf } from './misses.ts';
import { planOf, type QualityPlan, seedsInWords } from './plan.ts';
import { caseTable, metricsTable, missList } from './report.ts';
import { type ProcessTask, runTasks } from './run-tasks.ts';
import type { WorldTask } from './run-world.ts';

// This runs from what `npm run build` makes; rule files stay where they were written.
const rulesFolder = fileURLToPath(new URL('../../../test/quality/rules', import.meta.url));
const metricsFolder = fileURLToPath(new URL('../../../../shared/data/metrics', import.meta.url));

const bootstrapSeed = 1;

const plan = planOf(process.argv.slice(2));
const say = (text: string) => process.stderr.write(`${text}\n`);
const withMetrics = plan.metrics && hasSeries(metricsFolder);
if (plan.metrics && !withMetrics) say('metrics: skipped, ../shared/data/metrics is not there');

const results = await runTasks([...(withMetrics ? [metricsTask()] : []), ...worldTasks(plan)], say);
const metrics = withMetrics ? (results.shift() as MetricsFigures) : undefined;
const outcomes = (results as CaseOutcome[][]).flat();
const byCase = plan.cases.map((name) => outcomes.filter((outcome) => outcome.case === name));
const figures = byCase.map((all) => figuresOf(all, { rounds: plan.rounds, seed: bootstrapSeed }));
const misses = plan.misses ? byCase.flatMap(missesOf) : [];

if (plan.json) printLines(figures);
else printTables(figures);

function worldTasks({ cases: wanted, seeds, size, ablations }: QualityPlan): ProcessTask[] {
  const needed = worlds.filter(({ name }) =>
    cases.some((one) => one.world === name && wanted.includes(one.name)),
  );
  const script = fileURLToPath(new URL('./run-world.js', import.meta.url));
  return needed.flatMap(({ name: world, keys }) =>
    seeds.map((seed) => {
      const rows = ablations ? 'all' : 'alternatives';
      const task: WorldTask = { world, seed, keys: keys[size], cases: wanted, rows, rulesFolder };
      return { title: `${world}: seed ${seed}, ${keys[size]} keys`, script, task };
    }),
  );
}

function metricsTask(): ProcessTask {
  const script = fileURLToPath(new URL('./metrics/run-metrics.js', import.meta.url));
  const task: MetricsTask = { folder: metricsFolder, rulesFolder: `${rulesFolder}/metrics` };
  return { title: 'metrics: all series', script, task };
}

function printLines(all: readonly CaseFigures[]): void {
  const line = (what: object) => console.log(JSON.stringify(what));
  line({ seeds: plan.seeds, size: plan.size, note: seedsInWords(plan.seeds) });
  for (const figure of all) line(figure);
  if (metrics !== undefined) line({ case: 'metrics', ...metrics });
  for (const miss of misses) line({ miss });
}

function printTables(all: readonly CaseFigures[]): void {
  if (all.length > 0) console.log(`${caseTable(all)}\n\n${seedsInWords(plan.seeds)}`);
  if (metrics !== undefined) console.log(`\n${metricsTable(metrics)}`);
  if (misses.length > 0) console.log(`\nMissed by base rules at 1 %:\n${missList(misses)}`);
}
