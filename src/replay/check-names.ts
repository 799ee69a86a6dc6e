/** Reports rules that an expectation names and the rules do not have. */

import { countedThings } from './parse-expectation.ts';
import type { ExpectationBody, Named, Scenario } from './scenario.ts';
import { hintFor, type ScenarioProblem } from './scenario-problem.ts';

/** In the order of the text. */
export function reportUnknownRules(scenario: Scenario, rules: readonly string[]): readonly ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  for (const { body } of scenario.expectations) {
    const rule = ruleOf(body);
    if (rule === undefined || rules.includes(rule.name)) continue;
    // `expect no allerts` reads as a rule of that name.
    const known = body.kind === 'alerts' ? [...rules, ...countedThings] : rules;
    const nearest = hintFor(rule.name, known);
    const hint = nearest.startsWith('did you mean') ? nearest : hintFor(rule.name, rules);
    problems.push({
      code: 'unknown-rule',
      place: rule.place,
      message: `expected the name of a rule, found "${rule.name}"`,
      hint,
    });
  }
  return problems;
}

function ruleOf(body: ExpectationBody): Named | undefined {
  if (body.kind === 'alerts') return body.selection.rule;
  return 'rule' in body ? body.rule : undefined;
}
