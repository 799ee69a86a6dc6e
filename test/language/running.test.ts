/** Baselines that keep learning: what each kind of feature and each clause means, and what is filled in. */

import { describe, expect, test } from 'vitest';
import type { CheckedBaseline } from '../../src/language/checked.ts';
import { checkText, codesOf } from './check-text.ts';

const dayMs = 86_400_000;

const source = `source web from ndjson
  fields user: text, department: text, ip: ip, bytes: number, took: duration, ok: boolean,
         latitude: number, longitude: number, moment: time
  time moment, up to 10 minutes late, zone "Asia/Shanghai"
`;

const head = `${source}baseline b on web for each user `;

function running(text: string): CheckedBaseline & { running: NonNullable<CheckedBaseline['running']> } {
  const { rules, diagnostics } = checkText(`${head}${text} keep learning`);
  expect(diagnostics).toEqual([]);
  const [rule] = rules!.rules;
  if (rule?.kind !== 'baseline' || rule.running === undefined) throw new Error('it does not keep learning');
  return { ...rule, running: rule.running };
}

function learnt(feature: string): CheckedBaseline['features'][number] & { kind: 'running' } {
  const [checked] = running(`learn f = ${feature}`).features;
  if (checked?.kind !== 'running') throw new Error('not a running feature');
  return checked;
}

describe('features learnt of events', () => {
  test.each([
    ['usual hours of moment', { kind: 'times', cycle: 'day' }, ['moment']],
    ['usual hours of week of moment', { kind: 'times', cycle: 'week' }, ['moment']],
    ['usual hours by day type of moment', { kind: 'times', cycle: 'day type' }, ['moment']],
    [
      'usual hours of moment within 90 minutes',
      { kind: 'times', cycle: 'day', bandwidthHours: 1.5 },
      ['moment'],
    ],
    [
      'usual hours of week of moment, within 1 hour, weight 1',
      { kind: 'times', cycle: 'week', bandwidthHours: 1 },
      ['moment'],
    ],
    ['usual hours of moment, weight 2', { kind: 'times', cycle: 'day' }, ['moment']],
    ['unusual presence of moment', { kind: 'presence' }, ['moment']],
    ['usual values of ip', { kind: 'values' }, ['ip']],
    ['first seen ip', { kind: 'first seen' }, ['ip']],
    ['usual counts of user', { kind: 'counts' }, ['user']],
    ['range of bytes', { kind: 'amount', scale: 'value' }, ['bytes']],
    ['usual places of latitude, longitude', { kind: 'places' }, ['latitude', 'longitude']],
    ['travel speed of latitude, longitude, moment', { kind: 'travel' }, ['latitude', 'longitude', 'moment']],
  ])('%s', (text, model, parts) => {
    const feature = learnt(text);
    expect(feature.model).toEqual({ ...model, halfLifeDays: 120 });
    expect(feature.parts.map((part) => part.kind === 'field' && part.name)).toEqual(parts);
    expect(feature.aggregates).toEqual([]);
  });
});

