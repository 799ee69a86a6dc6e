/** Peers that nobody names: keys that behave alike. */

import { describe, expect, it, test } from 'vitest';
import { compileRules } from '../../src/language/compile.ts';
import type { RunningProgram } from '../../src/language/program.ts';
import { canonicalText } from '../../src/language/state-id.ts';
import { batchOf } from './build.ts';
import { checkText, codesOf, readTable } from './check-text.ts';

const source = `source web from ndjson
  fields user: text, department: text, city: text, rows: number, at: time
  time at
`;
const head = `${source}baseline b on web for each user `;

function levelsOf(text: string): RunningProgram['levels'] {
  const { program, diagnostics } = compileRules([{ name: 'a.rules', text: `${head}${text} keep learning` }], {
    readTable,
  });
  expect(diagnostics).toEqual([]);
  const [rule] = program!.rules;
  return (rule?.kind === 'baseline' && rule.running?.levels) || [];
}

const namesOf = (text: string): readonly string[] => levelsOf(text).map(({ name }) => name);

describe('similar keys', () => {
  it('are a level that no event names', () => {
    const levels = levelsOf('learn n = frequency per day, against similar keys, everyone');
    expect(levels.map(({ name, isSimilar }) => [name, isSimilar])).toEqual([
      ['similar keys', true],
      ['everyone', undefined],
    ]);
    const { rules } = checkText(`${head}learn n = frequency per day keep learning`);
    const batch = batchOf(rules!.sources[0]!, [{ user: 'alice', department: 'it' }]);
    expect(levels.map(({ read }) => read(batch, 0))).toEqual([undefined, 'everyone']);
  });

  it('keep their place among the peers, everyone last', () => {
    expect(namesOf('learn n = frequency per day against everyone, similar keys, department')).toEqual([
      'similar keys',
      'department',
      'everyone',
    ]);
    expect(namesOf('learn n = frequency per day against department, similar keys')).toEqual([
      'department',
      'similar keys',
    ]);
  });

  it('are one level of all features that name them', () => {
    const { program } = compileRules(
      [
        {
          name: 'a.rules',
          text: `${head}learn n = frequency per day, against similar keys
            s = range of sum(rows) per day, weight 2, against everyone, similar keys
            f = expected sum(rows) given count() per day, against department, similar keys
            keep learning`,
        },
      ],
      { readTable },
    );
    const [rule] = program!.rules;
    expect(rule?.kind === 'baseline' && rule.running).toMatchObject({
      levels: [{ name: 'similar keys' }, { name: 'department' }, { name: 'everyone' }],
      features: [{ levels: [0] }, { levels: [0, 2] }, { levels: [0, 1] }],
    });
  });

  it('go before the next feature, which may be called so', () => {
    expect(
      namesOf(`learn a = usual values of city, against similar keys, similar = usual values of city
        keys = range of rows against everyone, similar keys
        during 10 days`),
    ).toEqual(['similar keys', 'everyone']);
  });

  it('are not what a field of the name "similar" is', () => {
    const { rules, diagnostics } = checkText(`source s from ndjson
      fields user: text, similar: text, keys: text, t: time time t
      baseline b on s for each user
        learn a = usual values of keys, against similar, similar keys, keys
              b = first seen keys against similar
              keys = first seen keys
        keep learning`);
    expect(diagnostics).toEqual([]);
    const [rule] = rules!.rules;
    expect(rule?.kind === 'baseline' && rule.running?.levels.map(({ name }) => name)).toEqual([
      'similar',
      'similar keys',
      'keys',
    ]);
  });

  test.each(['usual hours of at', 'usual values of city', 'usual counts of city', 'range of rows'])(
    'are told by %s',
    (feature) => {
      expect(namesOf(`learn new_ones = first seen city, against similar keys f = ${feature}`)).toEqual([
        'similar keys',
      ]);
    },
  );

  test.each([
    ['first seen city, against similar keys', 'C054'],
    ['expected rows given hour(at), against everyone, similar keys', 'C054'],
    ['unusual presence of at, against similar keys', 'C054'],
    ['clusters of count(), sum(rows) per day against similar keys', 'C054'],
    ['series of max(rows) per day against similar keys', 'C043'],
  ])('are not told by %s', (feature, code) => {
    expect(codesOf(`${head}learn f = ${feature} keep learning`)).toEqual([code]);
  });

  test('named twice are named once too often', () => {
    expect(
      codesOf(`${head}learn f = range of rows against similar keys, similar keys keep learning`),
    ).toEqual(['C103']);
  });

  test.each([
    'range of sum(rows) per day against similar keys',
    'frequency per day, against everyone, similar keys',
    'usual values of city against similar keys',
  ])('need a baseline that keeps learning: %s', (feature) => {
    expect(codesOf(`${head}learn f = ${feature}`)).toEqual(['C049']);
  });

  it('are told by explain, and are part of what the state means', () => {
    const text = `${head}learn f = frequency per day against similar keys, everyone keep learning`;
    const { program } = compileRules([{ name: 'a.rules', text }], { readTable });
    expect(program!.explanation).toContain(
      '  learns f = range of count() per day against similar keys, everyone\n',
    );
    expect(program!.rules[0]!.stateMeaning).toContain('\nlevels similar keys, everyone\n');
    const { rules } = checkText(text);
    expect(canonicalText(rules!.rules[0]!, rules!.sources[0]!)).toContain('\nlevels similar everyone\n');
  });
});
