/** Code of what is taken from an event: the features' values or aggregates' arguments, and the captures of the alerts. */

import { localHourOfDay, localHourOfWeek } from '../../time/calendar.ts';
import type { CheckedFeature, CheckedRule, TypedExpression } from '../checked.ts';
import { identityOf } from '../expression-identity.ts';
import { isText } from '../expression-tree.ts';
import type { RulePlan } from '../plan.ts';
import type { LevelProgram, RuleProgram } from '../program.ts';
import { type Code, code, joined } from './code.ts';
import { canonicalTextOf, valueCode } from './expression.ts';
import { Frame } from './frame.ts';
import { instantiate } from './instantiate.ts';
import { eventScope, type Scope, type Surroundings } from './scope.ts';

const line = code`
`;

/** Writes slot i per feature, or per aggregate in rules that aggregate; a count needs nothing from the event. */
export function generateMeasure(
  { rule, measuredOnce }: RulePlan,
  surroundings: Surroundings,
): RuleProgram['measure'] {
  const frame = new Frame();
  const { settings, scope } = computedOnce(measuredOnce, surroundings, frame);
  const writes = isPerEvent(rule)
    ? rule.features.map((feature, slot) => featureCode(feature, slot, scope))
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

/** The value peers share, as text. */
export function generateLevel(group: TypedExpression, surroundings: Surroundings): LevelProgram['read'] {
  const frame = new Frame();
  const body = code`return ${canonicalTextOf(group, eventScope(surroundings, frame))};`;
  return instantiate<LevelProgram['read']>(frame, { parameters: code`batch, row`, body });
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
  }
}

function argumentCode(argument: TypedExpression, slot: number, scope: Scope): Code {
  const value = valueCode(argument, scope);
  return isText(argument) ? code`out.texts[${slot}] = ${value};` : code`out.numbers[${slot}] = ${value};`;
}
