/** The figures as tables for people. */

import type { Estimate } from './bootstrap.ts';
import type { CaseFigures, RecallFigures } from './figures.ts';
import type { MetricsFigures } from './metrics/metrics-figures.ts';
import type { Miss } from './misses.ts';

export function caseTable(figures: readonly CaseFigures[]): string {
  const head = [
    'case',
    'scorer',
    'recall 0.1 %',
    'b / c / f',
    'recall 1 %',
    'b / c / f',
    '0.1 % false',
    'b / c / f',
    'area',
    'delay h',
  ];
  const rows = figures.flatMap(
    ({ case: name, keys, judgedKeyDays, labelled, unjudged, recallMax, scorers }) => {
      const found = recallMax.map((recall) => recall.toFixed(2)).join(' and ');
      const size = `${keys} keys, ${judgedKeyDays} key-days judged, ${labelled} labels, ${unjudged} of them not judged`;
      return [
        [`${name}: ${size}; at most ${found} can be found`],
        ...scorers.map(({ scorer, kind, recall, area, delayHours }) => [
          '',
          kind === 'naive' ? `(${scorer})` : scorer,
          ...recall.flatMap((figure) => [interval(figure.all, 2), byStrength(figure)]),
          interval(area, 2),
          interval(delayHours, 1),
        ]),
      ];
    },
  );
  return table([head, ...rows]);
}

export function metricsTable(figures: MetricsFigures): string {
  const names = figures.detectors.map(({ name }) => name);
  const rows = figures.series.map(({ series, windows }, index) => [
    series,
    `${windows}`,
    ...figures.detectors.map(({ scores }) => scores[index].toFixed(2)),
  ]);
  const total = [
    'normalised, all series',
    '',
    ...figures.detectors.map(({ normalised }) => normalised.toFixed(1)),
  ];
  const thresholds = [
    'threshold',
    '',
    ...figures.detectors.map(({ threshold }) => `${threshold}`.slice(0, 9)),
  ];
  return table([['series', 'windows', ...names], ...rows, total, thresholds]);
}

export function missList(misses: readonly Miss[]): string {
  return misses
    .map(({ case: name, seed, key, at, kind, strength, note, score, rank, read, highest }) => {
      const place = score < 0 ? 'not judged' : `score ${score}, rank ${rank}, of which ${read} are read`;
      return `${name}: ${strength} ${kind}, ${key} at ${at}, seed ${seed}\n  ${note}\n  ${place}\n  ${highest}`.trimEnd();
    })
    .join('\n');
}

/** `0.63 (0.50–0.76)`. */
function interval({ value, low, high }: Estimate, digits: number): string {
  if (Number.isNaN(value)) return '–';
  return `${value.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

function byStrength({ byStrength: { blatant, clear, faint } }: RecallFigures): string {
  return [blatant, clear, faint].map(({ value }) => (Number.isNaN(value) ? '–' : value.toFixed(2))).join(' ');
}

/** Columns as wide as their widest cell; a row of one cell is a heading. */
function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.filter((row) => row.length > 1).map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row.length === 1
        ? row[0]
        : row
            .map((cell, column) => cell.padEnd(widths[column]))
            .join('  ')
            .trimEnd(),
    )
    .join('\n');
}
