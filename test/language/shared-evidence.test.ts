/** What ties keys together in baselines that keep learning: evidence of the same place, and limits of alerts for each group. */

import { describe, expect, test } from 'vitest';
import type { CheckedBaseline } from '../../src/language/checked.ts';
import { compileRules } from '../../src/language/compile.ts';
import type { Program, RunningProgram } from '../../src/language/program.ts';
import { batchOf, type Row } from './build.ts';
import { checkText, readTable } from './check-text.ts';

const source = `table staff from csv "staff.csv" key account
  source web from ndjson
  fields user: text, tenant: text, city: text, machine: text, port: number, moment: time
  time moment
`;
const start = `${source}baseline b on web for each user `;
const head = `${start}learn place = usual values of city during 30 days, keep learning `;

function checked(text: string): NonNullable<CheckedBaseline['running']> {
  const { rules, diagnostics } = checkText(text);
  expect(diagnostics.filter(({ code }) => code !== 'C101')).toEqual([]);
  const [rule] = rules!.rules;
  if (rule?.kind !== 'baseline' || rule.running === undefined) throw new Error('it does not keep learning');
  return rule.running;
}

function compiled(text: string): {
  readonly program: Program;
  readonly running: RunningProgram;
  readonly stateId: string;
  readonly stateMeaning: string;
} {
  const { program } = compileRules([{ name: 'a.rules', text }], { readTable });
  const [rule] = program!.rules;
  if (rule?.kind !== 'baseline' || rule.running === undefined) throw new Error('it does not keep learning');
  return { program: program!, running: rule.running, ...rule };
}

const told = (text: string): readonly (readonly [string, string])[] =>
  checkText(text)
    .diagnostics.filter(({ code }) => code !== 'C101')
    .map(({ code, message }) => [code, message]);

describe('evidence of other keys', () => {
  test('is of what keys share, for a time, with a weight', () => {
    expect(checked(`${head}add evidence of machine within 1 hour`).evidence).toEqual({
      of: { kind: 'field', type: 'text', name: 'machine' },
      withinMs: 3_600_000,
      weight: 0.5,
    });
    const both = checked(
      `${head}add slow surprise over 12 days, weight 1, add evidence of lower(machine) within 5 minutes, weight 2`,
    );
    expect(both).toMatchObject({ slow: { days: 12, weight: 1 }, evidence: { withinMs: 300_000, weight: 2 } });
    expect(checked(head)).not.toHaveProperty('evidence');
  });

  test('is read off an event as a key would be, though no feature reads that field', () => {
    const of = (expression: string, row: Row): string | undefined => {
      const { program, running } = compiled(`${head}add evidence of ${expression} within 1 hour`);
      return running.evidence?.read(batchOf(program.sources[0]!.schema, [row]), 0);
    };
    expect(of('machine', { machine: 'm1' })).toBe('m1');
    expect(of('machine', {})).toBeUndefined();
    expect(of('port', { port: 22 })).toBe('22');
    expect(of('lower(machine)', { machine: 'M1' })).toBe('m1');
  });

  test('is explained, and is no part of the state', () => {
    const { program, running, stateId } = compiled(`${head}add evidence of lower("A") within 1 hour`);
    expect(program.explanation).toContain('\n  adds evidence of "a" within 1 hour, weight 0.5\n');
    expect(running.evidence?.text).toBe('"a"');
    expect(stateId).toBe(compiled(head).stateId);
  });

  test.each([
    [
      'add evidence of machine within 2 days',
      'C041',
      'evidence counts for a second at least, and for a day at most',
    ],
    ['add evidence of machine within 1 hour, weight 0', 'C041', 'a weight lies above 0, and is 10 at most'],
    ['add evidence of machine within 1 hour weight 11', 'C041', 'a weight lies above 0, and is 10 at most'],
    ['add evidence of machin within 1 hour', 'C002', 'there is no field "machin" in the source web'],
    [
      'add evidence of machine within 1 hour add evidence of city within 1 hour',
      'P010',
      'there are two clauses "add evidence"; only one may stand here',
    ],
  ])('%s', (text, code, message) => {
    expect(told(`${head}${text}`)).toEqual([[code, message]]);
  });

  test('needs events: a window has no one place', () => {
    expect(
      told(`${start}learn n = frequency per day keep learning add evidence of machine within 1 hour`),
    ).toEqual([['C053', 'a window of many events has no one place that keys share']]);
  });

  test('stands only where learning is kept up', () => {
    expect(told(`${start}learn place = usual values of city add evidence of machine within 1 hour`)).toEqual([
      ['C049', '"add evidence" stands only in a baseline that keeps learning'],
    ]);
  });
});

