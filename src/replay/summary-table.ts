/** What a run did, as two tables: what each rule saw, learnt and reported, and what each source delivered. */

import type { Metrics, RuleMetrics, SourceMetrics } from '../runtime/output.ts';
import { harmless } from './display-text.ts';
import { bytesText, countText, rateText } from './number-text.ts';
import type { Palette } from './palette.ts';
import { renderTable, type TableColumn } from './text-table.ts';

export interface Measured {
  /** Time the run took, in ms: for the rates. */
  readonly elapsedMs: number;
  /** Resident memory of the process, in bytes. */
  readonly processBytes: number;
}

const ruleColumns = [
  'rule',
  'learn',
  'ready',
  'close',
  'expire',
  'events',
  'judged',
  'alerts',
  'late',
  'failed',
  'events/s',
  'memory',
].map(columnOf);

const sourceColumns = ['source', 'records', 'events', 'refused', 'duplicates', 'ignored', 'events/s'].map(
  columnOf,
);

/** Lines of both tables and the memory of the process. */
export function renderSummary(metrics: Metrics, measured: Measured, palette: Palette): string {
  const lines = [
    ...renderTable(
      ruleColumns,
      metrics.rules.map((rule) => ruleRow(rule, measured.elapsedMs)),
      palette,
    ),
    '',
    ...renderTable(
      sourceColumns,
      metrics.sources.map((source) => sourceRow(source, measured.elapsedMs)),
      palette,
    ),
  ];
  for (const source of metrics.sources) {
    const reasons = Object.entries(source.refusedByCode).filter(([, count]) => count > 0);
    if (reasons.length === 0) continue;
    lines.push(
      `refused by ${source.source}: ${reasons.map(([code, count]) => `${code} ${countText(count)}`).join(', ')}`,
    );
  }
  for (const { rule, noiseBytes } of metrics.rules) {
    if (noiseBytes > 0) lines.push(`kept by ${harmless(rule)} for doubts alone: ${bytesText(noiseBytes)}`);
  }
  const evicted = metrics.rules.reduce((sum, rule) => sum + rule.evicted, 0);
  const moved = evicted === 0 ? '' : `, ${countText(evicted)} times a key was evicted to the store`;
  lines.push(
    palette.dim(
      `state ${bytesText(metrics.weightBytes)}${moved}, process ${bytesText(measured.processBytes)}, ${secondsText(measured.elapsedMs)}`,
    ),
  );
  return lines.join('\n');
}

function columnOf(title: string, index: number): TableColumn {
  return { title, align: index === 0 ? 'left' : 'right' };
}

function ruleRow(rule: RuleMetrics, elapsedMs: number): readonly string[] {
  const { keys } = rule;
  const phases = [keys.learn, keys.ready, keys.close, keys.expire];
  // Only baselines learn; the keys of all others have no phase.
  const hasPhases = rule.kind === 'baseline';
  return [
    harmless(rule.rule),
    ...phases.map((count) => (hasPhases ? countText(count) : '–')),
    ...[rule.events, rule.judged, rule.alerts, rule.late, rule.failed].map(countText),
    rateText((rule.events * 1000) / elapsedMs),
    bytesText(rule.weightBytes),
  ];
}

function sourceRow(source: SourceMetrics, elapsedMs: number): readonly string[] {
  return [
    harmless(source.source),
    ...[source.records, source.events, source.refused, source.duplicates, source.ignored].map(countText),
    rateText((source.records * 1000) / elapsedMs),
  ];
}

function secondsText(elapsedMs: number): string {
  return `${(elapsedMs / 1000).toFixed(elapsedMs < 10_000 ? 2 : 1)} s`;
}