describe('features learnt of windows', () => {
  test.each([
    ['frequency per day', { kind: 'amount', scale: 'count' }, ['count']],
    ['range of sum(bytes) per day', { kind: 'amount', scale: 'amount' }, ['sum']],
    ['range of average(took) per 1 hour', { kind: 'amount', scale: 'value' }, ['average']],
    ['share of ok and bytes > 5 per day', { kind: 'share' }, ['sum', 'count']],
    ['ratio of sum(bytes) to max(bytes) over 1 hour', { kind: 'share' }, ['sum', 'maximum']],
    ['smoothed average(bytes) per 5 minutes', { kind: 'smoothed', season: 'none' }, ['average']],
    ['smoothed count() per hour, with season day', { kind: 'smoothed', season: 'day' }, ['count']],
    ['smoothed count() per hour with season week', { kind: 'smoothed', season: 'week' }, ['count']],
    ['smoothed count() per hour, weight 2', { kind: 'smoothed', season: 'none' }, ['count']],
    ['periodic average(bytes) per 1 hour', { kind: 'periodic' }, ['average']],
    ['series of max(bytes) per 5 minutes', { kind: 'series' }, ['maximum']],
    ['clusters of count(), sum(bytes) per day', { kind: 'clusters', dimensions: 2 }, ['count', 'sum']],
  ])('%s', (text, model, aggregates) => {
    const rule = running(`learn f = ${text}`);
    const [feature] = rule.features;
    expect(feature).toMatchObject({ kind: 'running', model: { ...model, halfLifeDays: 120 }, parts: [] });
    const used = feature?.kind === 'running' ? feature.aggregates : [];
    expect(used.map((index) => rule.aggregates[index]?.kind)).toEqual(aggregates);
  });

  test('a forest grows from a seed that only what it is learnt of decides', () => {
    const seedOf = (text: string): number => {
      const { model } = learnt(text);
      return model.kind === 'forest' ? model.seed : Number.NaN;
    };
    const seed = seedOf('isolation of count(), sum(bytes) per day');
    expect(seedOf('isolation of count(), sum(bytes) per day, weight 2')).toBe(seed);
    expect(seedOf('isolation of sum(bytes), count() per day')).not.toBe(seed);
    expect(seed).toBeGreaterThanOrEqual(0);
    expect(Number.isInteger(seed)).toBe(true);
  });
});

describe('what stands behind a feature', () => {
  test('is peers, a weight, or both, in any order', () => {
    const { features, running: kept } = running(`learn a = usual values of ip, against everyone, department
      b = first seen ip, weight 0.2, against everyone
      c = range of bytes against ip`);
    expect(kept.levels.map(({ name }) => name)).toEqual(['department', 'ip', 'everyone']);
    expect(features).toMatchObject([
      { levels: [0, 2], weight: 1 },
      { levels: [2], weight: 0.2 },
      { levels: [1], weight: 1 },
    ]);
  });

  test('goes to a feature or a level that is called so', () => {
    const { rules, diagnostics } = checkText(`source s from ndjson
      fields text: text, weight: text, against: text, within: text, t: time time t
      baseline b on s for each text
        learn weight = usual values of weight, against weight, everyone
              against = usual values of against, weight 2
              within = usual hours of t
              during = first seen within
        keep learning alert "{weight}" when unusual weight or against is new or unusual within or during is new`);
    expect(diagnostics).toEqual([]);
    expect(rules?.rules[0]).toMatchObject({
      features: [
        { name: 'weight', weight: 1, levels: [0, 1] },
        { name: 'against', weight: 2, levels: [] },
        { name: 'within', model: { kind: 'times' } },
        { name: 'during', model: { kind: 'first seen' } },
      ],
    });
  });
});

