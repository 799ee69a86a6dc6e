/** The figures as a table for people. */

import type { Figure } from './figures.ts';

export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ figure, value, unit, target, met }) => [
    figure,
    quantity(value, unit),
    target === null ? '' : quantity(target, unit),
    target === null ? '' : met ? 'met' : 'MISSED',
  ]);
  const lines = [['figure', 'value', 'target', ''], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map(([name, value, target, met]) =>
      `${name.padEnd(widths[0])}  ${value.padEnd(widths[1])}  ${target.padEnd(widths[2])}  ${met}`.trimEnd(),
    )
    .join('\n');
}

/** Bytes from a million on as MB, so that a row can be read at a glance. */
function quantity(value: number, unit: string): string {
  return unit === 'bytes' && value >= 1e6 ? `${shown(value / 1e6)} MB` : `${shown(value)} ${unit}`;
}

function shown(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
}
