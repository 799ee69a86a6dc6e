/** What every detector scores on all series: one rule text for all of them, one threshold for all of them. */

import { readdirSync, readFileSync } from 'node:fs';
import { createEngineScorer } from '../engine-scorer.ts';
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
      const rules = readFileSync(`${rulesFolder}/${file}`, 'utf8');
      const name = file.replace(/\.rules$/, '');
      return detector({ name, kind: 'rules' }, all, (series) => scoresOfRules(rules, series));
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

/** The score of each row; 0 while nothing is judged. Rows of the same time share the higher one. */
function scoresOfRules(rules: string, { bytes, times }: LabelledSeries): number[] {
  const byTime = new Map<number, number>();
  const scorer = createEngineScorer({
    rules,
    report: ({ time, score }) => byTime.set(time, Math.max(score, byTime.get(time) ?? 0)),
  });
  scorer.push(bytes);
  scorer.end();
  return times.map((time) => byTime.get(time) ?? 0);
}

function scoresOfSigma({ values }: LabelledSeries): number[] {
  const sigma = new FixedSigma({ sides: 'both', deviationMin: 1e-9 });
  return values.map((value) => sigma.score('series', value));
}
