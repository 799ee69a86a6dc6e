/** Runs rules over the bytes of one source and gathers all they report. */

import {
  type Alert,
  type BaselineDocument,
  createEngine,
  type DeadLetter,
  type LateEvent,
  type Metrics,
  type RuleMetrics,
} from '../../src/compose.ts';

export interface Outcome {
  /** Everything that was reported, revisions included, in order. */
  readonly reports: readonly Alert[];
  /** What holds in the end: the last revision of every alert that was not withdrawn, by time. */
  readonly alerts: readonly Alert[];
  readonly baselines: readonly BaselineDocument[];
  readonly deadLetters: readonly DeadLetter[];
  readonly lateEvents: readonly LateEvent[];
  readonly metrics: Metrics;
}

export function runRules(rules: string, bytes: Uint8Array, chunkBytes = bytes.length): Outcome {
  const engine = createEngine({ rules });
  const reports: Alert[] = [];
  const baselines: BaselineDocument[] = [];
  const deadLetters: DeadLetter[] = [];
  const lateEvents: LateEvent[] = [];
  engine.alerts$.subscribe((alert) => reports.push(alert));
  engine.baselines$.subscribe((document) => baselines.push(document));
  engine.deadLetters$.subscribe((letter) => deadLetters.push(letter));
  engine.lateEvents$.subscribe((event) => lateEvents.push(event));
  const input = engine.input();
  for (let at = 0; at < bytes.length; at += chunkBytes) input.push(bytes.subarray(at, at + chunkBytes));
  input.end();
  const metrics = engine.finish();
  return { reports, alerts: heldAlerts(reports), baselines, deadLetters, lateEvents, metrics };
}

export function alertsOf({ alerts }: Outcome, rule: string): Alert[] {
  return alerts.filter((alert) => alert.rule === rule);
}

export function metricsOf({ metrics }: Outcome, rule: string): RuleMetrics {
  return metrics.rules.find((line) => line.rule === rule)!;
}

function heldAlerts(reports: readonly Alert[]): Alert[] {
  const last = new Map(reports.map((alert) => [alert.id, alert]));
  return [...last.values()]
    .filter(({ status }) => status !== 'withdrawn')
    .sort((one, other) => one.time - other.time || (one.id < other.id ? -1 : 1));
}
