import { describe, expect, it } from 'vitest';
import type { CheckedRule, TypedExpression } from '../../src/language/checked.ts';
import { compileChecked } from '../../src/language/compile.ts';
import { standardFunctions } from '../../src/language/functions/index.ts';
import {
  alert,
  and,
  arithmetic,
  baseline,
  call,
  checked,
  compare,
  constant,
  field,
  threshold,
} from './build.ts';

function explained(...rules: readonly CheckedRule[]): readonly string[] {
  const text = compileChecked(checked(rules), standardFunctions).explanation;
  return text.replace(/state [0-9a-f]{16}/g, 'state …').split('\n');
}

describe('explain', () => {
  it('shows what is decoded, shared, learnt and reported, and what the optimiser did', () => {
    const where = compare('>', field('rows'), arithmetic('*', constant(2), constant(5)));
    const isNew: TypedExpression = { kind: 'judgement', type: 'boolean', quality: 'new', feature: 0 };
    const login = baseline({
      where,
      relearnMs: 7 * 86_400_000,
      valuesNoise: { daysMin: 2, against: 'history' },
      alerts: [alert(and(isNew, compare('=', field('department'), constant('dba'))))],
      features: [
        { kind: 'values', name: 'place', type: 'text', of: call('lower', 'text', field('city')) },
        { kind: 'hours', name: 'hour', type: 'number', cycle: 'week', of: field('time') },
        {
          kind: 'amount',
          name: 'sent',
          type: 'number',
          scale: 'amount',
          of: field('size'),
          levels: [{ name: 'everyone' }],
        },
      ],
    });
    expect(explained(login, threshold({ where }))).toEqual([
      'source logins',
      '  decodes account: text, city: text, department: text, rows: number, size: number, time: time',
      '  leaves out address, remote, took, unused',
      '  filter 0: rows > 10 — login, burst',
      '  key 0: account — login, burst',
      'baseline login',
      '  state …',
      '  on logins, filter 0, key 0',
      '  learns from every event',
      '  learns place = usual values of lower(city)',
      '  learns hour = usual hours of week of time',
      '  learns sent = range of size against everyone',
      '  learns for 30 days, relearns every 1 week, keeps for 90 days',
      '  judges from 10 observations on, unusual from a score of 0.99',
      '  ignores values seen on fewer than 2 days against history',
      '  captures department = "dba"',
      '  alerts when new feature 1 and department = "dba"',
      'rule burst',
      '  state …',
      '  on logins, filter 0, key 0',
      '  panes of 1 minute for 5 minutes every 1 minute',
      '  keeps count()',
      '  alerts when aggregate 1 > 3 over 5 minutes every 1 minute',
      'optimised',
      '  login: constant folded: rows > 2 * 5 → rows > 10',
      '  burst: constant folded: rows > 2 * 5 → rows > 10',
      '  filter shared by 2 rules: login, burst',
      '  key shared by 2 rules: login, burst',
      '  logins: not decoded, no rule reads it: address, remote, took, unused',
      '',
    ]);
  });

  it('tells when rules mean the same state', () => {
    expect(explained(baseline({ name: 'a' }), baseline({ name: 'b', threshold: 0.5 }))).toContain(
      'state … means the same in a, b',
    );
  });
});
