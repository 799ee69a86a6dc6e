/** What every detector scores on all series: one rule text for all of them, one threshold for all of them. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minuteMs } from '../../../src/time/duration.ts';
import { FixedSigma } from '../naive/fixed-sigma.ts';
import { benchmarkScore } from './nab-score.ts';
import type { LabelledSeries } from './series.ts';

export interface MetricsFigures {
  readonly series: readonly { readonly series: string; readonly windows: number }[];
  readonly detectors: readonly DetectorFigures[];
}

export interface DetectorFigures {
  readonly name: string;
  readonly kind: 'rules' | 'naive';
  readonly threshold: number;
  /** By series, not normalised. */
  readonly scores: readonly number[];
  /** Over all series: 0 for one that says nothing, 100 for a perfect one. */
  readonly normalised: number;
}

/** @param rulesFolder every rule file in it is a detector */
export function metricsFigures(all: readonly LabelledSeries[], rulesFolder: string): MetricsFigures {
  const byRules = readdirSync(rulesFolder)
    .sort()
    .map((file) => {
      const name = file.replace(/\.rules$/, '');
      return detector({ name, kind: 'rules' }, all, (series) =>
        scoresOfRules(`${rulesFolder}/${file}`, series),
      );
    });
  const naive = detector({ name: '(fixed sigma)', kind: 'naive' }, all, scoresOfSigma);
  return {
    series: all.map(({ name, windows }) => ({ series: name, windows: windows.length })),
    detectors: [...byRules, naive],
  };
}

function detector(
  who: Pick<DetectorFigures, 'name' | 'kind'>,
  all: readonly LabelledSeries[],
  scoresOf: (series: LabelledSeries) => readonly number[],
): DetectorFigures {
  const scored = all.map((series) => ({ scores: scoresOf(series), windows: series.windows }));
  return { ...who, ...benchmarkScore(scored) };
}

/** Windows of the rules that learn per window. */
const windowMs = 5 * minuteMs;

// Beside this file once built: the benchmark runs from what `npm run build` makes.
const cli = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

/**
 * The bits of surprise of each row, from `replay --scores`; 0 while nothing is judged. Rows of the same time share the higher
 * ones. A window is judged at its end, which is the time of no row of it: it stands for the rows that it holds.
 */
function scoresOfRules(rulesFile: string, { bytes, times }: LabelledSeries): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'series-'));
  const [events, out] = [join(folder, 'series.csv'), join(folder, 'scores.ndjson')];
  writeFileSync(events, bytes);
  execFileSync(process.execPath, [cli, 'replay', rulesFile, '--events', events, '--scores', out], {
    stdio: 'pipe',
  });
  const judged = readFileSync(out, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly time: number; readonly bits: number });
  rmSync(folder, { recursive: true });
  const heldMs = / per 5 minutes/.test(readFileSync(rulesFile, 'utf8')) ? windowMs : 0;
  const scores = times.map(() => 0);
  let row = 0;
  for (const { time, bits } of judged.sort((one, other) => one.time - other.time)) {
    while (row < times.length && times[row] < time - heldMs) row++;
    for (let at = row; at < times.length && (heldMs > 0 ? times[at] < time : times[at] <= time); at++)
      scores[at] = Math.max(scores[at], bits);
  }
  return scores;
}

function scoresOfSigma({ values }: LabelledSeries): number[] {
  const sigma = new FixedSigma({ sides: 'both', deviationMin: 1e-9 });
  return values.map((value) => sigma.score('series', value));
}
