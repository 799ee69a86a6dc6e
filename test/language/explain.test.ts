import { describe, expect, it } from 'vitest';
import type { CheckedRule, TypedExpression } from '../../src/language/checked.ts';
import { compileChecked, compileRules } from '../../src/language/compile.ts';
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
  view,
} from './build.ts';
import { readTable } from './check-text.ts';

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

  it('shows how a baseline keeps learning, and what it doubts', () => {
    const { program } = compileRules(
      [
        {
          name: 'a.rules',
          text: `source web from ndjson fields user: text, city: text, rows: number, moment: time time moment
            table holidays from csv "holidays.csv" key date
            baseline b on web for each user in zone "Asia/Tokyo"
              learn hour = usual hours by day type of moment within 1 hour, against city, everyone
                    place = usual values of city, weight 0.2
              during 30 days, keep learning, half-life 60 days
              days off in holidays
              ignore where rows > 10 * 10
              clip outliers beyond 4 sigma
              add slow surprise over 12 days
              alert at most 7 a week "{hour}"
              alert "x" when new place`,
        },
      ],
      { readTable },
    );
    const lines = program!.explanation.replace(/state [0-9a-f]{16}/g, 'state …').split('\n');
    expect(lines.slice(lines.indexOf('baseline b'), lines.indexOf('optimised'))).toEqual([
      'baseline b',
      '  state …',
      '  on web, filter none, key 0',
      '  learns from every event',
      '  learns hour = usual hours by day type of moment within 1 hour against city, everyone',
      '  learns place = usual values of city, weight 0.2',
      '  each key on the clock of "Asia/Tokyo"',
      '  knows 2 days off beside weekends',
      '  learns for 30 days and keeps learning, half-life 60 days, forgets a key after 90 days without an event',
      '  judges from 10 observations on, unusual from a score of 0.99',
      '  calibrates against everyone, own history',
      '  adds slow surprise over 12 days, weight 0.6',
      '  doubts: ignore where rows > 100',
      '  doubts: clip outliers beyond 4 sigma',
      '  doubts: quarantine surprises above 0.999 for 21 days, admit after 3 days',
      '  alerts at most 1 a day',
      '  alerts when new place',
    ]);
    expect(program!.rules[0]!.stateMeaning.split('\n').slice(-5)).toEqual([
      'learn usual hours by day type of moment within 1 hour against city, everyone',
      'learn usual values of city',
      'levels city, everyone',
      'in zone "Asia/Tokyo"',
      'during 30 days, keep learning, half-life 60 days',
    ]);
  });

  it('shows the topics that events come from and alerts go to', () => {
    const { program } = compileRules(
      [
        {
          name: 'mail.rules',
          text: `source mail from kafka topic "mail" as lines "{sender} {size}" fields sender: text, size: number
                   time arrival, up to 1 minute late, idle after 30 seconds
                 source chat from folder "topics/chat" fields sender: text, at: time time at
                 rule flood on mail for each sender alert "{sender}" when count() > 9 per hour
                 rule spam on chat for each sender alert "{sender}" when count() > 9 per hour
                 sink anomalies alerts of spam, flood severity medium or higher to kafka topic "anomalies"
                 sink all to folder "topics/all"`,
        },
      ],
      { readTable: () => ({ columns: [], rows: new Map() }) },
    );
    const lines = program!.explanation.split('\n');
    expect(lines.slice(0, 10)).toEqual([
      'source mail',
      '  from kafka topic "mail" as lines',
      '  takes the time of arrival',
      '  idle after 30 seconds',
      '  decodes sender: text',
      '  leaves out size',
      '  key 0: sender — flood',
      'source chat',
      '  from folder "topics/chat" as ndjson',
      '  decodes sender: text, at: time',
    ]);
    expect(lines.slice(lines.indexOf('sink anomalies'), lines.indexOf('optimised'))).toEqual([
      'sink anomalies',
      '  takes alerts of flood, spam',
      '  of severity medium, high, critical',
      '  to kafka topic "anomalies"',
      'sink all',
      '  takes alerts of flood, spam',
      '  of severity low, medium, high, critical',
      '  to folder "topics/all"',
    ]);
  });

  it('shows what a view keeps, and for how long', () => {
    const aggregates = [{ kind: 'count' }, { kind: 'maximum', argument: field('time') }] as const;
    const columns = [
      { name: 'last_seen', type: 'time', aggregate: 1 },
      { name: 'logins', type: 'number', aggregate: 0 },
    ] as const;
    const lines = explained(
      view({ aggregates, columns }),
      view({ name: 'lately', forgetMs: 30 * 86_400_000 }),
    );
    expect(lines.slice(lines.indexOf('view by_account'), lines.indexOf('optimised'))).toEqual([
      'view by_account',
      '  state …',
      '  on logins, filter none, key 0',
      '  keeps last_seen = maximum(time)',
      '  keeps logins = count()',
      '  never forgets a key',
      'view lately',
      '  state …',
      '  on logins, filter none, key 0',
      '  keeps logins = count()',
      '  forgets a key after 30 days without an event',
    ]);
  });

  it('tells when rules mean the same state', () => {
    expect(explained(baseline({ name: 'a' }), baseline({ name: 'b', threshold: 0.5 }))).toContain(
      'state … means the same in a, b',
    );
  });
});
