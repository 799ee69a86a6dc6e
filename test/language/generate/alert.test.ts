import { describe, expect, it } from 'vitest';
import type { Quality } from '../../../src/language/ast.ts';
import type { MessagePart, TypedExpression } from '../../../src/language/checked.ts';
import type { Observation, Value } from '../../../src/language/program.ts';
import { alert, and, baseline, batchOf, compare, constant, field, observation, threshold } from '../build.ts';
import { compiled, judgement } from './compiled.ts';

describe('decide', () => {
  const decided = (condition: TypedExpression, seen: Partial<Observation>): string | undefined =>
    compiled(
      baseline({ alerts: [alert(condition, { severity: [{ severity: 'high' }] })] }),
    ).rules[0].alerts[0].decide(observation(seen));
  const judged = Uint8Array.of(1);
  const known = Uint8Array.of(1);
  const unlikely = Float64Array.of(0.001);
  const likely = Float64Array.of(0.02);

  it.each<{ what: string; quality: Quality; seen: Partial<Observation>; holds: boolean }>([
    { what: 'new', quality: 'new', seen: { judged }, holds: true },
    { what: 'not new: known', quality: 'new', seen: { judged, known }, holds: false },
    { what: 'not new: not judged', quality: 'new', seen: {}, holds: false },
    { what: 'unusual', quality: 'unusual', seen: { judged, tails: unlikely }, holds: true },
    { what: 'not unusual enough', quality: 'unusual', seen: { judged, tails: likely }, holds: false },
    { what: 'not unusual: not judged', quality: 'unusual', seen: { tails: unlikely }, holds: false },
    { what: 'rare', quality: 'rare', seen: { judged, known, tails: unlikely }, holds: true },
    { what: 'not rare: new', quality: 'rare', seen: { judged, tails: unlikely }, holds: false },
    { what: 'high', quality: 'high', seen: { judged, tailsHigh: unlikely }, holds: true },
    { what: 'not high: low', quality: 'high', seen: { judged, tailsLow: unlikely }, holds: false },
    { what: 'low', quality: 'low', seen: { judged, tailsLow: unlikely }, holds: true },
  ])('$what', ({ quality, seen, holds }) => {
    expect(decided(judgement(quality), seen)).toBe(holds ? 'high' : undefined);
  });

  it('compares scores, of a feature only when it was judged', () => {
    const score = compare('>=', { kind: 'score', type: 'number' }, constant(0.9));
    expect(decided(score, { score: 0.95 })).toBe('high');
    expect(decided(score, { score: 0.8 })).toBeUndefined();
    const ofFeature = compare('>=', { kind: 'score', type: 'number', feature: 0 }, constant(0));
    expect(decided(ofFeature, { judged })).toBe('high');
    expect(decided(ofFeature, {})).toBeUndefined();
  });

  it('reads keys with their type', () => {
    const keys = [{ name: 'rows', expression: field('rows') }];
    const condition = compare('>', { kind: 'key', type: 'number', index: 0 }, constant(9));
    const [{ alerts }] = compiled(baseline({ keys, alerts: [alert(condition)] })).rules;
    expect(alerts[0].decide(observation({ keys: ['10'] }))).toBe('medium');
    expect(alerts[0].decide(observation({ keys: ['9'] }))).toBeUndefined();
  });

  it('reads captured values of the event', () => {
    const isRoot = compare('=', field('account'), constant('root'));
    const program = compiled(baseline({ alerts: [alert(and(judgement('new'), isRoot))] }));
    const [rule] = program.rules;
    const captures: Value[] = [];
    rule.capture(batchOf(program.sources[0].schema, [{ account: 'root' }]), 0, captures);
    expect(rule.captures).toHaveLength(1);
    expect(captures).toEqual([1]);
    expect(rule.alerts[0].decide(observation({ judged, captures }))).toBe('medium');
    expect(rule.alerts[0].decide(observation({ judged, captures: [0] }))).toBeUndefined();
  });

  it('takes the first severity whose condition holds, and medium when none does', () => {
    const count: TypedExpression = { kind: 'aggregate', type: 'number', index: 0 };
    const severity = [
      { severity: 'critical', when: compare('>', count, constant(100)) },
      { severity: 'high', when: compare('>', count, constant(10)) },
    ] as const;
    const [rule] = compiled(
      threshold({ alerts: [alert(compare('>', count, constant(3)), { severity })] }),
    ).rules;
    const severities = [3, 4, 11, 101].map((value) =>
      rule.alerts[0].decide(observation({ aggregates: Float64Array.of(value) })),
    );
    expect(severities).toEqual([undefined, 'medium', 'high', 'critical']);
  });
});

describe('message', () => {
  const messageOf = (parts: readonly MessagePart[], seen: Partial<Observation>): string => {
    const features = [
      { kind: 'values', name: 'place', type: 'text', of: field('city') },
      { kind: 'hours', name: 'hour', type: 'number', cycle: 'day', of: field('time') },
      { kind: 'values', name: 'remote', type: 'boolean', of: field('remote') },
    ] as const;
    return compiled(
      baseline({ features, alerts: [alert(judgement('new'), { message: parts })] }),
    ).rules[0].alerts[0].message(observation(seen));
  };
  const text = (value: string): MessagePart => ({ kind: 'text', text: value });
  const value = (expression: TypedExpression): MessagePart => ({ kind: 'value', expression });

  it('shows keys, observed values, hours and captures as people read them', () => {
    const parts = [
      value({ kind: 'key', type: 'text', index: 0 }),
      text(' from '),
      value({ kind: 'observed', type: 'text', feature: 0 }),
      text(' at '),
      value({ kind: 'observed', type: 'number', feature: 1 }),
      text(', remote '),
      value({ kind: 'observed', type: 'boolean', feature: 2 }),
      text(', took '),
      value(field('took')),
    ];
    const seen = {
      keys: ['alice'],
      texts: ['Rome', undefined, 'true'],
      numbers: Float64Array.of(Number.NaN, 3, Number.NaN),
      captures: [90_000],
    };
    expect(messageOf(parts, seen)).toBe(
      'alice from Rome at 03:00–04:00, remote true, took 1 minute 30 seconds',
    );
  });

  it('marks what is missing', () => {
    expect(
      messageOf(
        [
          value({ kind: 'observed', type: 'text', feature: 0 }),
          text('/'),
          value({ kind: 'observed', type: 'number', feature: 1 }),
        ],
        {},
      ),
    ).toBe('–/–');
  });

  it('is empty without parts', () => {
    expect(messageOf([], {})).toBe('');
  });
});
