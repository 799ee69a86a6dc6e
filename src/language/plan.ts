/**
 * The plan: what a program computes, before it becomes code. The draft has every rule as it was checked; the passes then
 * make one of what is the same, drop what nobody reads and decide what is computed once.
 */

import type { SourceSchema } from '../event/schema.ts';
import type {
  CheckedKey,
  CheckedRule,
  CheckedRules,
  CheckedSink,
  CheckedTable,
  TypedExpression,
} from './checked.ts';
import { stateIdOf } from './state-id.ts';
import { stateMeaning } from './state-meaning.ts';

export interface SourcePlan {
  readonly schema: SourceSchema;
  /** Declared fields that no live rule reads: they are not decoded. */
  readonly fieldsPruned: readonly string[];
  /** Distinct filters; rules point at them by index. */
  readonly filters: readonly TypedExpression[];
  /** Distinct keys; rules point at them by index. */
  readonly keys: readonly (readonly CheckedKey[])[];
}

/** Windows of one rule that are made of panes of the same length, so that an event is aggregated once for all of them. */
export interface PaneGroup {
  /** "1 minute", "one month" */
  readonly pane: string;
  /** "5 minutes every 1 minute" */
  readonly windows: readonly string[];
}

export interface RulePlan {
  /** The checked rule with optimised expressions. */
  readonly rule: CheckedRule;
  readonly stateId: string;
  readonly stateMeaning: string;
  /** Index in the source's filters, -1 without a filter. */
  readonly filter: number;
  readonly key: number;
  /** Event expressions that conditions and messages read after the event is gone. */
  readonly captures: readonly TypedExpression[];
  /** Expressions that `measure` computes once for several uses, each after those it contains. */
  readonly measuredOnce: readonly TypedExpression[];
  /** The same for `capture`. */
  readonly capturedOnce: readonly TypedExpression[];
  readonly panes: readonly PaneGroup[];
}

export interface Plan {
  readonly tables: readonly CheckedTable[];
  readonly sources: readonly SourcePlan[];
  readonly rules: readonly RulePlan[];
  readonly sinks: readonly CheckedSink[];
  /** What the optimiser did, one sentence each. */
  readonly notes: readonly string[];
}

/** The first plan: every rule by itself, its expressions as they were written, nothing placed in its source yet. */
export function draftPlan(checked: CheckedRules): Plan {
  return {
    tables: checked.tables,
    sources: checked.sources.map((schema) => ({ schema, fieldsPruned: [], filters: [], keys: [] })),
    rules: checked.rules.map((rule) => ({
      rule,
      stateId: stateIdOf(rule, checked.sources[rule.source]),
      stateMeaning: stateMeaning(rule, checked.sources[rule.source]),
      filter: -1,
      key: -1,
      captures: [],
      measuredOnce: [],
      capturedOnce: [],
      panes: [],
    })),
    sinks: checked.sinks,
    notes: [],
  };
}
