/** Random rules on an outlined source, valid by construction, with times short enough for several lives of a baseline. */

import fc from 'fast-check';
import type { SourceOutline } from './outline.ts';
import { eventBaseline, windowBaseline } from './rules-baseline.ts';
import { type RuleFields, ruleFields } from './rules-fields.ts';
import { runningEventBaseline, runningWindowBaseline } from './rules-running.ts';
import { thresholdRule } from './rules-threshold.ts';
import type { RuleText } from './subject.ts';

export interface RulesOptions {
  /** Names are made of it. */
  readonly prefix: string;
  readonly countMax: number;
}

/** One to `countMax` baselines and rules. @throws RangeError when the source has no text field that keys may be made of */
export function rules(
  source: SourceOutline,
  { prefix, countMax }: RulesOptions = { prefix: 'rule', countMax: 3 },
): fc.Arbitrary<readonly RuleText[]> {
  const any = anyRule(ruleFields(source));
  return fc.array(any, { minLength: 1, maxLength: countMax }).map((bodies) =>
    bodies.map((body, index) => {
      const name = `${prefix}_${index + 1}`;
      return { name, text: body(name) };
    }),
  );
}

function anyRule(fields: RuleFields): fc.Arbitrary<(name: string) => string> {
  return fc.oneof(
    eventBaseline(fields),
    windowBaseline(fields),
    runningEventBaseline(fields),
    runningWindowBaseline(fields),
    thresholdRule(fields),
  );
}
