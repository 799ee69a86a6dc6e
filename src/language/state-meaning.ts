/** What a rule's state means, in the words of the rule language: for people who ask why two states differ. */

import type { FieldSchema, SourceSchema } from '../event/schema.ts';
import { formatDuration } from '../time/duration.ts';
import { aggregateText } from './aggregate-text.ts';
import type { CheckedBaseline, CheckedRule, CheckedRunning } from './checked.ts';
import { fieldsOf } from './expression-tree.ts';
import { featureText } from './feature-text.ts';
import { printExpression } from './print.ts';
import { levelExpressions, measuredExpressions, notLearntExpressions } from './rule-expressions.ts';
import { halfLifeText } from './running-text.ts';
import { windowText } from './window-text.ts';
import { yardsticksKept } from './yardsticks.ts';

/** A line for each part that `stateIdOf` hashes, and nothing else. */
export function stateMeaning(rule: CheckedRule, source: SourceSchema): string {
  return [
    `${rule.kind} on ${source.name} in zone ${source.zone.name}, precision ${formatDuration(source.precisionMs)}`,
    ...fieldLines(rule, source),
    ...(rule.where === undefined ? [] : [`where ${printExpression(rule.where)}`]),
    `for each ${rule.keys.map(({ expression }) => printExpression(expression)).join(', ')}`,
    ...keptLines(rule),
  ].join('\n');
}

function fieldLines(rule: CheckedRule, source: SourceSchema): readonly string[] {
  const where = rule.where === undefined ? [] : [rule.where];
  const keys = rule.keys.map(({ expression }) => expression);
  const learnt = [...measuredExpressions(rule), ...levelExpressions(rule), ...notLearntExpressions(rule)];
  const used = fieldsOf([...where, ...keys, ...learnt]);
  const fields = source.fields.filter(({ name }) => used.has(name) || name === source.timeField);
  return [`time ${source.timeField}`, ...fields.map(fieldText).sort()];
}

function fieldText({ name, type, path, timePattern }: FieldSchema): string {
  const from = path === name ? '' : ` from "${path}"`;
  return `field ${name}: ${type}${from}${timePattern === undefined ? '' : ` as "${timePattern}"`}`;
}

function keptLines(rule: CheckedRule): readonly string[] {
  const aggregates = [...new Set(rule.aggregates.map(aggregateText))].map((text) => `keeps ${text}`);
  switch (rule.kind) {
    case 'baseline':
      return baselineLines(rule);
    case 'view':
      return aggregates;
    case 'rule': {
      const windows = rule.alerts.flatMap(({ window }) => (window === undefined ? [] : [windowText(window)]));
      return [...aggregates, ...[...new Set(windows)].sort().map((text) => `over ${text}`)];
    }
  }
}

function baselineLines(rule: CheckedBaseline): readonly string[] {
  const { window, features, learnMs, relearnMs, keepMs, valuesNoise, outliersNoise, warmStart } = rule;
  const learnt = [
    ...(window === undefined ? [] : [`learn per ${windowText(window)}`]),
    ...features.map((feature) => `learn ${featureText(feature, rule)}`),
  ];
  if (rule.running !== undefined) return [...learnt, ...runningLines(rule, rule.running)];
  const relearns = relearnMs === 0 ? '' : `, relearn every ${formatDuration(relearnMs)}`;
  return [
    ...learnt,
    `during ${formatDuration(learnMs)}${relearns}, keep ${formatDuration(keepMs)}`,
    ...(warmStart ? ['warm start'] : []),
    ...(valuesNoise === undefined
      ? []
      : [`ignore values seen on fewer than ${valuesNoise.daysMin} days against ${valuesNoise.against}`]),
    ...(outliersNoise === undefined
      ? []
      : [`ignore outliers beyond ${outliersNoise.sigmas} sigma against ${outliersNoise.against}`]),
    ...notLearntExpressions(rule).map((condition) => `ignore where ${printExpression(condition)}`),
  ];
}

function runningLines(
  { learnMs, features }: CheckedBaseline,
  { levels, zone, halfLifeDays, doubts }: CheckedRunning,
): readonly string[] {
  const yardsticks = yardsticksKept(doubts);
  // Features tell of a single level themselves, unless it only shares limits of alerts.
  const isTold = features.some((feature) => feature.kind === 'running' && feature.levels.length > 0);
  const isListed = levels.length > 1 || (levels.length === 1 && !isTold);
  return [
    ...(isListed ? [`levels ${levels.map(({ name }) => name).join(', ')}`] : []),
    ...(zone === undefined ? [] : [`in zone ${printExpression(zone)}`]),
    `during ${formatDuration(learnMs)}, keep learning, ${halfLifeText(halfLifeDays)}`,
    ...(yardsticks.length === 0 ? [] : [`doubts by ${yardsticks.join(', ')}`]),
  ];
}
