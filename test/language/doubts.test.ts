/** What is doubted, by which yardstick, and what is done with it: in baselines that keep learning, and in generations. */

import { describe, expect, test } from 'vitest';
import type { CheckedBaseline } from '../../src/language/checked.ts';
import { compileRules } from '../../src/language/compile.ts';
import type { BaselineProgram } from '../../src/language/program.ts';
import { canonicalText } from '../../src/language/state-id.ts';
import { batchOf } from './build.ts';
import { checkText, readTable } from './check-text.ts';

const source = `source web from ndjson
  fields user: text, ip: ip, bytes: number, retries: number, ok: boolean, moment: time
  time moment
`;
const head = `${source}baseline b on web for each user `;
const learning = `${head}learn place = usual values of ip size = range of bytes keep learning `;

function checked(text: string): CheckedBaseline {
  const { rules, diagnostics } = checkText(text);
  expect(diagnostics).toEqual([]);
  const [rule] = rules!.rules;
  if (rule?.kind !== 'baseline') throw new Error('not a baseline');
  return rule;
}

const doubtsOf = (text: string): unknown => checked(`${learning}no quarantine ${text}`).running?.doubts;
const told = (text: string): readonly (readonly [string, string])[] =>
  checkText(text).diagnostics.map(({ code, message }) => [code, message]);

function compiled(text: string): BaselineProgram {
  const { program, diagnostics } = compileRules([{ name: 'a.rules', text }], { readTable });
  expect(diagnostics).toEqual([]);
  const [rule] = program!.rules;
  if (rule?.kind !== 'baseline') throw new Error('not a baseline');
  return rule;
}

