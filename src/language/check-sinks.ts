/** Sinks: the rules and severities whose alerts they take, and the topic these go to. */

import type { Located, RuleFile, Severity, SinkDeclaration } from './ast.ts';
import { nameHint } from './check-context.ts';
import { checkTopic } from './check-topics.ts';
import type { CheckedRule, CheckedSink } from './checked.ts';
import type { Problems } from './problems.ts';
import { severities } from './severity-order.ts';

/** What has a number in the program. */
export interface NumberedRule {
  readonly name: string;
  readonly kind: CheckedRule['kind'];
}

/** Undefined after a problem was noted. `rules` are all of the program in the order of their numbers. */
export function checkSink(
  problems: Problems,
  sink: SinkDeclaration,
  surroundings: { readonly files: readonly RuleFile[]; readonly rules: readonly NumberedRule[] },
): CheckedSink | undefined {
  const { name, damaged, title, target, severity } = sink;
  const rules = checkRuleNames(problems, sink, surroundings.rules);
  if (target === undefined) {
    if (damaged) return undefined;
    return problems.error('C019', name.span, `the sink ${name.value} does not say where its alerts go to`, {
      hint: `add: to kafka topic "${name.value}", or: to folder "topics/${name.value}"`,
    });
  }
  return {
    name: name.value,
    title: title?.value ?? name.value,
    rules,
    severities: severitiesFrom(severity),
    target: checkTopic(problems, target, surroundings.files),
  };
}

function checkRuleNames(
  problems: Problems,
  { rules: named }: SinkDeclaration,
  all: readonly NumberedRule[],
): readonly number[] {
  const alerting = all.filter(({ kind }) => kind !== 'view');
  if (named === undefined) return alerting.map((rule) => all.indexOf(rule));
  const taken = new Set<string>();
  const indexes: number[] = [];
  for (const { value, span } of named) {
    const rule = all.find((candidate) => candidate.name === value);
    if (rule === undefined) {
      const known = alerting.map((candidate) => candidate.name);
      problems.error('C046', span, `there is no rule "${value}"`, {
        hint: nameHint(value, { known, label: 'rules are' }),
      });
    } else if (rule.kind === 'view') {
      problems.error('C046', span, `"${value}" is a view, which has no alerts`, {
        hint: 'name baselines and rules',
      });
    } else if (taken.has(value)) {
      problems.error('C009', span, `the rule "${value}" is named twice`, { hint: 'leave one of them out' });
    } else indexes.push(all.indexOf(rule));
    taken.add(value);
  }
  return indexes.sort((left, right) => left - right);
}

function severitiesFrom(least: Located<Severity> | undefined): readonly Severity[] {
  return least === undefined ? severities : severities.slice(severities.indexOf(least.value));
}
