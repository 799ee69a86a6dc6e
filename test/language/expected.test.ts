/** Numbers that are expected from others: what they are learnt of, what may be asked of them, and what they are called. */

import { describe, expect, it, test } from 'vitest';
import { compileRules } from '../../src/language/compile.ts';
import type { BaselineProgram, Program } from '../../src/language/program.ts';
import { canonicalText, stateIdOf } from '../../src/language/state-id.ts';
import { showObserved } from '../../src/runtime/show-observed.ts';
import { batchOf, observation } from './build.ts';
import { checkText, codesOf, readTable } from './check-text.ts';

const source = `source web from ndjson
  fields user: text, city: text, rows: number, bytes: number, took: duration, ok: boolean, at: time
  time at
`;
const head = `${source}baseline b on web for each user `;

type Running = BaselineProgram & { readonly running: NonNullable<BaselineProgram['running']> };

function compiled(text: string): { readonly program: Program; readonly rule: Running } {
  const { program, diagnostics } = compileRules([{ name: 'a.rules', text: `${head}${text} keep learning` }], {
    readTable,
  });
  expect(diagnostics).toEqual([]);
  const [rule] = program!.rules;
  if (rule?.kind !== 'baseline' || rule.running === undefined) throw new Error('it does not keep learning');
  return { program: program!, rule: { ...rule, running: rule.running } };
}

