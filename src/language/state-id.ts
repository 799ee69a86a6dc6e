/**
 * The identity of a rule's state: a hash of what the state means, so that it survives every change of rules that leaves
 * its meaning alone. It is taken from the checked rule, before the optimiser: a better optimiser must not reset baselines.
 */

import { createHash } from 'node:crypto';
import type { FieldSchema, SourceSchema } from '../event/schema.ts';
import type { WindowSpec } from '../time/window.ts';
import type {
  CheckedAggregate,
  CheckedBaseline,
  CheckedFeature,
  CheckedLevel,
  CheckedRule,
  CheckedRunning,
  RunningFeature,
} from './checked.ts';
import { identityOf } from './expression-identity.ts';
import { fieldsOf } from './expression-tree.ts';
import { levelExpressions, measuredExpressions, notLearntExpressions } from './rule-expressions.ts';
import { yardsticksKept } from './yardsticks.ts';

/** Part of every id: another spelling of the canonical text must get another number, or old state would be misread. */
const spelling = 'plumbline state 1';

/** Hexadecimal digits of an id, 64 bits: with a million rules the chance of a collision is below 10^-7. */
const idDigits = 16;

/**
 * The state id of a rule. Left out on purpose: names, titles, alert conditions, thresholds, severities, messages,
 * `once per`, names of columns, `forget after`, evidence, priority, memory, lateness, where events come from, how long a silent source is waited for, where
 * alerts go to, and everything about other rules; of a baseline that keeps learning also weights, days off, calibration,
 * slow surprise, evidence of other keys, and doubts but for what has to be kept to judge them.
 */
export function stateIdOf(rule: CheckedRule, source: SourceSchema): string {
  return createHash('sha256').update(canonicalText(rule, source)).digest('hex').slice(0, idDigits);
}

/** What is hashed; rules with the same text share what they have learnt. */
export function canonicalText(rule: CheckedRule, source: SourceSchema): string {
  const lines = [
    spelling,
    rule.kind,
    ...sourceLines(rule, source),
    `where ${rule.where === undefined ? '' : identityOf(rule.where)}`,
    ...rule.keys.map(({ expression }) => `key ${identityOf(expression)}`),
    ...new Set(rule.aggregates.map(aggregateText)),
  ];
  if (rule.kind !== 'baseline') return [...lines, ...windowsOfAlerts(rule)].join('\n');
  const learnt = [
    ...lines,
    ...(rule.window === undefined ? [] : [windowText(rule.window)]),
    ...rule.features.map((feature) => featureText(feature, rule)),
  ];
  if (rule.running !== undefined) return [...learnt, ...runningLines(rule, rule.running)].join('\n');
  return [
    ...learnt,
    `learn ${rule.learnMs} relearn ${rule.relearnMs} keep ${rule.keepMs}`,
    `noise of values ${noiseText(rule.valuesNoise)}`,
    `noise of amounts ${noiseText(rule.outliersNoise)}`,
    ...notLearntExpressions(rule).map((condition) => `not learnt ${identityOf(condition)}`),
    ...(rule.warmStart ? ['warm start'] : []),
  ].join('\n');
}

function sourceLines(rule: CheckedRule, source: SourceSchema): readonly string[] {
  const where = rule.where === undefined ? [] : [rule.where];
  const keys = rule.keys.map(({ expression }) => expression);
  const learnt = [...measuredExpressions(rule), ...levelExpressions(rule), ...notLearntExpressions(rule)];
  const used = fieldsOf([...where, ...keys, ...learnt]);
  const fields = source.fields.filter(({ name }) => used.has(name) || name === source.timeField);
  return [
    `source ${JSON.stringify(source.name)} zone ${source.zone.name} precision ${source.precisionMs}`,
    `time ${source.timeIsArrival ? 'of arrival' : JSON.stringify(source.timeField)}`,
    ...fields.map(fieldText).sort(),
  ];
}

function fieldText({ name, type, path, timePattern }: FieldSchema): string {
  return `field ${JSON.stringify(name)} ${type} ${JSON.stringify(path)} ${JSON.stringify(timePattern ?? 'iso')}`;
}

function aggregateText({ kind, argument }: CheckedAggregate): string {
  return `aggregate ${kind} ${argument === undefined ? '' : identityOf(argument)}`;
}

/** The order of the levels is that in which one supports the other. */
function runningLines(
  { learnMs }: CheckedBaseline,
  { levels, zone, halfLifeDays, doubts }: CheckedRunning,
): readonly string[] {
  const yardsticks = yardsticksKept(doubts);
  return [
    `levels ${levels.map(levelText).join(' ')}`,
    `clock ${zone === undefined ? 'of the source' : identityOf(zone)}`,
    `learn ${learnMs} and on, half-life ${halfLifeDays}`,
    ...(yardsticks.length === 0 ? [] : [`yardsticks ${yardsticks.join(', ')}`]),
  ];
}

function levelText({ group, isSimilar }: CheckedLevel): string {
  if (isSimilar) return 'similar';
  return group === undefined ? 'everyone' : identityOf(group);
}

function featureText(feature: CheckedFeature, { aggregates, running }: CheckedBaseline): string {
  switch (feature.kind) {
    case 'values':
      return `feature values ${identityOf(feature.of)}`;
    case 'hours':
      return `feature hours ${feature.cycle} ${identityOf(feature.of)}`;
    case 'amount': {
      const levels = feature.levels.map(levelText);
      const of = feature.of === undefined ? '' : identityOf(feature.of);
      const aggregate = feature.aggregate === undefined ? '' : aggregateText(aggregates[feature.aggregate]);
      return `feature amount ${feature.scale} ${of} ${aggregate} against ${levels.join(' ')}`;
    }
    case 'running': {
      const of = [
        ...feature.parts.map(identityOf),
        ...feature.aggregates.map((index) => aggregateText(aggregates[index])),
      ];
      const levels = feature.levels.map((index) => levelText(running!.levels[index]));
      return `feature running ${modelText(feature.model)} of ${of.join(', ')} against ${levels.join(' ')}`;
    }
  }
}

/** Half-life aside. The seed of a forest follows from what it is made of. */
function modelText(model: RunningFeature['model']): string {
  switch (model.kind) {
    case 'times':
      return `times ${model.cycle} ${model.bandwidthHours ?? 'own'}`;
    case 'amount':
    case 'tree':
      return `${model.kind} ${model.scale}`;
    case 'smoothed':
      return `smoothed ${model.season}`;
    default:
      return model.kind;
  }
}

function windowsOfAlerts(rule: CheckedRule): readonly string[] {
  const windows = rule.alerts.flatMap(({ window }) => (window === undefined ? [] : [windowText(window)]));
  return [...new Set(windows)].sort();
}

function windowText(window: WindowSpec): string {
  switch (window.kind) {
    case 'tumbling':
      return `window tumbling ${window.lengthMs}`;
    case 'sliding':
      return `window sliding ${window.lengthMs} ${window.everyMs}`;
    case 'calendar':
      return `window calendar ${window.unit}`;
  }
}

function noiseText(
  noise: { readonly against: string; readonly daysMin?: number; readonly sigmas?: number } | undefined,
): string {
  return noise === undefined ? 'none' : `${noise.daysMin ?? noise.sigmas} ${noise.against}`;
}
