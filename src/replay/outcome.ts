/** What came out of a run, as far as expectations and summaries ask for it. */

import type { SourceSchema } from '../event/schema.ts';
import type { Alert, DeadLetter, Metrics } from '../runtime/output.ts';
import type { GeneratedLabel } from './replay-port.ts';

export interface Outcome {
  /** Last revision of each alert that was not withdrawn, by time, rule, key and id. */
  readonly alerts: readonly Alert[];
  /** Alerts beyond `alertsKeptMax`: reported, but not in `alerts`. */
  readonly alertsNotKept: number;
  /** Baseline documents by rule. */
  readonly baselinesByRule: ReadonlyMap<string, number>;
  readonly lateByRule: ReadonlyMap<string, number>;
  readonly deadLetters: number;
  /** The first few, up to `deadLettersKeptMax`. */
  readonly deadLettersKept: readonly DeadLetter[];
  readonly labels: readonly GeneratedLabel[];
  readonly metrics: Metrics;
  readonly sources: readonly SourceSchema[];
  /** True when somebody stopped the run before the end of the input. */
  readonly isInterrupted: boolean;
  /** Why the input could not be read to its end; absent when it was. */
  readonly failure?: Error;
}

/** The source a rule reads; the first one when the rule is not among those measured. */
export function sourceOfRule(outcome: Pick<Outcome, 'metrics' | 'sources'>, rule: string): SourceSchema {
  const source = outcome.metrics.rules.find((metrics) => metrics.rule === rule)?.source;
  return outcome.sources.find((schema) => schema.name === source) ?? outcome.sources[0]!;
}

/** By time (a window's start), then rule, key and id: the same alerts always stand in the same order. */
export function compareAlerts(left: Alert, right: Alert): number {
  return (
    startOf(left) - startOf(right) ||
    compare(left.rule, right.rule) ||
    compare(left.key, right.key) ||
    compare(left.id, right.id)
  );
}

function startOf(alert: Alert): number {
  return alert.window?.from ?? alert.time;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