describe('a number expected from others', () => {
  test.each([
    ['rows given hour(at), bytes', 3, 'value', 'number'],
    ['took given rows', 2, 'value', 'duration'],
    ['rows given took', 2, 'value', 'number'],
    ['rows + 1 given bytes / 2, hour(at), took', 4, 'value', 'number'],
  ])('of an event: %s', (text, dimensions, scale, type) => {
    const { rule } = compiled(`learn f = expected ${text}`);
    expect(rule.features[0]).toMatchObject({ type, model: { kind: 'amount', scale }, aggregate: -1 });
    expect(rule.running.features[0]).toMatchObject({
      model: { kind: 'tree', dimensions, scale, halfLifeDays: 120 },
      aggregates: [],
      slot: 0,
    });
    expect(rule.running.slots).toBe(dimensions);
  });

  test.each([
    ['sum(rows) given count(), distinct(city) per day', ['sum', 'count', 'distinct'], 'amount', 'number'],
    ['count() given sum(rows) per day', ['count', 'sum'], 'count', 'number'],
    ['distinct(city) given count() over 1 hour', ['distinct', 'count'], 'count', 'number'],
    ['average(took) given count() per day', ['average', 'count'], 'value', 'duration'],
    ['max(rows) given sum(took) per 1 hour', ['maximum', 'sum'], 'value', 'number'],
  ])('of a window: %s', (text, aggregates, scale, type) => {
    const { rule } = compiled(`learn f = expected ${text}`);
    const [feature] = rule.running.features;
    expect(rule.features[0]).toMatchObject({ type, model: { kind: 'amount', scale } });
    expect(feature).toMatchObject({
      model: { kind: 'tree', dimensions: aggregates.length, scale },
      slot: -1,
    });
    expect(feature?.aggregates.map((index) => rule.aggregates[index]?.kind)).toEqual(aggregates);
  });

  it('shares its aggregates with other features', () => {
    const { rule } = compiled(`learn n = frequency per day
      f = expected sum(rows) given count() per day, against everyone, weight 0.5`);
    expect(rule.aggregates.map(({ kind }) => kind)).toEqual(['count', 'sum']);
    expect(rule.running.features).toMatchObject([
      { aggregates: [0] },
      { aggregates: [1, 0], levels: [0], weight: 0.5 },
    ]);
  });

  it('takes a slot for each number', () => {
    const { program, rule } = compiled(
      'learn place = usual values of city f = expected rows given hour(at), bytes',
    );
    const out = { numbers: new Float64Array(4), texts: new Array<string | undefined>(4).fill(undefined) };
    const row = { city: 'Rome', rows: 7, bytes: 9, at: Date.UTC(2026, 0, 5, 3, 30) };
    rule.measure(batchOf(program.sources[0]!.schema, [row]), 0, out);
    expect(out).toEqual({
      numbers: Float64Array.of(0, 7, 3, 9),
      texts: ['Rome', undefined, undefined, undefined],
    });
  });

  it('stands among other features, with or without commas, whatever they are called', () => {
    const { rule } = compiled(`learn
        a = expected rows given bytes, hour(at), weight 2, against everyone,
        given = expected rows given bytes, against = range of rows
        weight = expected rows given bytes
        expected = range of bytes, per = expected bytes given rows
        keys = usual values of user,
      during 10 days,`);
    expect(rule.features.map(({ name, text }) => `${name} = ${text}`)).toEqual([
      'a = expected rows given bytes, hour(at) against everyone',
      'given = expected rows given bytes',
      'against = range of rows',
      'weight = expected rows given bytes',
      'expected = range of bytes',
      'per = expected bytes given rows',
      'keys = usual values of user',
    ]);
    expect(rule.running.features[0]).toMatchObject({ weight: 2 });
  });

  it('is read from fields of such names', () => {
    const { rules, diagnostics } = checkText(`source s from ndjson
      fields given: number, expected: number, similar: number, keys: text, t: time time t
      baseline b on s for each keys learn f = expected expected given given, similar keep learning`);
    expect(diagnostics).toEqual([]);
    const [rule] = rules!.rules;
    expect(rule?.kind === 'baseline' && rule.features[0]).toMatchObject({
      parts: [{ name: 'expected' }, { name: 'given' }, { name: 'similar' }],
    });
  });

  test.each([
    ['rows given bytes', 'unusual f or f > 5 or score of f > 0.9', []],
    ['rows given bytes', 'f is unusually high or f is unusually low', []],
    ['rows given bytes', 'new f', ['C051']],
    ['rows given bytes', 'rare f', ['C051']],
    ['rows given bytes', 'f is drifting', ['C051']],
  ])('%s, asked whether %s', (text, condition, codes) => {
    const rules = `${head}learn f = expected ${text} keep learning alert "{f}" when ${condition}`;
    expect(codesOf(rules)).toEqual(codes);
  });

  test.each([
    ['rows, bytes', 'P007'],
    ['rows given * 2', 'P007'],
    ['city given rows', 'C010'],
    ['rows given city', 'C010'],
    ['rows given ok', 'C010'],
    ['rows given at', 'C010'],
    ['rows given count()', 'C038'],
    ['sum(rows) given bytes', 'C038'],
    ['rows given count() per day', 'C015'],
    ['sum(rows) given bytes per day', 'C015'],
    ['sum(rows) given sum(ok) per day', 'C010'],
    ['rows given bytes, bytes + 1, bytes + 2, bytes + 3, bytes + 4, bytes + 5, bytes + 6, bytes + 7', 'C012'],
    ['rows given bytes, rows', 'C055'],
    ['count() given sum(rows), count() per day', 'C055'],
    ['sum(rows) given count() over 2 hours every 1 hour', 'C045'],
  ])('cannot be made of %s', (text, code) => {
    expect(codesOf(`${head}learn f = expected ${text} keep learning`)).toEqual([code]);
  });

  test('needs a baseline that keeps learning', () => {
    expect(codesOf(`${head}learn f = expected rows given bytes`)).toEqual(['C049']);
  });

  it('shows the number that was expected to be another', () => {
    const { program, rule } = compiled(`learn f = expected took given rows
      alert "{f}" when f is unusually high and f > 5 minutes`);
    const seen = observation({ numbers: Float64Array.of(90_000), judged: Uint8Array.of(1) });
    expect(rule.alerts[0]!.message(seen)).toBe('1 minute 30 seconds');
    const { model } = rule.running.features[0]!;
    const { zone } = program.sources[0]!.schema;
    const observed = { model, sample: Float64Array.of(90_000, 4) };
    expect(showObserved(rule.features[0]!, seen, 0, zone, observed)).toBe('1 minute 30 seconds');
    expect(rule.features[0]!.side).toBe('high');
  });

  it('waits for the end of its window: what it is expected from changes, too', () => {
    const { rule } = compiled(`learn f = expected sum(rows) given count() per day
      alert "x" when f is unusually high alert "y" when f > 5 alert at most 5 a day "z"`);
    expect(rule.alerts.map(({ raisesEarly }) => raisesEarly)).toEqual([false, false, false]);
  });

  it('is told by explain as it was written', () => {
    const { program } = compiled(
      'learn f = expected sum(rows) given count(), distinct(city) per day against everyone, weight 2',
    );
    expect(program.explanation).toContain(
      '  learns f = expected sum(rows) given count(), distinct(city) per day against everyone, weight 2\n',
    );
    expect(program.rules[0]!.stateMeaning).toContain(
      'learn expected sum(rows) given count(), distinct(city) per day against everyone\n',
    );
  });

  it('tells its model what is given in the words of the rule', () => {
    const { rule } = compiled('learn f = expected sum(rows) given count(), distinct(city) per day');
    expect(rule.running.features[0]!.model).toMatchObject({ names: ['count()', 'distinct(city)'] });
  });

  it('has a state of its own for what it is learnt of and in which order', () => {
    const texts = [
      ...['expected sum(rows) given count() per day', 'expected count() given sum(rows) per day'],
      ...['clusters of sum(rows), count() per day', 'expected sum(rows) given count() per 1 hour'],
      ...['expected rows given bytes', 'expected rows given bytes, hour(at)', 'expected bytes given rows'],
    ];
    const ids = texts.map((text) => {
      const { rules } = checkText(`${head}learn f = ${text} keep learning`);
      return stateIdOf(rules!.rules[0]!, rules!.sources[0]!);
    });
    expect(new Set(ids).size).toBe(texts.length);
    const { rules } = checkText(`${head}learn f = expected sum(rows) given count() per day keep learning`);
    expect(canonicalText(rules!.rules[0]!, rules!.sources[0]!)).toContain(
      '\nfeature running tree amount of aggregate sum (field "rows"), aggregate count  against \n',
    );
  });
});