describe('a doubt of a baseline that keeps learning', () => {
  const actions = ['ignore', 'clip', 'down-weight'];
  const whats: readonly (readonly [string, object])[] = [
    ['surprises above 0.99', { kind: 'surprise', score: 0.99 }],
    ['outliers beyond 4 sigma', { kind: 'outlier', sigmas: 4, against: 'history' }],
    ['outliers beyond 4 sigma against this period', { kind: 'outlier', sigmas: 4, against: 'this period' }],
    [
      'outliers beyond 4 sigma against previous period',
      { kind: 'outlier', sigmas: 4, against: 'previous period' },
    ],
    ['where ok', { kind: 'condition', condition: { kind: 'field', type: 'boolean', name: 'ok' } }],
  ];
  const rare: readonly (readonly [string, object])[] = [
    ['values seen on fewer than 2 days', { kind: 'rare', daysMin: 2, against: 'history' }],
    [
      'values seen on fewer than 3 days against previous period',
      { kind: 'rare', daysMin: 3, against: 'previous period' },
    ],
  ];
  const waits = { waitDays: 0, daysMinToAdmit: 0 };

  test('may be no doubt: what the analyst accepts', () => {
    const ok = { kind: 'field', type: 'boolean', name: 'ok' };
    expect(doubtsOf('accept where ok')).toEqual([
      { action: 'accept', kind: 'condition', condition: ok, ...waits },
    ]);
    expect(compiled(`${learning}accept where ok`).running?.doubts.map(({ text }) => text)).toEqual([
      'accept where ok',
      'quarantine surprises above 0.999 for 21 days, admit after 3 days',
    ]);
    expect(told(`${learning}accept surprises above 0.9`)[0]?.[0]).toMatch(/^P0/);
    expect(told(`${head}learn n = frequency per day keep learning accept where ok`)).toEqual([
      ['C053', 'a window is learnt as a whole, or not at all'],
    ]);
  });

  test('leaves "accept" to be the name of a field', () => {
    const named = source.replace('ok: boolean', 'accept: boolean');
    const text = `${named}baseline b on web for each user learn place = usual values of ip keep learning accept where accept`;
    expect(checkText(text).diagnostics).toEqual([]);
  });

  test.each(actions.flatMap((action) => whats.map(([text, doubt]) => [`${action} ${text}`, action, doubt])))(
    '%s',
    (text, action, doubt) => expect(doubtsOf(String(text))).toEqual([{ action, ...Object(doubt), ...waits }]),
  );

  test.each(
    ['ignore', 'down-weight'].flatMap((action) =>
      rare.map(([text, doubt]) => [`${action} ${text}`, action, doubt]),
    ),
  )('%s', (text, action, doubt) =>
    expect(doubtsOf(String(text))).toEqual([{ action, ...Object(doubt), ...waits }]),
  );

  test.each([...whats, ...rare])('quarantine %s', (text, doubt) => {
    const quarantined = (behind: string): unknown =>
      checked(`${learning}quarantine ${text}${behind}`).running?.doubts;
    const action = 'quarantine';
    expect(quarantined('')).toEqual([{ action, ...doubt, waitDays: 21, daysMinToAdmit: 3 }]);
    expect(quarantined(' for 14 days, admit after 2 days')).toEqual([
      { action, ...doubt, waitDays: 14, daysMinToAdmit: 2 },
    ]);
    expect(quarantined(', admit after 5 days')).toEqual([
      { action, ...doubt, waitDays: 21, daysMinToAdmit: 5 },
    ]);
  });

  test('does without the quarantine that nobody wrote where nothing would come to it', () => {
    const actionsOf = (text: string): unknown =>
      checked(`${learning}${text}`).running?.doubts.map(({ action }) => action);
    expect(actionsOf('ignore surprises above 0.9')).toEqual(['ignore']);
    expect(actionsOf('ignore surprises above 0.9999')).toEqual(['ignore', 'quarantine']);
    expect(actionsOf('down-weight outliers beyond 3 sigma')).toEqual(['quarantine', 'down-weight']);
    expect(actionsOf('quarantine values seen on fewer than 2 days')).toEqual(['quarantine']);
  });

  test('stands once for each action and yardstick, a condition as often as one likes', () => {
    const codes = (text: string): unknown => told(`${learning}${text}`).map(([code]) => code);
    expect(
      codes('ignore outliers beyond 3 sigma ignore outliers beyond 3 sigma against this period'),
    ).toEqual([]);
    expect(codes('ignore outliers beyond 3 sigma clip outliers beyond 2 sigma against this period')).toEqual(
      [],
    );
    expect(codes('ignore where ok down-weight where bytes > 5 down-weight where bytes < 1')).toEqual([]);
    expect(codes('ignore outliers beyond 3 sigma ignore outliers beyond 2 sigma against history')).toEqual([
      'P010',
    ]);
    expect(codes('quarantine surprises above 0.99 quarantine surprises above 0.9')).toEqual(['P010']);
  });

  test.each([
    ['ignore values seen on fewer than 3 days down-weight values seen on fewer than 2 days', true],
    ['ignore values seen on fewer than 2 days down-weight values seen on fewer than 3 days', false],
    ['ignore outliers beyond 3 sigma clip outliers beyond 4 sigma', true],
    ['ignore outliers beyond 3 sigma against this period clip outliers beyond 4 sigma', false],
    ['ignore where bytes > 5 clip where bytes > 5', true],
    ['ignore where bytes > 5 clip where bytes > 6', false],
  ])('that never comes is told: %s', (text, isTold) => {
    expect(told(`${learning}no quarantine ${text}`).map(([code]) => code)).toEqual(isTold ? ['C104'] : []);
  });

  test('changes nothing where every feature is a number, or none is an amount', () => {
    const window = `${head}learn n = frequency per day keep learning `;
    const places = `${head}learn place = usual values of ip keep learning `;
    expect(told(`${window}ignore values seen on fewer than 2 days`)).toEqual([
      ['C104', '"ignore values" changes nothing: every feature here is a number'],
    ]);
    expect(told(`${places}quarantine outliers beyond 4 sigma`)).toEqual([
      ['C104', '"quarantine outliers" changes nothing: no feature here is an amount'],
    ]);
    expect(told(`${window}clip outliers beyond 4 sigma against previous period`)).toEqual([]);
  });

  test('is one of a number that fits a word of marks', () => {
    const conditions = Array.from({ length: 32 }, (_, index) => `ignore where bytes > ${index}`).join(' ');
    expect(told(`${learning}${conditions}`)).toEqual([['C041', 'a baseline has 31 doubts at most']]);
  });

  test('becomes code with its words', () => {
    const { running } = compiled(
      `${learning}ignore where retries > 5
        ignore values seen on fewer than 2 days against this period
        quarantine outliers beyond 4 sigma against previous period for 5 days`,
    );
    expect(running?.doubts.map(({ text }) => text)).toEqual([
      'ignore where retries > 5',
      'ignore values seen on fewer than 2 days against this period',
      'quarantine outliers beyond 4 sigma against previous period for 5 days, admit after 3 days',
    ]);
    expect(running?.doubts.slice(1)).toMatchObject([
      {
        action: 'ignore',
        waitDays: 0,
        daysMin: 0,
        when: { kind: 'rare', daysMin: 2, against: 'this period' },
      },
      { waitDays: 5, daysMin: 3, when: { kind: 'outlier', sigmas: 4, against: 'previous period' } },
    ]);
  });
});

