/** Code of an alert: whether it is given, how severe it is, and what it says. */

import type { Severity } from '../ast.ts';
import type { CheckedAlert, CheckedRule, MessagePart, RunningFeature, TypedExpression } from '../checked.ts';
import { isText } from '../expression-tree.ts';
import { raisesEarly, type WindowedValues } from '../find-early-alerts.ts';
import type { RulePlan } from '../plan.ts';
import { printExpression } from '../print.ts';
import type { AlertProgram } from '../program.ts';
import { severities } from '../severity-order.ts';
import { type Code, code, joined } from './code.ts';
import { conditionCode, valueCode } from './expression.ts';
import { Frame } from './frame.ts';
import { instantiate } from './instantiate.ts';
import { type AlertParts, alertScope, type Scope, type Surroundings } from './scope.ts';
import { showShare, showSpeed, showTimeOfDay } from './show-sample.ts';
import { missingMark, showHourOfDay, showHourOfWeek, showNumber, showValue } from './show-value.ts';

const severityOtherwise: Severity = 'medium';

export function generateAlert(
  alert: CheckedAlert,
  planned: RulePlan,
  surroundings: Surroundings,
): AlertProgram {
  const parts = partsOfAlert(planned);
  const program = {
    text: printExpression(alert.condition),
    raisesEarly: raisesEarly(alert, windowedValues(planned.rule)),
    severest: severestOf(alert),
    decide: generateDecide(alert, parts, surroundings),
    message: generateMessage(alert.message, parts, surroundings),
  };
  const window = alert.window === undefined ? undefined : { window: alert.window };
  const oncePer = alert.oncePer === undefined ? undefined : { oncePer: alert.oncePer };
  const budget = alert.perDay === undefined ? undefined : { budget: { perDay: alert.perDay } };
  return { ...program, ...budget, ...window, ...oncePer };
}

function partsOfAlert({ rule, captures }: RulePlan): AlertParts {
  return { keys: rule.keys, captures, ...judgedParts(rule) };
}

function windowedValues(rule: CheckedRule): WindowedValues {
  return { aggregates: rule.aggregates, features: rule.kind === 'baseline' ? rule.features : [] };
}

function judgedParts(rule: CheckedRule): Pick<AlertParts, 'features' | 'threshold'> {
  return rule.kind === 'baseline' ? rule : { features: [], threshold: Number.NaN };
}

function severestOf({ severity }: CheckedAlert): Severity {
  const possible = new Set<Severity>(severity.map((each) => each.severity));
  if (severity.every(({ when }) => when !== undefined)) possible.add(severityOtherwise);
  return severities.findLast((each) => possible.has(each))!;
}

/** Severities are tried in their order; without a case that always holds the last word is "medium". */
function generateDecide(
  alert: CheckedAlert,
  parts: AlertParts,
  surroundings: Surroundings,
): AlertProgram['decide'] {
  const frame = new Frame();
  const scope = alertScope(surroundings, frame, parts);
  const cases = alert.severity.map(({ severity, when }) => {
    const name = frame.constant(severity);
    return when === undefined
      ? code`return ${name};`
      : code`if (${conditionCode(when, scope)}) return ${name};`;
  });
  const body = code`if (!(${conditionCode(alert.condition, scope)})) return undefined;
${joined(
  cases,
  code`
`,
)}
return ${frame.constant(severityOtherwise)};`;
  return instantiate<AlertProgram['decide']>(frame, { parameters: code`observation`, body });
}

function generateMessage(
  message: readonly MessagePart[],
  parts: AlertParts,
  surroundings: Surroundings,
): AlertProgram['message'] {
  const frame = new Frame();
  const scope = alertScope(surroundings, frame, parts);
  const pieces = message.map((part) =>
    part.kind === 'text' ? frame.constant(part.text) : shownCode(part.expression, parts, scope),
  );
  const body = code`return ${joined([frame.constant(''), ...pieces], code` + `)};`;
  return instantiate<AlertProgram['message']>(frame, { parameters: code`observation`, body });
}

/** The value as people read it. */
function shownCode(expression: TypedExpression, parts: AlertParts, scope: Scope): Code {
  const value = valueCode(expression, scope);
  const feature = expression.kind === 'observed' ? parts.features[expression.feature] : undefined;
  const sample = feature?.kind === 'running' ? sampleCode(feature, value, scope) : undefined;
  if (sample !== undefined) return sample;
  if (feature?.kind === 'hours') {
    return code`${scope.frame.constant(feature.cycle === 'day' ? showHourOfDay : showHourOfWeek)}(${value})`;
  }
  if (isText(expression)) return code`(${value} ?? ${scope.frame.constant(missingMark)})`;
  if (expression.type === 'number') return code`${scope.frame.constant(showNumber)}(${value})`;
  const type = scope.frame.constant(expression.type);
  return code`${scope.frame.constant(showValue)}(${value}, ${type}, ${scope.frame.constant(scope.zone)})`;
}

/** What a running feature observed, where its value would be read as another: a time of day, a speed, a share. */
function sampleCode(feature: RunningFeature, value: Code, { frame }: Scope): Code | undefined {
  switch (feature.model.kind) {
    case 'times':
    case 'presence':
      return code`${frame.constant(showTimeOfDay)}(${value})`;
    case 'travel':
      return code`${frame.constant(showSpeed)}(${value})`;
    case 'share':
      return code`${frame.constant(showShare)}(${value})`;
    default:
      return undefined;
  }
}
