/** Code of what is taken from an event: the features' values or aggregates' arguments, and the captures of the alerts. */

import { localHourOfDay, localHourOfWeek } from '../../time/calendar.ts';
import type {
  CheckedBaseline,
  CheckedFeature,
  CheckedRule,
  RunningFeature,
  TypedExpression,
} from '../checked.ts';
import { identityOf } from '../expression-identity.ts';
import { isText } from '../expression-tree.ts';
import type { RulePlan } from '../plan.ts';
import type { RuleProgram } from '../program.ts';
import { type Code, code, joined } from './code.ts';
import { canonicalTextOf, valueCode } from './expression.ts';
import { Frame } from './frame.ts';
import { instantiate } from './instantiate.ts';
import { eventScope, type Scope, type Surroundings } from './scope.ts';

const line = code`
`;

/** Writes the slots of each feature, or one per aggregate in rules that aggregate; a count needs nothing from the event. */
export function generateMeasure(
  { rule, measuredOnce }: RulePlan,
  surroundings: Surroundings,
): RuleProgram['measure'] {
  const frame = new Frame();
  const { settings, scope } = computedOnce(measuredOnce, surroundings, frame);
  const slots = rule.kind === 'baseline' ? slotsOf(rule) : [];
  const writes = isPerEvent(rule)
    ? rule.features.map((feature, index) => featureCode(feature, slots[index], scope))
    : rule.aggregates.flatMap(({ argument }, slot) =>
        argument === undefined ? [] : [argumentCode(argument, slot, scope)],
      );
  return instantiate<RuleProgram['measure']>(frame, {
    parameters: code`batch, row, out`,
    body: joined([...settings, ...writes], line),
  });
}

/** Writes the captures in their order. */
export function generateCapture(
  { captures, capturedOnce }: RulePlan,
  surroundings: Surroundings,
): RuleProgram['capture'] {
  const frame = new Frame();
  const { settings, scope } = computedOnce(capturedOnce, surroundings, frame);
  const writes = captures.map((capture, index) => code`out[${index}] = ${valueCode(capture, scope)};`);
  return instantiate<RuleProgram['capture']>(frame, {
    parameters: code`batch, row, out`,
    body: joined([...settings, ...writes], line),
  });
}

/** First slot of each feature learnt per event, and behind them the number of all: a sample has a slot for each of its parts. */
export function slotsOf({ features }: CheckedBaseline): readonly number[] {
  const slots = [0];
  for (const feature of features) {
    slots.push(slots.at(-1)! + (feature.kind === 'running' ? feature.parts.length : 1));
  }
  return slots;
}

/** True when samples are texts. */
export function isOfTexts({ model: { kind } }: RunningFeature): boolean {
  return kind === 'values' || kind === 'first seen' || kind === 'counts';
}

function isPerEvent(rule: CheckedRule): rule is CheckedRule & { readonly kind: 'baseline' } {
  return rule.kind === 'baseline' && rule.window === undefined;
}

function computedOnce(
  expressions: readonly TypedExpression[],
  surroundings: Surroundings,
  frame: Frame,
): { readonly settings: readonly Code[]; readonly scope: Scope } {
  const computed = new Map<string, Code>();
  const scope = eventScope(surroundings, frame, computed);
  const settings = expressions.map((expression) => {
    const value = valueCode(expression, scope);
    const variable = frame.variable();
    computed.set(identityOf(expression), variable);
    return code`${variable} = ${value};`;
  });
  return { settings, scope };
}

function featureCode(feature: CheckedFeature, slot: number, scope: Scope): Code {
  switch (feature.kind) {
    case 'values':
      return code`out.texts[${slot}] = ${canonicalTextOf(feature.of, scope)};`;
    case 'hours': {
      const hour = scope.frame.constant(feature.cycle === 'day' ? localHourOfDay : localHourOfWeek);
      return code`out.numbers[${slot}] = ${hour}(${valueCode(feature.of, scope)}, ${scope.frame.constant(scope.zone)});`;
    }
    case 'amount':
      if (feature.of === undefined)
        throw new Error(`broken invariant: feature "${feature.name}" has nothing to measure`);
      return code`out.numbers[${slot}] = ${valueCode(feature.of, scope)};`;
    case 'running':
      return joined(
        feature.parts.map((part, index) => sampleCode(feature, part, slot + index, scope)),
        line,
      );
  }
}

/** Raw: times stay instants, so that each key's own clock can be asked. */
function sampleCode(feature: RunningFeature, part: TypedExpression, slot: number, scope: Scope): Code {
  return isOfTexts(feature)
    ? code`out.texts[${slot}] = ${canonicalTextOf(part, scope)};`
    : code`out.numbers[${slot}] = ${valueCode(part, scope)};`;
}

function argumentCode(argument: TypedExpression, slot: number, scope: Scope): Code {
  const value = valueCode(argument, scope);
  return isText(argument) ? code`out.texts[${slot}] = ${value};` : code`out.numbers[${slot}] = ${value};`;
}