describe('the state of a baseline that keeps learning', () => {
  const lastLines = (text: string): readonly string[] => {
    const { rules } = checkText(`${learning}${text}`);
    return canonicalText(rules!.rules[0]!, rules!.sources[0]!).split('\n').slice(9);
  };

  test('says which yardsticks it keeps beside what was learnt', () => {
    const plain = lastLines('');
    expect(lastLines('ignore outliers beyond 4 sigma clip surprises above 0.9 ignore where ok')).toEqual(
      plain,
    );
    expect(lastLines('ignore values seen on fewer than 2 days')).toEqual([
      ...plain,
      'yardsticks values of history',
    ]);
    expect(
      lastLines(`ignore values seen on fewer than 2 days against this period
        ignore outliers beyond 9 sigma against previous period
        down-weight values seen on fewer than 4 days against this period`),
    ).toEqual([
      ...plain,
      'yardsticks outliers of previous period, outliers of this period, values of this period',
    ]);
  });

  test('is told in words', () => {
    const meaning = (text: string): string => compiled(`${learning}${text}`).stateMeaning;
    expect(meaning('ignore values seen on fewer than 2 days')).toMatch(/\ndoubts by values of history$/);
    expect(meaning('ignore outliers beyond 4 sigma')).not.toContain('doubts by');
  });
});

describe('what generations do not learn', () => {
  const generations = `${head}learn place = usual values of ip `;

  test('are events of conditions, any of which may hold', () => {
    const rule = compiled(`${generations}ignore where ok ignore where retries > 5`);
    const { program } = compileRules(
      [{ name: 'a.rules', text: `${generations}ignore where ok ignore where retries > 5` }],
      { readTable },
    );
    const ignores = (row: Record<string, number>): boolean | undefined =>
      rule.ignores?.matches(batchOf(program!.sources[0]!.schema, [row]), 0);
    expect(rule.ignores?.text).toBe('ok or retries > 5');
    expect(ignores({ ok: 1, retries: 0 })).toBe(true);
    expect(ignores({ ok: 0, retries: 6 })).toBe(true);
    expect(ignores({ ok: 0, retries: 5 })).toBe(false);
    expect(program!.explanation).toContain('\n  ignores events where ok or retries > 5\n');
    expect(rule.stateMeaning).toMatch(/\nignore where ok or retries > 5$/);
    expect(compiled(generations)).not.toHaveProperty('ignores');
  });

  test('is part of what their state means', () => {
    const plain = compiled(generations);
    const ids = ['ignore where ok', 'ignore where retries > 5', 'ignore where retries > 6'].map(
      (text) => compiled(`${generations}${text}`).stateId,
    );
    expect(new Set([plain.stateId, ...ids]).size).toBe(4);
  });

  test('is of events alone: a window is learnt as a whole', () => {
    expect(told(`${head}learn n = frequency per day ignore where ok`)).toEqual([
      ['C053', 'a window is learnt as a whole, or not at all'],
    ]);
  });

  test('is noise of one yardstick', () => {
    expect(
      told(`${generations}ignore values seen on fewer than 2 days
        ignore values seen on fewer than 3 days against history`),
    ).toEqual([['P010', 'there are two clauses "ignore values"; only one may stand here']]);
    const noise = (against: string): unknown =>
      checked(`${generations}ignore values seen on fewer than 2 days ${against}`).valuesNoise;
    expect(noise('')).toEqual({ daysMin: 2, against: 'period' });
    expect(noise('against this period')).toEqual({ daysMin: 2, against: 'period' });
    expect(noise('against previous period')).toEqual({ daysMin: 2, against: 'history' });
    expect(noise('against history')).toEqual({ daysMin: 2, against: 'history' });
  });

  test.each([
    ['clip outliers beyond 4 sigma', 'clip'],
    ['down-weight values seen on fewer than 2 days', 'down-weight'],
    ['quarantine where ok', 'quarantine'],
    ['accept where ok', 'accept'],
    ['ignore surprises above 0.99', 'ignore surprises'],
  ])('is only ignored: %s', (text, what) => {
    expect(told(`${generations}${text}`)).toEqual([
      ['C049', `"${what}" stands only in a baseline that keeps learning`],
    ]);
  });
});
