/** The plan as text: what is decoded, what is shared, what each rule keeps and reports, and what the optimiser did. */

import { recordFields, type SourceSchema, type TopicPlace } from '../event/schema.ts';
import { formatDuration } from '../time/duration.ts';
import { aggregateText } from './aggregate-text.ts';
import type {
  CheckedBaseline,
  CheckedFeature,
  CheckedRule,
  CheckedRunning,
  CheckedSink,
  CheckedView,
} from './checked.ts';
import { featureText } from './feature-text.ts';
import type { Plan, RulePlan, SourcePlan } from './plan.ts';
import { printExpression } from './print.ts';
import { daysText, doubtText, evidenceText, halfLifeText } from './running-text.ts';
import { quoteText } from './text-literal.ts';
import { windowText } from './window-text.ts';

/** Lines of text, indented by two spaces a level, ending in a line break. */
export function explainPlan(plan: Plan): string {
  const lines = [
    ...plan.sources.flatMap((source, index) => sourceLines(source, index, plan)),
    ...plan.rules.flatMap((rule) => ruleLines(rule, plan)),
    ...plan.sinks.flatMap((sink) => sinkLines(sink, plan)),
    ...sameStateLines(plan),
    ...(plan.notes.length === 0 ? [] : ['optimised', ...plan.notes.map((note) => `  ${note}`)]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function sourceLines(source: SourcePlan, index: number, plan: Plan): readonly string[] {
  const { schema, fieldsPruned } = source;
  const users = (uses: (rule: RulePlan) => boolean): string =>
    plan.rules
      .filter((rule) => rule.rule.source === index && uses(rule))
      .map(({ rule }) => rule.name)
      .join(', ');
  return [
    `source ${schema.name}`,
    ...originLines(schema),
    `  decodes ${recordFields(schema)
      .map(({ name, type }) => `${name}: ${type}`)
      .join(', ')}`,
    ...(fieldsPruned.length === 0 ? [] : [`  leaves out ${fieldsPruned.join(', ')}`]),
    ...source.filters.map(
      (filter, place) =>
        `  filter ${place}: ${printExpression(filter)} — ${users((rule) => rule.filter === place)}`,
    ),
    ...source.keys.map((keys, place) => {
      const parts = keys.map(({ name, expression }) => keyText(name, printExpression(expression)));
      return `  key ${place}: ${parts.join(', ')} — ${users((rule) => rule.key === place)}`;
    }),
  ];
}

function originLines({ origin, format, timeIsArrival, idleMs }: SourceSchema): readonly string[] {
  if (origin === undefined) return [];
  const time = timeIsArrival ? ['  takes the time of arrival'] : [];
  const idle = idleMs === undefined ? [] : [`  idle after ${formatDuration(idleMs)}`];
  return [`  from ${topicText(origin)} as ${format.kind}`, ...time, ...idle];
}

function topicText({ kind, topic }: TopicPlace): string {
  return `${kind === 'kafka' ? 'kafka topic' : kind} ${quoteText(topic)}`;
}

function sinkLines({ name, rules, severities, target }: CheckedSink, plan: Plan): readonly string[] {
  return [
    `sink ${name}`,
    `  takes alerts of ${rules.map((rule) => plan.rules[rule].rule.name).join(', ') || 'no rule'}`,
    `  of severity ${severities.join(', ')}`,
    `  to ${topicText(target)}`,
  ];
}

function keyText(name: string, expression: string): string {
  return name === expression ? name : `${expression} as ${name}`;
}

function ruleLines(planned: RulePlan, plan: Plan): readonly string[] {
  const { rule } = planned;
  return [
    `${rule.kind} ${rule.name}`,
    `  state ${planned.stateId}`,
    `  on ${plan.sources[rule.source].schema.name}, filter ${planned.filter < 0 ? 'none' : planned.filter}, key ${planned.key}`,
    ...planned.panes.map(({ pane, windows }) => `  panes of ${pane} for ${windows.join('; ')}`),
    ...keptLines(rule),
    ...planned.captures.map((capture) => `  captures ${printExpression(capture)}`),
    ...alertLines(rule),
  ];
}

function keptLines(rule: CheckedRule): readonly string[] {
  switch (rule.kind) {
    case 'baseline':
      return baselineLines(rule);
    case 'rule':
      return rule.aggregates.map((each) => `  keeps ${aggregateText(each)}`);
    case 'view':
      return viewLines(rule);
  }
}

function viewLines({ columns, aggregates, forgetMs }: CheckedView): readonly string[] {
  return [
    ...columns.map(({ name, aggregate }) => `  keeps ${name} = ${aggregateText(aggregates[aggregate])}`),
    Number.isFinite(forgetMs)
      ? `  forgets a key after ${formatDuration(forgetMs)} without an event`
      : '  never forgets a key',
  ];
}

function baselineLines(rule: CheckedBaseline): readonly string[] {
  const { running } = rule;
  return [
    ...(rule.window === undefined
      ? ['  learns from every event']
      : [`  learns from every window of ${windowText(rule.window)}`]),
    ...rule.features.map(
      (feature) => `  learns ${feature.name} = ${featureText(feature, rule)}${weightText(feature)}`,
    ),
    ...(running === undefined ? generationLines(rule) : runningLines(rule, running)),
  ];
}

function weightText(feature: CheckedFeature): string {
  return feature.kind === 'running' && feature.weight !== 1 ? `, weight ${feature.weight}` : '';
}

function runningLines(rule: CheckedBaseline, running: CheckedRunning): readonly string[] {
  const { zone, daysOff, calibration, slow, doubts, halfLifeDays, evidence, levels, limitLevel } = running;
  const limited = limitLevel === undefined ? undefined : levels[limitLevel].group;
  const scales = [...(calibration.everyone ? ['everyone'] : []), ...(calibration.own ? ['own history'] : [])];
  return [
    ...(zone === undefined ? [] : [`  each key on the clock of ${printExpression(zone)}`]),
    ...(daysOff.length === 0 ? [] : [`  knows ${daysText(daysOff.length)} off beside weekends`]),
    `  learns for ${formatDuration(rule.learnMs)} and keeps learning, ${halfLifeText(halfLifeDays)}, forgets a key after ${formatDuration(rule.keepMs)} without an event`,
    `  judges from ${rule.evidenceMin} observations on, unusual from a score of ${rule.threshold}`,
    scales.length === 0 ? '  does not calibrate' : `  calibrates against ${scales.join(', ')}`,
    ...(slow === undefined
      ? []
      : [`  adds slow surprise over ${daysText(slow.days)}, weight ${slow.weight}`]),
    ...(evidence === undefined ? [] : [`  adds ${evidenceText(evidence)}`]),
    ...doubts.map((doubt) => `  doubts: ${doubtText(doubt)}`),
    ...(limited === undefined ? [] : [`  limits alerts for each ${printExpression(limited)}`]),
  ];
}

function generationLines(rule: CheckedBaseline): readonly string[] {
  const relearns =
    rule.relearnMs === 0 ? 'never relearns' : `relearns every ${formatDuration(rule.relearnMs)}`;
  const noise = [
    ...(rule.valuesNoise === undefined
      ? []
      : [
          `  ignores values seen on fewer than ${rule.valuesNoise.daysMin} days against ${rule.valuesNoise.against}`,
        ]),
    ...(rule.outliersNoise === undefined
      ? []
      : [
          `  ignores outliers beyond ${rule.outliersNoise.sigmas} sigma against ${rule.outliersNoise.against}`,
        ]),
  ];
  const notLearnt =
    rule.notLearnt === undefined ? [] : [`  ignores events where ${printExpression(rule.notLearnt)}`];
  return [
    `  learns for ${formatDuration(rule.learnMs)}, ${relearns}, keeps for ${formatDuration(rule.keepMs)}`,
    `  judges from ${rule.evidenceMin} observations on, unusual from a score of ${rule.threshold}`,
    ...(rule.warmStart
      ? ['  starts warm: with half of what was known before, newcomers by their peers']
      : []),
    ...noise,
    ...notLearnt,
  ];
}

function alertLines(rule: CheckedRule): readonly string[] {
  return rule.alerts.map(({ condition, window, perDay }) => {
    const over = window === undefined ? '' : ` over ${windowText(window)}`;
    const most = perDay === undefined ? '' : ` at most ${Number(perDay.toPrecision(3))} a day`;
    const isAny = condition.kind === 'constant' && condition.value === 1;
    return `  alerts${most}${isAny && perDay !== undefined ? '' : ` when ${printExpression(condition)}`}${over}`;
  });
}

/** Rules that mean the same keep the same state; whoever stores it must tell them apart by name. */
function sameStateLines(plan: Plan): readonly string[] {
  const rules = new Map<string, string[]>();
  for (const { stateId, rule } of plan.rules) rules.set(stateId, [...(rules.get(stateId) ?? []), rule.name]);
  return [...rules]
    .filter(([, names]) => names.length > 1)
    .map(([stateId, names]) => `state ${stateId} means the same in ${names.join(', ')}`);
}
