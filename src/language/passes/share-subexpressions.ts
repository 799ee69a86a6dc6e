/** Finds the parts that several expressions evaluated together have in common, so that each is computed once per event. */

import type { TypedExpression } from '../checked.ts';
import { identityOf } from '../expression-identity.ts';
import { isText, nodeCount, partsOf } from '../expression-tree.ts';
import type { Plan } from '../plan.ts';
import { printExpression } from '../print.ts';
import { measuredExpressions } from '../rule-expressions.ts';

export function shareSubexpressions(plan: Plan): Plan {
  const notes: string[] = [];
  const rules = plan.rules.map((planned) => {
    const measuredOnce = sharedParts(measuredExpressions(planned.rule));
    const capturedOnce = sharedParts(planned.captures);
    for (const expression of measuredOnce) {
      notes.push(`${planned.rule.name}: computed once for several uses: ${printExpression(expression)}`);
    }
    return { ...planned, measuredOnce, capturedOnce };
  });
  return { ...plan, rules, notes: [...plan.notes, ...notes] };
}

/**
 * Parts that occur at least twice and are needed in any case: a part that stands only behind an `and` or `or` is not taken
 * out of it, because it may throw where the condition before it keeps it from being evaluated. Larger parts are
 * taken first; the answer is ordered so that each stands after those it contains.
 */
export function sharedParts(expressions: readonly TypedExpression[]): readonly TypedExpression[] {
  const shared = new Map<string, TypedExpression>();
  for (;;) {
    const next = largestRepeated(expressions, shared);
    if (next === undefined) break;
    shared.set(identityOf(next), next);
  }
  return [...shared.values()].sort((left, right) => nodeCount(left) - nodeCount(right));
}

interface Uses {
  readonly expression: TypedExpression;
  count: number;
  needed: boolean;
}

/** What is shared already counts once, however often it is used. */
function largestRepeated(
  expressions: readonly TypedExpression[],
  shared: ReadonlyMap<string, TypedExpression>,
): TypedExpression | undefined {
  const uses = new Map<string, Uses>();
  const visit = (expression: TypedExpression, needed: boolean): void => {
    const identity = identityOf(expression);
    if (shared.has(identity)) return;
    count(uses, identity, expression, needed);
    partsOf(expression).forEach((part, index) => {
      visit(part, needed && (index === 0 || evaluatesAllParts(expression)));
    });
  };
  for (const expression of expressions) visit(expression, true);
  for (const expression of shared.values()) {
    partsOf(expression).forEach((part, index) => {
      visit(part, index === 0 || evaluatesAllParts(expression));
    });
  }
  return [...uses.values()]
    .filter(({ expression, count: times, needed }) => times > 1 && needed && isWorthSharing(expression))
    .sort((left, right) => nodeCount(right.expression) - nodeCount(left.expression))[0]?.expression;
}

function count(
  uses: Map<string, Uses>,
  identity: string,
  expression: TypedExpression,
  needed: boolean,
): void {
  const known = uses.get(identity);
  if (known === undefined) {
    uses.set(identity, { expression, count: 1, needed });
    return;
  }
  known.count++;
  known.needed ||= needed;
}

function evaluatesAllParts(expression: TypedExpression): boolean {
  return expression.kind === 'call' || expression.kind === 'arithmetic';
}

/** Reading a number from its column is as cheap as reading a variable; a text may have to be made first. */
function isWorthSharing(expression: TypedExpression): boolean {
  if (expression.kind === 'constant') return false;
  return expression.kind !== 'field' || isText(expression);
}
