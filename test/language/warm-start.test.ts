import { describe, expect, test } from 'vitest';
import type { CheckedBaseline } from '../../src/language/checked.ts';
import { compileRules } from '../../src/language/compile.ts';
import { canonicalText } from '../../src/language/state-id.ts';
import { checkText } from './check-text.ts';

const source =
  'source web from ndjson fields user: text, warm: text, bytes: number, moment: time time moment\n';
const learnt = 'baseline b on web for each user learn sent = range of sum(bytes) per day, against everyone';

function checkedBaseline(clauses: string): CheckedBaseline {
  const { rules, diagnostics } = checkText(`${source}${learnt} ${clauses}`);
  expect(diagnostics).toEqual([]);
  return rules!.rules[0] as CheckedBaseline;
}

describe('warm start', () => {
  test('is read wherever a clause may stand, with or without a comma', () => {
    for (const clauses of [
      'during 30 days, relearn every 15 days, warm start',
      'warm start during 30 days relearn every 15 days',
      'during 30 days warm start, relearn every 15 days keep 90 days',
      'during 30 days, warm start',
    ]) {
      expect(checkedBaseline(clauses).warmStart).toBe(true);
    }
    expect(checkedBaseline('during 30 days')).not.toHaveProperty('warmStart');
  });

  test('takes no name away', () => {
    const text =
      'baseline b on web for each user learn warm = usual values of warm relearn every 9 days warm start';
    const { rules, diagnostics } = checkText(`${source}${text} alert "{warm}" when new warm`);
    expect(diagnostics).toEqual([]);
    expect(rules!.rules[0]).toMatchObject({ warmStart: true, features: [{ name: 'warm' }] });
  });

  test('makes another state, and none of it where it is not written', () => {
    const cold = checkText(`${source}${learnt} relearn every 15 days`).rules!;
    const warm = checkText(`${source}${learnt} relearn every 15 days, warm start`).rules!;
    const lines = canonicalText(cold.rules[0], cold.sources[0]);
    expect(lines).not.toContain('warm');
    expect(canonicalText(warm.rules[0], warm.sources[0])).toBe(`${lines}\nwarm start`);
  });

  test('is told by the plan and by what the state means, and reaches the models', () => {
    const rules = [
      source,
      `${learnt} relearn every 15 days, warm start`,
      'baseline c on web for each user learn at = usual hours of moment, name = usual values of warm',
      'relearn every 15 days, warm start',
    ].join('\n');
    const { program } = compileRules([{ name: 'a.rules', text: rules }], {
      readTable: () => ({ columns: [], rows: new Map() }),
    });
    expect(program!.explanation).toContain(
      '  starts warm: with half of what was known before, newcomers by their peers',
    );
    const [b, c] = program!.rules;
    expect(b).toMatchObject({ warmStart: true });
    expect(b.stateMeaning.split('\n')).toContain('warm start');
    expect(c).toMatchObject({
      features: [
        { model: { kind: 'hours', warmStart: true } },
        { model: { kind: 'values', warmStart: true } },
      ],
    });
  });
});