describe('limits of alerts for each group', () => {
  const limit = 'alert at most 5 a day "x"';
  const levels = (text: string): readonly [readonly string[], number | undefined] => {
    const running = checked(`${text} ${limit}`);
    return [running.levels.map(({ name }) => name), running.limitLevel];
  };

  test('are a level behind those of the features, before everyone', () => {
    const learn = 'learn place = usual values of city, against machine, everyone keep learning';
    expect(levels(`${start}${learn} limit alerts for each tenant`)).toEqual([
      ['machine', 'tenant', 'everyone'],
      1,
    ]);
    expect(levels(`${start}${learn} limit alerts for each machine`)).toEqual([['machine', 'everyone'], 0]);
    expect(levels(`${head}limit alerts for each staff[user].department`)).toEqual([['department'], 0]);
    expect(levels(`${start}${learn}`)).toEqual([['machine', 'everyone'], undefined]);
  });

  test('leave the levels of features as they are', () => {
    const { rules } = checkText(
      `${start}learn a = usual values of city, against machine, everyone
                     b = usual values of port, against everyone
       keep learning limit alerts for each tenant ${limit}`,
    );
    expect(rules?.rules[0]).toMatchObject({ features: [{ levels: [0, 2] }, { levels: [2] }] });
  });

  test('hold for each key by itself when the key is the group', () => {
    expect(levels(`${head}limit alerts for each user`)).toEqual([['user'], 0]);
  });

  test('read the group of an event', () => {
    const { program, running } = compiled(`${head}limit alerts for each tenant ${limit}`);
    const batch = batchOf(program.sources[0]!.schema, [{ tenant: 'north' }]);
    expect(running.levels[running.limitLevel!]?.read(batch, 0)).toBe('north');
    expect(program.explanation).toContain('\n  limits alerts for each tenant\n');
  });

  test('are part of the state as a level is, and no more', () => {
    const limited = compiled(`${head}limit alerts for each tenant ${limit}`);
    expect(limited.stateId).not.toBe(compiled(`${head}${limit}`).stateId);
    expect(limited.stateMeaning).toContain('\nlevels tenant\n');
    const against = `${start}learn place = usual values of city, against tenant during 30 days, keep learning `;
    const named = compiled(`${against}limit alerts for each tenant ${limit}`);
    expect(named.stateId).toBe(compiled(`${against}${limit}`).stateId);
    expect(named.stateMeaning).toBe(compiled(`${against}${limit}`).stateMeaning);
  });

  test('need a limit', () => {
    expect(told(`${head}limit alerts for each tenant alert "x" when new place`)).toEqual([
      ['C019', 'no alert says how many there may be'],
    ]);
  });

  test('stand once, and only where learning is kept up', () => {
    expect(told(`${head}${limit} limit alerts for each tenant limit alerts for each city`)).toEqual([
      ['P010', 'there are two clauses "limit alerts for each"; only one may stand here'],
    ]);
    expect(
      told(
        `${start}learn place = usual values of city limit alerts for each tenant alert "x" when new place`,
      ),
    ).toEqual([['C049', '"limit alerts" stands only in a baseline that keeps learning']]);
  });
});
