/** What random rules are made of, and the clauses that baselines and threshold rules share. */

import fc from 'fast-check';
import type { SourceOutline } from './outline.ts';

/** Expressions of a rule by what they may stand for. */
export interface RuleFields {
  readonly source: string;
  /** `who`, or an expression with a name behind `as`. */
  readonly keys: readonly { readonly declared: string; readonly name: string }[];
  readonly values: readonly string[];
  readonly amounts: readonly string[];
  /** Conditions that a filter may consist of. */
  readonly filters: readonly string[];
  /** Conditions that an alert about one event may ask for besides. */
  readonly conditions: readonly string[];
  /** What a message may show of one event. */
  readonly shown: readonly string[];
}

/** @throws RangeError when no text field is marked as a key */
export function ruleFields({ name, fields }: SourceOutline): RuleFields {
  const keys = fields.filter((field) => field.type === 'text' && field.isKey).map((field) => field.name);
  if (keys.length === 0) {
    throw new RangeError(
      `expected a text field of ${name} that is a key, found none; mark one with isKey: true`,
    );
  }
  const values = fields.filter((field) => field.type === 'text' && !field.isKey).map((field) => field.name);
  const amounts = fields.filter((field) => field.type === 'number').map((field) => field.name);
  return {
    source: name,
    keys: keys.map((key) => ({ declared: key, name: key })),
    values,
    amounts,
    filters: [
      ...values.flatMap((value) => [`${value} is known`, `not ${value} ends with "-0"`]),
      ...amounts.flatMap((amount) => [`${amount} > 20`, `${amount} is missing or ${amount} in 5 to 90`]),
    ],
    conditions: amounts.map((amount) => `${amount} > 10`),
    shown: amounts,
  };
}

/** One of some texts, or nothing. */
export function perhaps(...texts: readonly string[]): fc.Arbitrary<string> {
  return fc.constantFrom('', ...texts);
}

/** `on s where … for each …`. */
export function headClauses(
  fields: RuleFields,
  key: RuleFields['keys'][number],
): fc.Arbitrary<readonly string[]> {
  const filter = perhaps(...fields.filters.map((condition) => `where ${condition}`));
  return filter.map((where) => [`on ${fields.source} ${where}`, `for each ${key.declared}`]);
}

export const lateness: fc.Arbitrary<string> = perhaps('', '', 'allow 30 minutes late', 'allow 2 hours late');

export const importance: fc.Arbitrary<string> = perhaps(
  '',
  '',
  'priority 9',
  'memory 1 kB',
  'priority 1, memory 4 kB',
);

export const oncePer: fc.Arbitrary<string> = perhaps(
  '',
  'once per 1 hour',
  'once per day',
  'once per 6 hours',
);

/** A rule from its clauses, one a line. */
export function ruleText(opening: string, clauses: readonly string[]): string {
  return [opening, ...clauses.filter((clause) => clause !== '').map((clause) => `  ${clause}`)].join('\n');
}
