import { describe, expect, it } from 'vitest';
import type { SourceSchema } from '../../src/event/schema.ts';
import type {
  CheckedBaseline,
  CheckedRule,
  CheckedView,
  TypedExpression,
} from '../../src/language/checked.ts';
import { canonicalText, stateIdOf } from '../../src/language/state-id.ts';
import { Zone } from '../../src/time/zone.ts';
import { alert, and, baseline, call, compare, constant, field, schema, threshold, view } from './build.ts';
import { checkText } from './check-text.ts';

const isRoot = compare('=', field('account'), constant('root'));
const many = compare('>', field('rows'), constant(10));
const place = baseline().features[0];
const sent = { kind: 'amount', name: 'sent', type: 'number', scale: 'amount', levels: [] } as const;

function id(rule: CheckedRule, source: SourceSchema = schema): string {
  return stateIdOf(rule, source);
}

describe('the state id of a baseline', () => {
  it.each<{ what: string; change: Partial<CheckedBaseline> }>([
    { what: 'name and title', change: { name: 'other', title: 'Other' } },
    { what: 'threshold', change: { threshold: 0.5 } },
    { what: 'evidence', change: { evidenceMin: 99 } },
    { what: 'priority, memory and lateness', change: { priority: 9, memoryBytes: 1, latenessMs: 1 } },
    { what: 'names of keys', change: { keys: [{ name: 'who', expression: field('account') }] } },
    { what: 'names of features', change: { features: [{ ...place, name: 'where' }] } },
    {
      what: 'alerts',
      change: {
        alerts: [
          alert(many, { severity: [{ severity: 'high' }], oncePer: { kind: 'duration', lengthMs: 1 } }),
        ],
      },
    },
    { what: 'no alert at all', change: { alerts: [] } },
    { what: 'place in the file', change: { span: { file: 3, start: 100, end: 200 } } },
  ])('stays the same: $what', ({ change }) => {
    expect(id(baseline(change))).toBe(id(baseline()));
  });

  it.each<{ what: string; change: Partial<CheckedBaseline> }>([
    { what: 'filter', change: { where: many } },
    { what: 'key', change: { keys: [{ name: 'account', expression: field('city') }] } },
    {
      what: 'a second key',
      change: { keys: [...baseline().keys, { name: 'city', expression: field('city') }] },
    },
    {
      what: 'what a feature learns',
      change: {
        features: [{ kind: 'values', name: 'place', type: 'text', of: call('lower', 'text', field('city')) }],
      },
    },
    {
      what: 'kind of feature',
      change: {
        features: [{ kind: 'hours', name: 'place', type: 'number', cycle: 'day', of: field('time') }],
      },
    },
    { what: 'another feature', change: { features: [place, place] } },
    { what: 'window', change: { window: { kind: 'tumbling', lengthMs: 60_000 } } },
    { what: 'aggregate', change: { aggregates: [{ kind: 'count' }] } },
    { what: 'learning time', change: { learnMs: 1 } },
    { what: 'relearning', change: { relearnMs: 1 } },
    { what: 'keeping', change: { keepMs: 1 } },
    { what: 'noise of values', change: { valuesNoise: { daysMin: 2, against: 'period' } } },
    { what: 'noise of amounts', change: { outliersNoise: { sigmas: 3, against: 'history' } } },
  ])('changes with: $what', ({ change }) => {
    expect(id(baseline(change))).not.toBe(id(baseline()));
  });

  it('tells peers and aggregates of a feature apart', () => {
    const aggregates = [{ kind: 'count' }, { kind: 'sum', argument: field('rows') }] as const;
    const of = (feature: CheckedBaseline['features'][number]): string =>
      id(baseline({ aggregates, features: [feature] }));
    const ids = [
      of({ ...sent, aggregate: 0 }),
      of({ ...sent, aggregate: 1 }),
      of({ ...sent, aggregate: 1, levels: [{ name: 'everyone' }] }),
      of({ ...sent, aggregate: 1, levels: [{ name: 'department', group: field('department') }] }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each<{ what: string; source: SourceSchema }>([
    { what: 'zone', source: { ...schema, zone: Zone.of('UTC') } },
    { what: 'precision', source: { ...schema, precisionMs: 1000 } },
    { what: 'name of the source', source: { ...schema, name: 'other' } },
    { what: 'path of a field in use', source: withField('city', { path: 'geo.city' }) },
    { what: 'type of a field in use', source: withField('city', { type: 'ip' }) },
    { what: 'pattern of the time', source: withField('time', { timePattern: 'yyyy' }) },
    { what: 'time by arrival', source: { ...schema, timeIsArrival: true } },
  ])('changes with the source: $what', ({ source }) => {
    expect(id(baseline(), source)).not.toBe(id(baseline()));
  });

  it.each<{ what: string; source: SourceSchema }>([
    { what: 'a field not in use', source: withField('size', { path: 'bytes' }) },
    { what: 'lateness and file', source: { ...schema, latenessMs: 1, file: 'x.ndjson' } },
    {
      what: 'topic and idle time',
      source: {
        ...schema,
        origin: { kind: 'kafka', topic: 'logins', ruleFile: 'a.rules' },
        latenessMs: 1,
        idleMs: 1_000,
      },
    },
    { what: 'order of the fields', source: { ...schema, fields: [...schema.fields].reverse() } },
  ])('stays the same with the source: $what', ({ source }) => {
    expect(id(baseline(), source)).toBe(id(baseline()));
  });

  it('does not depend on the order of operands that commute', () => {
    const mirrored = compare('<', constant(10), field('rows'));
    expect(id(baseline({ where: and(isRoot, many) }))).toBe(id(baseline({ where: and(mirrored, isRoot) })));
  });

  it('keeps its spelling from release to release', () => {
    expect(canonicalText(baseline({ where: and(isRoot, many) }), schema).split('\n')).toEqual([
      'plumbline state 1',
      'baseline',
      'source "logins" zone Europe/Berlin precision 1',
      'time "time"',
      'field "account" text "account" "iso"',
      'field "city" text "city" "iso"',
      'field "rows" number "rows" "iso"',
      'field "time" time "@timestamp" "iso"',
      'where (and (< 10 (field "rows")) (= "root" (field "account")))',
      'key (field "account")',
      'feature values (field "city")',
      'learn 2592000000 relearn 0 keep 7776000000',
      'noise of values none',
      'noise of amounts none',
    ]);
    expect(id(baseline())).toMatch(/^[0-9a-f]{16}$/);
  });

  it('cannot be imitated by a name with quotes and line breaks', () => {
    const named = (name: string): TypedExpression => ({ kind: 'field', type: 'text', name });
    const two = baseline({ keys: ['a', 'b'].map((name) => ({ name, expression: named(name) })) });
    const one = baseline({ keys: [{ name: 'a', expression: named('a")\nkey (field "b') }] });
    expect(canonicalText(one, schema)).not.toBe(canonicalText(two, schema));
  });
});

describe('the state id of a baseline that keeps learning', () => {
  const learnt = 'learn hour = usual hours of moment, against city, everyone';

  function idOf(text: string, { zone = '', learning = 'keep learning' } = {}): string {
    const { rules, diagnostics } = checkText(`table holidays from csv "holidays.csv" key date
      source web from ndjson fields user: text, city: text, bytes: number, moment: time time moment
      baseline b on web for each user ${zone} ${text} ${learning} days off in holidays`);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    return id(rules!.rules[0]!, rules!.sources[0]!);
  }

  it.each([
    'learn hour = usual hours of moment, against city, everyone, weight 0.5',
    'learn hour = usual hours of moment, against everyone, city',
    'learn other = usual hours of moment, against city, everyone',
    `${learnt} with at least 90 events`,
    `${learnt} no quarantine`,
    `${learnt} ignore where bytes > 5`,
    `${learnt} down-weight surprises above 0.9`,
    `${learnt} no calibration`,
    `${learnt} add slow surprise over 12 days`,
    `${learnt} unusual above 0.5`,
    `${learnt} forget after 9 days`,
    `${learnt} during 30 days, half-life 120 days`,
    `${learnt} alert at most 5 a day "{hour}" severity high`,
  ])('stays the same: %s', (text) => {
    expect(idOf(text)).toBe(idOf(learnt));
  });

  it.each([
    'learn hour = usual hours of week of moment, against city, everyone',
    'learn hour = usual hours by day type of moment, against city, everyone',
    'learn hour = usual hours of moment within 1 hour, against city, everyone',
    'learn hour = unusual presence of moment, against city, everyone',
    'learn hour = usual hours of moment, against city',
    'learn hour = usual hours of moment, against city, bytes, everyone',
    `${learnt} place = first seen city`,
    `${learnt} half-life 60 days`,
    `${learnt} half-life never`,
    `${learnt} during 7 days`,
  ])('changes with: %s', (text) => {
    expect(idOf(text)).not.toBe(idOf(learnt));
  });

  it('changes with the clock of its keys, and when it stops to learn', () => {
    const ids = [
      idOf(learnt),
      idOf(learnt, { zone: 'in zone city' }),
      idOf(learnt, { zone: 'in zone "UTC"' }),
    ];
    expect(new Set(ids).size).toBe(3);
    const generations = checkText(`source web from ndjson fields user: text, moment: time time moment
      baseline b on web for each user learn hour = usual hours of moment`).rules!;
    const kept = checkText(`source web from ndjson fields user: text, moment: time time moment
      baseline b on web for each user learn hour = usual hours of moment keep learning`).rules!;
    expect(id(kept.rules[0]!, kept.sources[0]!)).not.toBe(id(generations.rules[0]!, generations.sources[0]!));
  });

  it('changes with windows, seasons and what is aggregated', () => {
    const features = [
      ...[
        'smoothed sum(bytes) per 5 minutes',
        'smoothed sum(bytes) per 1 hour',
        'smoothed sum(bytes) per day',
      ],
      ...['smoothed sum(bytes) per day with season week', 'series of sum(bytes) per day'],
      ...['share of bytes > 5 per day', 'share of bytes > 6 per day', 'range of sum(bytes) per day'],
      ...['clusters of count(), sum(bytes) per day', 'clusters of sum(bytes), count() per day'],
      'isolation of count(), sum(bytes) per day',
    ];
    expect(new Set(features.map((feature) => idOf(`learn f = ${feature}`))).size).toBe(features.length);
  });

  it('keeps its spelling from release to release', () => {
    const { rules } =
      checkText(`source web from ndjson fields user: text, city: text, moment: time time moment
      baseline b on web for each user in zone city
      learn hour = usual hours of week of moment within 30 minutes, against everyone, city
            place = usual values of city
      keep learning`);
    expect(canonicalText(rules!.rules[0]!, rules!.sources[0]!).split('\n').slice(9)).toEqual([
      'feature running times week 0.5 of (field "moment") against (field "city") everyone',
      'feature running values of (field "city") against ',
      'levels (field "city") everyone',
      'clock (field "city")',
      'learn 2592000000 and on, half-life 120',
    ]);
  });
});

describe('the state id of a view', () => {
  it.each<{ what: string; change: Partial<CheckedView> }>([
    { what: 'name, title and names of columns', change: { name: 'b', title: 'B', columns: [column('c')] } },
    { what: 'a second column of the same aggregate', change: { columns: [column('a'), column('b')] } },
    { what: 'forgetting', change: { forgetMs: 86_400_000 } },
    { what: 'priority, memory and lateness', change: { priority: 9, memoryBytes: 1, latenessMs: 1 } },
  ])('stays the same: $what', ({ change }) => {
    expect(id(view(change))).toBe(id(view()));
  });

  it.each<{ what: string; change: Partial<CheckedView> }>([
    { what: 'filter', change: { where: many } },
    { what: 'key', change: { keys: [{ name: 'account', expression: field('city') }] } },
    { what: 'aggregate', change: { aggregates: [{ kind: 'sum', argument: field('rows') }] } },
  ])('changes with: $what', ({ change }) => {
    expect(id(view(change))).not.toBe(id(view()));
  });

  it('stays the same when columns change places', () => {
    const ids = ['count() as n, max(bytes) as most', 'max(bytes) as most, count() as n'].map((columns) => {
      const { rules } = checkText(
        `source web from ndjson fields user: text, bytes: number, moment: time time moment
         view v on web for each user keep ${columns}`,
      );
      return id(rules!.rules[0], rules!.sources[0]);
    });
    expect(ids[1]).toBe(ids[0]);
  });

  it('is another one than that of a rule that counts the same', () => {
    expect(id(view())).not.toBe(id(threshold()));
  });
});

describe('the state id of a threshold rule', () => {
  const aggregate: TypedExpression = { kind: 'aggregate', type: 'number', index: 0 };

  it('stays the same with another threshold', () => {
    const [{ window }] = threshold().alerts;
    expect(id(threshold({ alerts: [alert(compare('>', aggregate, constant(99)), { window })] }))).toBe(
      id(threshold()),
    );
  });

  it('changes with the window of an alert', () => {
    expect(
      id(threshold({ alerts: [alert(isRoot, { window: { kind: 'tumbling', lengthMs: 1000 } })] })),
    ).not.toBe(id(threshold()));
  });

  it('changes with the aggregate, not with a second mention of it', () => {
    expect(id(threshold({ aggregates: [{ kind: 'sum', argument: field('rows') }] }))).not.toBe(
      id(threshold()),
    );
    expect(id(threshold({ aggregates: [{ kind: 'count' }, { kind: 'count' }] }))).toBe(id(threshold()));
  });
});

function column(name: string): CheckedView['columns'][number] {
  return { name, type: 'number', aggregate: 0 };
}

function withField(name: string, change: Partial<SourceSchema['fields'][number]>): SourceSchema {
  return {
    ...schema,
    fields: schema.fields.map((each) => (each.name === name ? { ...each, ...change } : each)),
  };
}
