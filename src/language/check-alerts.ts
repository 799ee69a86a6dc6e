/** Alerts: message, condition and severity in the words of one scope. */

import type { AlertDeclaration } from './ast.ts';
import { constant } from './check-constants.ts';
import type { Checking } from './check-context.ts';
import { checkCondition } from './check-expressions.ts';
import type { CheckedAlert, MessagePart } from './checked.ts';

/** Undefined after a problem was noted. With a limit of alerts any observation counts, unless a condition says which. */
export function checkAlert(
  checking: Checking,
  alert: AlertDeclaration,
  state: { readonly damaged: boolean },
): CheckedAlert | undefined {
  const { budget } = alert;
  const always = budget === undefined ? undefined : constant('boolean', 1);
  const condition = alert.condition === undefined ? always : checkCondition(checking, alert.condition);
  const message = checkMessage(checking, alert);
  const severity = checkSeverity(checking, alert);
  if (budget !== undefined && budget.value <= 0) {
    return checking.problems.error('C041', budget.span, 'a number of alerts above zero is expected', {
      hint: 'write for example: at most 5 a day, at most 1 a week',
    });
  }
  if (alert.condition === undefined && budget === undefined && !state.damaged) {
    checking.problems.error('C019', alert.span, 'the alert does not say when it is due', {
      hint:
        alert.severity[0]?.when === undefined
          ? 'add: when …'
          : 'the "when" behind "severity" belongs to the severity; write the alert\'s own "when" before it',
    });
  }
  if (condition === undefined || message === undefined || severity === undefined) return undefined;
  return {
    message,
    condition,
    severity,
    span: alert.span,
    ...(budget && { perDay: budget.value }),
    ...(alert.window && { window: alert.window.value }),
    ...(alert.oncePer && { oncePer: alert.oncePer.value }),
  };
}

function checkMessage(checking: Checking, { message }: AlertDeclaration): MessagePart[] | undefined {
  const parts: MessagePart[] = [];
  for (const part of message) {
    if (part.kind === 'text') parts.push(part);
    else {
      const expression = checking.typed(part.expression);
      if (expression !== undefined) parts.push({ kind: 'value', expression });
    }
  }
  return parts.length === message.length ? parts : undefined;
}

/** Ends with a case that always holds: medium unless said otherwise. */
function checkSeverity(
  checking: Checking,
  { severity }: AlertDeclaration,
): CheckedAlert['severity'] | undefined {
  const cases: CheckedAlert['severity'][number][] = [];
  let sound = true;
  for (const { severity: level, when } of severity) {
    if (cases.at(-1) !== undefined && cases.at(-1)?.when === undefined) {
      if (when !== undefined) {
        checking.problems.warning(
          'C104',
          when.span,
          `this case never comes: "severity ${cases.at(-1)!.severity}" before it always holds`,
          {
            hint: 'write the case without "when" last, behind "else"',
          },
        );
      }
      break;
    }
    const condition = when && checkCondition(checking, when);
    if (when !== undefined && condition === undefined) sound = false;
    else cases.push({ severity: level, ...(condition && { when: condition }) });
  }
  if (!sound) return undefined;
  const last = cases.at(-1);
  return last !== undefined && last.when === undefined ? cases : [...cases, { severity: 'medium' }];
}
