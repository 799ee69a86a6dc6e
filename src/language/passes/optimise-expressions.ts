/** Runs the passes over expressions on every expression of the plan, and notes what they changed. */

import type { TypedExpression } from '../checked.ts';
import { identityOf } from '../expression-identity.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import type { Plan } from '../plan.ts';
import { printExpression } from '../print.ts';
import { type Rewrite, rewriteRule } from '../rule-expressions.ts';
import { foldConstants, isConstant } from './fold-constants.ts';
import { simplifyLogic } from './simplify-logic.ts';
import { specialiseMatches } from './specialise-matches.ts';

interface ExpressionPass {
  /** What it did, in a note. */
  readonly effect: string;
  readonly rewrite: Rewrite;
}

/** In this order: each pass finds more after the one before. */
export function expressionPasses(
  functions: ReadonlyMap<string, FunctionDefinition>,
): readonly ExpressionPass[] {
  return [
    { effect: 'constant folded', rewrite: (expression) => foldConstants(expression, functions) },
    { effect: 'pattern is a plain text', rewrite: specialiseMatches },
    { effect: 'condition simplified', rewrite: simplifyLogic },
  ];
}

/** Every expression of every rule optimised. A filter that turns out to hold always is no filter. */
export function optimiseExpressions(plan: Plan, functions: ReadonlyMap<string, FunctionDefinition>): Plan {
  const notes = new Set<string>();
  const passes = expressionPasses(functions);
  const rules = plan.rules.map((planned) => {
    const note = (text: string): unknown => notes.add(`${planned.rule.name}: ${text}`);
    const rule = rewriteRule(planned.rule, (expression, context) =>
      optimised(expression, context, passes, note),
    );
    const filters = rule.where === undefined || !isConstant(rule.where) || rule.where.value !== 1;
    return { ...planned, rule: filters ? rule : { ...rule, where: undefined } };
  });
  return { ...plan, rules, notes: [...plan.notes, ...notes] };
}

function optimised(
  expression: TypedExpression,
  context: 'condition' | 'value',
  passes: readonly ExpressionPass[],
  note: (text: string) => unknown,
): TypedExpression {
  return passes.reduce((before, { effect, rewrite }) => {
    const after = rewrite(before, context);
    if (identityOf(before) !== identityOf(after))
      note(`${effect}: ${printExpression(before)} → ${printExpression(after)}`);
    return after;
  }, expression);
}
