/** Drops the fields that no live rule reads: what is not decoded costs nothing. Time and identity always stay. */

import type { CheckedRule, TypedExpression } from '../checked.ts';
import { fieldsOf } from '../expression-tree.ts';
import type { Plan, RulePlan, SourcePlan } from '../plan.ts';
import {
  doubtExpressions,
  levelExpressions,
  measuredExpressions,
  notLearntExpressions,
} from '../rule-expressions.ts';

/** Fields of a source that somebody besides the rules reads: an embedder's own actors. */
export interface FieldsKept {
  readonly source: string;
  readonly fields: readonly string[];
}

/** Needs the captures: a field that only a message reads is still decoded. */
export function pruneFields(plan: Plan, kept: readonly FieldsKept[] = []): Plan {
  const sources = plan.sources.map((source, index) => {
    const rules = plan.rules.filter(({ rule }) => rule.source === index);
    const others = kept
      .filter((fields) => fields.source === source.schema.name)
      .flatMap(({ fields }) => fields);
    return prunedSource(source, rules, others);
  });
  const notes = sources
    .filter(({ fieldsPruned }) => fieldsPruned.length > 0)
    .map(
      ({ schema, fieldsPruned }) =>
        `${schema.name}: not decoded, no rule reads it: ${fieldsPruned.join(', ')}`,
    );
  return { ...plan, sources, notes: [...plan.notes, ...notes] };
}

function prunedSource(source: SourcePlan, rules: readonly RulePlan[], others: readonly string[]): SourcePlan {
  const used = new Set(others);
  for (const name of fieldsOf(
    rules.flatMap(({ rule, captures }) => [...expressionsRead(rule), ...captures]),
  )) {
    used.add(name);
  }
  const { fields, timeField, identityField } = source.schema;
  const keeps = (name: string): boolean => used.has(name) || name === timeField || name === identityField;
  return {
    ...source,
    schema: { ...source.schema, fields: fields.filter(({ name }) => keeps(name)) },
    fieldsPruned: fields.map(({ name }) => name).filter((name) => !keeps(name)),
  };
}

function expressionsRead(rule: CheckedRule): readonly TypedExpression[] {
  const where = rule.where === undefined ? [] : [rule.where];
  const keys = rule.keys.map(({ expression }) => expression);
  return [
    ...[...where, ...keys, ...measuredExpressions(rule)],
    ...[...levelExpressions(rule), ...doubtExpressions(rule), ...notLearntExpressions(rule)],
  ];
}
