/** Rules: alerts about counts and sums over windows. */

import type { AlertDeclaration, ThresholdDeclaration } from './ast.ts';
import { RuleAlertScope } from './check-alert-scope.ts';
import { checkAlert } from './check-alerts.ts';
import type { KnownSource, Surroundings } from './check-context.ts';
import { eventScope } from './check-event-scope.ts';
import { checkingIn } from './check-expressions.ts';
import { checkHead, keyName } from './check-heads.ts';
import { checkWindow } from './check-windows.ts';
import type { CheckedAggregate, CheckedThreshold } from './checked.ts';

/** Undefined after a problem was noted that leaves no whole rule. */
export function checkThreshold(
  surroundings: Surroundings,
  declaration: ThresholdDeclaration,
  sources: ReadonlyMap<string, KnownSource>,
): CheckedThreshold | undefined {
  const { problems } = surroundings;
  const { name, damaged, alerts } = declaration;
  const head = checkHead(surroundings, declaration, sources);
  if (head === undefined) return undefined;
  if (alerts.length === 0 && !damaged) {
    problems.error('C019', name.span, `the rule ${name.value} has no alert`, {
      hint: 'add: alert "message" when count() > 3 over 5 minutes',
    });
  }
  const aggregates: CheckedAggregate[] = [];
  const unchecked = declaration.keys.filter((_, index) => head.keys[index] === undefined);
  const silent = new Set(unchecked.map((key) => keyName(key) ?? ''));
  const place = { source: head.known, place: 'inside of another aggregate' };
  const events = checkingIn(surroundings, eventScope(surroundings, place));
  const scope = new RuleAlertScope(
    { problems, source: head.known, keys: head.keys, silent },
    events,
    aggregates,
  );
  const checking = checkingIn(surroundings, scope);
  const checked = alerts.map((alert) => {
    if (alert.window !== undefined) checkWindow(problems, alert.window);
    if (alert.budget !== undefined) {
      problems.error('C049', alert.budget.span, '"at most" stands only in a baseline that keeps learning', {
        hint: 'a rule says how often by: once per day',
      });
    }
    const before = scope.aggregatesSeen;
    const checkedAlert = checkAlert(checking, alert, declaration);
    if (checkedAlert === undefined || damaged) return undefined;
    return isComplete(surroundings, alert, scope.aggregatesSeen - before) ? checkedAlert : undefined;
  });
  const { known: _known, ...checkedHead } = head;
  return {
    ...checkedHead,
    kind: 'rule',
    keys: head.keys.filter((key) => key !== undefined),
    alerts: checked.filter((alert) => alert !== undefined),
    aggregates,
  };
}

/** An alert of a rule counts something, over some time. */
function isComplete(
  { problems }: Surroundings,
  { condition, window, span }: AlertDeclaration,
  aggregates: number,
): boolean {
  if (aggregates === 0) {
    problems.error(
      'C015',
      condition?.span ?? span,
      'the alert of a rule asks for something that is counted or summed up',
      {
        hint: 'ask for example: count() > 3 over 5 minutes',
      },
    );
    return false;
  }
  if (window !== undefined) return true;
  problems.error('C038', span, 'the alert does not say over which time it counts', {
    hint: 'add behind the condition: over 5 minutes, or: per hour',
  });
  return false;
}