describe('a baseline that keeps learning', () => {
  test('has defaults for everything', () => {
    expect(running('learn place = usual values of ip')).toMatchObject({
      learnMs: 30 * dayMs,
      relearnMs: 0,
      keepMs: 90 * dayMs,
      evidenceMin: 10,
      threshold: 0.99,
      running: {
        halfLifeDays: 120,
        levels: [],
        daysOff: [],
        calibration: { everyone: true, own: true },
        doubts: [{ action: 'quarantine', kind: 'surprise', score: 0.999, waitDays: 21, daysMinToAdmit: 3 }],
      },
    });
    expect(running('learn place = usual values of ip').running).not.toHaveProperty('slow');
  });

  test('takes its times from its clauses', () => {
    expect(
      running('learn n = frequency per day during 7 days, half-life 30 days, forget after 10 days'),
    ).toMatchObject({
      learnMs: 7 * dayMs,
      keepMs: 10 * dayMs,
      evidenceMin: 5,
      running: { halfLifeDays: 30 },
      features: [{ model: { halfLifeDays: 30 } }],
    });
    expect(running('learn place = usual values of ip half-life never').running.halfLifeDays).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  test.each([
    ['no calibration', { everyone: false, own: false }],
    ['calibrate against everyone', { everyone: true, own: false }],
    ['calibrate against own history', { everyone: false, own: true }],
    ['calibrate against own history, everyone', { everyone: true, own: true }],
  ])('%s', (text, calibration) => {
    expect(running(`learn place = usual values of ip ${text}`).running.calibration).toEqual(calibration);
  });

  test('adds slow surprise with a weight, 0.6 unless it is said', () => {
    const slow = (text: string): unknown => running(`learn place = usual values of ip ${text}`).running.slow;
    expect(slow('add slow surprise over 2 weeks')).toEqual({ days: 14, weight: 0.6 });
    expect(slow('add slow surprise over 12 days, weight 1')).toEqual({ days: 12, weight: 1 });
  });

  test('knows days off from the keys of a table', () => {
    const { rules } = checkText(`table holidays from csv "holidays.csv" key date
      ${head}learn hour = usual hours by day type of moment keep learning days off in holidays`);
    expect(rules?.rules[0]).toMatchObject({
      running: { daysOff: [Date.UTC(2024, 1, 29) / dayMs, Date.UTC(2026, 11, 25) / dayMs] },
    });
  });

  test('keeps each key on its own clock', () => {
    const zoned = (zone: string): unknown =>
      checkText(`table staff from csv "staff.csv" key account
        ${source}baseline b on web for each user in zone ${zone}
        learn hour = usual hours of moment keep learning ignore where user in staff`).rules?.rules[0];
    expect(zoned('staff[user].department')).toMatchObject({
      running: { zone: { kind: 'lookup', column: 'department' } },
    });
    expect(zoned('"Europe/Berlin"')).toMatchObject({ running: { zone: { value: 'Europe/Berlin' } } });
    expect(zoned('"Europe/Berln"')).toBeUndefined();
    expect(zoned('bytes')).toBeUndefined();
  });
});

describe('doubts', () => {
  const doubts = (text: string): readonly string[] =>
    running(`learn place = usual values of ip rows = range of bytes ${text}`).running.doubts.map(
      ({ action, kind }) => `${action} ${kind}`,
    );

  test('stand in the order they are written, quarantine last without a word about it', () => {
    expect(doubts('clip outliers beyond 4 sigma ignore where bytes > 5 ignore where ok')).toEqual([
      'clip outlier',
      'ignore condition',
      'ignore condition',
      'quarantine surprise',
    ]);
    expect(doubts('quarantine surprises above 0.9 clip outliers beyond 4 sigma')).toEqual([
      'quarantine surprise',
      'clip outlier',
    ]);
  });

  test('put what surprises most into quarantine before the rest is down-weighted', () => {
    expect(doubts('down-weight surprises above 0.9 ignore outliers beyond 4 sigma')).toEqual([
      'quarantine surprise',
      'down-weight surprise',
      'ignore outlier',
    ]);
  });

  test('are none when nothing is doubted', () => {
    expect(doubts('no quarantine')).toEqual([]);
  });

  test('take quarantine as it is written', () => {
    const { running: kept } = running(
      'learn place = usual values of ip quarantine surprises above 0.999 for 2 days, admit after 1 day',
    );
    expect(kept.doubts).toEqual([
      { action: 'quarantine', kind: 'surprise', score: 0.999, waitDays: 2, daysMinToAdmit: 1 },
    ]);
    const { running: short } = running(
      'learn place = usual values of ip quarantine surprises above 0.999, for 2 days',
    );
    expect(short.doubts).toMatchObject([{ waitDays: 2, daysMinToAdmit: 2 }]);
  });
});

describe('alerts', () => {
  const alerts = (text: string): CheckedBaseline['alerts'] =>
    running(`learn place = usual values of ip ${text}`).alerts;

  test.each([
    ['at most 5 a day', 5],
    ['at most 1 an hour', 24],
    ['at most 14 per week', 2],
    ['at most 0.5 a day', 0.5],
  ])('%s', (budget, perDay) => {
    const [alert] = alerts(`alert ${budget} "{user}" severity high`);
    expect(alert?.perDay).toBeCloseTo(perDay, 12);
    expect(alert?.condition).toMatchObject({ kind: 'constant', value: 1 });
    expect(alert?.message).toMatchObject([{ kind: 'value' }]);
  });

  test('with a limit may have a condition, too', () => {
    expect(alerts('alert at most 5 a day "x" when new place')[0]).toMatchObject({
      perDay: 5,
      condition: { kind: 'judgement', quality: 'new' },
    });
  });

  test.each([
    ['usual hours of moment', 'unusual f or score of f > 0.9 or f > 20'],
    ['usual places of latitude, longitude', 'new f or rare f or unusual f'],
    ['first seen ip', 'new f'],
    ['usual counts of user', 'new f or f is rare or f = "x"'],
    ['travel speed of latitude, longitude, moment', 'unusual f or f > 900'],
    ['range of bytes', 'f is drifting and not f is unusually high'],
    ['smoothed average(bytes) per 5 minutes', 'f is drifting or f is unusually low'],
    ['share of ok per day', 'f is unusually high and f > 0.5'],
    ['series of average(bytes) per 5 minutes', 'f is unusually low or unusual f'],
  ])('of %s may ask: %s', (feature, condition) => {
    running(`learn f = ${feature} alert "{f}" when ${condition}`);
  });

  test.each([
    ['usual hours of moment', 'new f', 'C051'],
    ['usual hours of moment', 'f is unusually high', 'C017'],
    ['first seen ip', 'rare f', 'C051'],
    ['usual values of ip', 'f is drifting', 'C051'],
    ['travel speed of latitude, longitude, moment', 'f is unusually high', 'C017'],
    ['usual places of latitude, longitude', 'f > 3', 'C010'],
  ])('of %s may not ask: %s', (feature, condition, code) => {
    expect(codesOf(`${head}learn f = ${feature} keep learning alert "x" when ${condition}`)).toEqual([code]);
  });
});

describe('without "keep learning"', () => {
  test.each([
    'learn f = usual values of ip, weight 2',
    'learn f = usual values of ip, against everyone',
    'learn f = usual hours of moment, against everyone',
    'learn f = usual hours of moment within 1 hour',
    'learn f = usual hours by day type of moment',
    'learn f = first seen ip',
    'learn f = share of ok per day',
    'learn f = usual values of ip forget after 9 days',
    'learn f = usual values of ip no quarantine',
    'learn f = usual values of ip alert at most 5 a day "x" when new f',
    'in zone "UTC" learn f = usual values of ip',
    'learn f = range of bytes alert "x" when f is drifting',
  ])('%s', (text) => {
    expect(codesOf(`${head}${text}`)).toEqual(['C049']);
  });

  test('nothing is said when it may only have been misspelt', () => {
    const codes = codesOf(`${head}learn f = first seen ip during 30 days, keep lerning, half-life 9 days`);
    expect(codes).not.toContain('C049');
  });

  test('the words of such baselines are names like any others', () => {
    const words = [
      'days',
      'half',
      'life',
      'down',
      'weight',
      'no',
      'add',
      'slow',
      'clip',
      'quarantine',
      'own',
      'limit',
    ];
    const fields = words.map((name) => `${name}: number`).join(', ');
    const { diagnostics } = checkText(`source s from ndjson fields ${fields}, share: text, t: time time t
      baseline b on s
        where down > 3
          and half - life > 2 and
          days > 5 or no = 1 or add > slow and
          limit > 5
        for each share, days, no
        learn clip = range of clip
              weight = range of down - weight
              quarantine = range of quarantine
              half = range of half
              limit = range of limit
        ignore outliers beyond 3 sigma against previous period
        alert "{own}" when clip is unusually high or unusual weight or unusual quarantine or unusual half or unusual limit
      view v on s for each days, half, share keep count() as add, sum(no) as clip`);
    expect(diagnostics).toEqual([]);
  });

  test('the period before may be called so, and means the same as "history"', () => {
    const noise = (against: string): unknown => {
      const { rules } = checkText(
        `${head}learn f = range of bytes ignore outliers beyond 3 sigma against ${against}`,
      );
      return rules?.rules[0];
    };
    expect(noise('previous period')).toMatchObject({ outliersNoise: { sigmas: 3, against: 'history' } });
    expect(noise('history')).toMatchObject({ outliersNoise: { sigmas: 3, against: 'history' } });
    expect(noise('this period')).toMatchObject({ outliersNoise: { sigmas: 3, against: 'period' } });
  });
});
