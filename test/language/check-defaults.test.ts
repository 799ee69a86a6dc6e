/** What a rule means where it says nothing, and how values are read as the types they meet. */

import { describe, expect, test } from 'vitest';
import type {
  CheckedBaseline,
  CheckedRules,
  CheckedThreshold,
  CheckedView,
} from '../../src/language/checked.ts';
import { checkText } from './check-text.ts';

const dayMs = 86_400_000;

const source = `source web from ndjson
  fields user: text, department: text, ip: ip, net: network, bytes: number, took: duration, moment: time
  time moment, up to 10 minutes late, zone "Asia/Shanghai"
`;

function checked(text: string): CheckedRules {
  const { rules, diagnostics } = checkText(source + text);
  expect(diagnostics).toEqual([]);
  return rules!;
}

function baseline(text: string): CheckedBaseline {
  return checked(`baseline b on web for each user ${text}`).rules[0] as CheckedBaseline;
}

function view(text: string): CheckedView {
  return checked(`view v on web for each user ${text}`).rules[0] as CheckedView;
}

function where(text: string): CheckedThreshold['where'] {
  return checked(`rule r on web where ${text} for each user alert "x" when count() > 3 over 5 minutes`)
    .rules[0]?.where;
}

describe('defaults', () => {
  test('of a source', () => {
    const { rules } = checkText('source s from csv fields t: time time t');
    expect(rules?.sources[0]).toMatchObject({
      format: { kind: 'csv', separator: ',' },
      fields: [{ name: 't', type: 'time', path: 't' }],
      timeField: 't',
      zone: { name: 'UTC' },
      latenessMs: 0,
      precisionMs: 1_000,
    });
  });

  test('of a baseline learnt of events', () => {
    expect(baseline('learn place = usual values of ip')).toMatchObject({
      title: 'b',
      latenessMs: 600_000,
      priority: 5,
      learnMs: 30 * dayMs,
      relearnMs: 0,
      keepMs: 90 * dayMs,
      evidenceMin: 10,
      threshold: 0.99,
    });
  });

  test('of a baseline learnt of windows', () => {
    const learnt = baseline('learn rate = frequency per day');
    expect(learnt).toMatchObject({ evidenceMin: 5, window: { kind: 'calendar', unit: 'day' } });
  });

  test('of a view', () => {
    expect(view('keep count() as n')).toMatchObject({
      title: 'v',
      latenessMs: 600_000,
      priority: 5,
      forgetMs: Number.POSITIVE_INFINITY,
    });
  });

  test('keep is two relearnings and one learning when that is longer', () => {
    expect(baseline('learn place = usual values of ip during 7 days relearn every 10 days').keepMs).toBe(
      27 * dayMs,
    );
  });

  test('an alert without a severity is medium, and so is what its cases leave open', () => {
    const { alerts } = baseline(`learn place = usual values of ip
      alert "a" when new place
      alert "b" when new place severity high when rare place`);
    expect(alerts.map(({ severity }) => severity.map((one) => one.severity))).toEqual([
      ['medium'],
      ['high', 'medium'],
    ]);
  });

  test('the lateness of a rule goes before that of its source', () => {
    expect(baseline('learn place = usual values of ip allow 1 hour late').latenessMs).toBe(3_600_000);
  });
});

describe('features', () => {
  test('share the aggregates of one window, and know how they are scaled', () => {
    const { features, aggregates } = baseline(`learn rate = frequency per day against department, everyone
      sent = range of sum(bytes) per day
      hosts = range of distinct(ip) per day`);
    expect(aggregates.map(({ kind }) => kind)).toEqual(['count', 'sum', 'distinct']);
    expect(
      features.map((feature) => feature.kind === 'amount' && [feature.scale, feature.aggregate]),
    ).toEqual([
      ['count', 0],
      ['amount', 1],
      ['count', 2],
    ]);
    expect(features[0]).toMatchObject({ levels: [{ name: 'department' }, { name: 'everyone' }] });
  });

  test('hide a field of the same name in alerts', () => {
    const { alerts } = baseline(
      'learn bytes = range of bytes alert "{bytes} {ip}" when bytes is unusually high',
    );
    const parts = alerts[0]!.message.flatMap((part) => (part.kind === 'value' ? [part.expression.kind] : []));
    expect(parts).toEqual(['observed', 'field']);
  });
});

describe('text in quotes', () => {
  test('is an address, a network or a time where it meets one', () => {
    expect(where('ip = "::ffff:10.1.2.3"')).toMatchObject({ right: { type: 'ip', value: '10.1.2.3' } });
    expect(where('net = "10.1.2.3/8"')).toMatchObject({ right: { type: 'network', value: '10.0.0.0/8' } });
    expect(where('moment >= "2024-01-01"')).toMatchObject({
      right: { type: 'time', value: Date.UTC(2023, 11, 31, 16) },
    });
  });

  test('in a list of addresses asks for networks as soon as one is a network', () => {
    expect(where('ip in ("10.1.2.3", "::1")')).toMatchObject({
      kind: 'in values',
      values: ['10.1.2.3', '::1'],
    });
    expect(where('ip in ("10.1.2.3", "172.16.9.9/12")')).toMatchObject({
      kind: 'in networks',
      networks: ['10.1.2.3/32', '172.16.0.0/12'],
    });
  });
});

describe('arithmetic', () => {
  test.each([
    ['took * 2 > 5 minutes', 'duration'],
    ['took / 1 minute > 5', 'number'],
    ['moment - moment > 1 hour', 'duration'],
    ['moment + took > "2024-01-01"', 'time'],
    ['-bytes < -5', 'number'],
  ])('%s compares values of type %s', (text, type) => {
    expect(where(text)).toMatchObject({ kind: 'compare', left: { type }, right: { type } });
  });
});

test('alerts of a rule share aggregates that are the same', () => {
  const [rule] = checked(`rule r on web for each user
    alert "{sum(bytes)}" when count() > 3 and sum(bytes) > 5 MB over 5 minutes
    alert "{count()}" when max(bytes) > 1 GB per hour`).rules;
  expect(rule?.aggregates.map(({ kind }) => kind)).toEqual(['count', 'sum', 'maximum']);
});

test('a view keeps each aggregate once, in an order that is not that of its columns', () => {
  const { columns, aggregates } = view(
    'keep max(moment) as seen, count() as n, maximum(moment) as last, average(took) as pace',
  );
  expect(aggregates.map(({ kind }) => kind)).toEqual(['average', 'count', 'maximum']);
  expect(columns).toEqual([
    { name: 'seen', type: 'time', aggregate: 2 },
    { name: 'n', type: 'number', aggregate: 1 },
    { name: 'last', type: 'time', aggregate: 2 },
    { name: 'pace', type: 'duration', aggregate: 0 },
  ]);
});

test('files see each other, and names belong to their kind', () => {
  const { rules } = checkText(`${source}table web from csv "staff.csv" key account
    rule web on web where user in web for each user alert "x" when count() > 3 over 5 minutes`);
  expect(rules?.tables).toHaveLength(1);
});
