/** A rule that fails. */

import fc from 'fast-check';
import { defineFunction, type FunctionDefinition } from '../../language/functions/definition.ts';
import { arrivedWithFaults, type Case, cases, runOf } from '../case.ts';
import { chance } from '../chance.ts';
import type { SourceOutline } from '../outline.ts';
import type { Relation, Trial } from '../relation.ts';
import { eventBaseline, windowBaseline } from '../rules-baseline.ts';
import { type RuleFields, ruleFields } from '../rules-fields.ts';
import { thresholdRule } from '../rules-threshold.ts';
import type { Outcome } from '../run.ts';
import type { RuleText } from '../subject.ts';
import { exactView, type View } from '../view.ts';
import { ownNames } from './unrelated-rule.ts';

const ruleName = 'throwing';

export const throwingRule: Relation = {
  name: 'throwing-rule',
  claim:
    'a rule that throws on some events changes no other rule, has each of these events in the dead letters, and goes on as if they had not been',
  trials: (subject) =>
    fc
      .tuple(cases(subject), fragileRule(subject.source), fc.constantFrom(0.05, 0.3), fc.nat(9))
      .map(([of, rule, share, place]) => trialOf(of, { rule, share, place })),
};

function trialOf(of: Case, { rule, share, place }: { rule: RuleText; share: number; place: number }): Trial {
  const arrived = arrivedWithFaults(of);
  const rules = of.rules.toSpliced(place % (of.rules.length + 1), 0, rule);
  const positions = new Map(arrived.map((event, index) => [event.id, index + 1]));
  const broken = new Set(arrived.filter(({ fate }) => chance(fate, 40) < share).map(({ id }) => id));
  const thrown = new Set<string>();
  const throwing = fragileFunctions({
    fragile(id) {
      if (!broken.has(id)) return;
      thrown.add(id);
      throw new Error(`thrown on ${id}`);
    },
    isKept: () => true,
  });
  const sound = fragileFunctions({ fragile: () => {}, isKept: (id) => !thrown.has(id) });
  const own = { rules: ownNames(of) };
  return {
    altered: runOf(of, arrived, { rules, functions: throwing }),
    references: [runOf(of, arrived, { rules, functions: sound })],
    expected: ([outcome]) => {
      const letters = [...thrown].map((id) => letterText(id, positions.get(id)!));
      return withRule(exactView(outcome!, own), outcome!, letters);
    },
    observed: (outcome) => {
      const letters = outcome.deadLetters
        .filter((letter) => letter.rule === ruleName)
        .map(({ reason, position }) => letterText(/e\d+$/.exec(reason)?.[0] ?? reason, position));
      return withRule(exactView(outcome, own), outcome, letters);
    },
  };
}

/** The other rules exactly, and of the throwing one what it reported apart from its counts. */
function withRule(others: View, outcome: Outcome, letters: readonly string[]): View {
  const {
    alerts,
    baselines,
    scores,
    'late events': late,
  } = exactView(outcome, { rules: new Set([ruleName]) }).sections;
  return {
    alerts: others.alerts,
    sections: {
      ...others.sections,
      'dead letters of the throwing rule': [...letters].sort(),
      'alerts of the throwing rule': alerts!,
      'baselines of the throwing rule': baselines!,
      'scores of the throwing rule': scores!,
      'late events of the throwing rule': late!,
    },
  };
}

function letterText(id: string, position: number): string {
  return `${id} at position ${position}`;
}

function fragileFunctions(of: {
  fragile: (id: string) => void;
  isKept: (id: string) => boolean;
}): readonly FunctionDefinition[] {
  return [
    defineFunction({
      name: 'fragile',
      summary: 'The text itself, unless it throws.',
      parameters: [
        { name: 'text', types: ['text'] },
        { name: 'id', types: ['text'] },
      ],
      returns: 'text',
      examples: [{ call: 'fragile("a", "e0")', result: 'a' }],
      evaluate(text, id) {
        of.fragile(id);
        return text;
      },
    }),
    defineFunction({
      name: 'is_kept',
      summary: 'Whether an event takes part.',
      parameters: [{ name: 'id', types: ['text'] }],
      returns: 'boolean',
      examples: [{ call: 'is_kept("e0")', result: 1 }],
      evaluate: (id) => (of.isKept(id) ? 1 : 0),
    }),
  ];
}

/** A rule that calls `fragile` in one place: filter, key, feature or aggregate, condition, message. */
function fragileRule(source: SourceOutline): fc.Arbitrary<RuleText> {
  const plain = ruleFields(source);
  const { keys, values } = plain;
  const text = values[0] ?? keys[0]!.name;
  const filters = plain.filters.map((filter) => `is_kept(id) and (${filter})`);
  const sound: RuleFields = { ...plain, filters: ['is_kept(id)', ...filters] };
  const places: readonly RuleFields[] = [
    { ...sound, filters: [`is_kept(id) and fragile(${text}, id) is known`] },
    {
      ...sound,
      keys: keys.map(({ name }) => ({ declared: `fragile(${name}, id) as named`, name: 'named' })),
    },
    { ...sound, values: [`fragile(${text}, id)`] },
    { ...sound, conditions: [`fragile(${text}, id) is known`] },
    { ...sound, shown: [`fragile(${text}, id)`] },
  ];
  return fc
    .constantFrom(...places)
    .chain((fields) => fc.oneof(eventBaseline(fields), windowBaseline(fields), thresholdRule(fields)))
    .map((body) => body(ruleName))
    .map((body) => ({ name: ruleName, text: body.includes('is_kept') ? body : withFilter(body, source) }));
}

/** A rule without filter must still be able to leave events out. */
function withFilter(body: string, { name }: SourceOutline): string {
  return body.replace(`on ${name} `, `on ${name} where is_kept(id) `);
}
