import { describe, expect, it } from 'vitest';
import type { CheckedRule } from '../../../src/language/checked.ts';
import type { RuleProgram } from '../../../src/language/program.ts';
import { alert, baseline, constant, field, threshold } from '../build.ts';
import { compiled, judgement } from './compiled.ts';

describe('rules', () => {
  it('carry the models of their features', () => {
    const noise = {
      valuesNoise: { daysMin: 2, against: 'period' },
      outliersNoise: { sigmas: 3, against: 'history' },
    } as const;
    const features = [
      { kind: 'values', name: 'place', type: 'text', of: field('city') },
      { kind: 'hours', name: 'hour', type: 'number', cycle: 'week', of: field('time') },
      { kind: 'amount', name: 'rows', type: 'number', scale: 'count', of: field('rows'), levels: [] },
    ] as const;
    const [rule] = compiled(baseline({ features, ...noise })).rules;
    expect(rule.kind === 'baseline' && rule.features.map(({ model }) => model)).toEqual([
      { kind: 'values', learnDays: 30, noise: noise.valuesNoise },
      { kind: 'hours', cycle: 'week', learnDays: 30, noise: noise.valuesNoise },
      { kind: 'amount', scale: 'count', noise: noise.outliersNoise },
    ]);
  });

  it.each<{ what: string; rule: CheckedRule; tickMs: number }>([
    { what: 'a baseline that learns from every event', rule: baseline(), tickMs: 60_000 },
    { what: 'panes of a minute', rule: threshold(), tickMs: 1_000 },
    {
      what: 'windows of 100 ms',
      rule: threshold({ alerts: [alert(constant(true), { window: { kind: 'tumbling', lengthMs: 100 } })] }),
      tickMs: 1,
    },
  ])('keep deadlines as finely as needed: $what', ({ rule, tickMs }) => {
    expect(compiled(rule).rules[0].tickMs).toBe(tickMs);
  });

  it('know whether they watch for silence', () => {
    const watches = (rule: RuleProgram): boolean => rule.kind === 'baseline' && rule.watchesSilence;
    const quiet = baseline({ alerts: [alert(judgement('low'))] });
    expect(compiled(baseline(), quiet).rules.map(watches)).toEqual([false, true]);
  });
});
