import { describe, expect, it } from 'vitest';
import { hourMs } from '../../src/time/duration.ts';
import { logSource, type Row, run } from '../runtime/run-rules.ts';

const firstDay = Date.UTC(2025, 0, 6);
const hours = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

const rules = `${logSource({ lateness: '10 minutes' })}
baseline sums on log for each who
  learn sent = range of sum(amount) per hour, against team, everyone
  during 24 hours with at least 10 windows, keep 48 hours
  unusual above 0.95
  alert "{who} sent {sent}" when sent is unusually high
`;

const send = (hour: number, who: string, fields: { amount: number; team?: string }): Row => [
  firstDay + hour * hourMs,
  { who, ...fields },
];
const tick = (hour: number): Row => [firstDay + hour * hourMs, {}];

/** Two teams of six: the red send about 10 an hour, the blue about 100. */
const people = hours(12).map((index) => ({ who: `user-${index}`, team: index % 2 === 0 ? 'red' : 'blue' }));
const ofTeam = (team: string, hour: number, index: number) =>
  (team === 'red' ? 10 : 100) + ((hour * 7 + index * 3) % 9);
const workday = hours(24).flatMap((hour) =>
  people.map(({ who, team }, index) => send(hour + 0.5, who, { amount: ofTeam(team, hour, index), team })),
);

describe('judging against peers', () => {
  const judge = (...rows: Row[]) => run({ rules }, [...workday, ...rows, tick(30)]);

  it('tells how unusual a window is for oneself, for the group and for everyone', () => {
    const { alerts } = judge(send(25.5, 'user-0', { amount: 300, team: 'red' }));
    expect(alerts[0]).toMatchObject({ key: 'user-0', message: 'user-0 sent 300', status: 'raised' });
    const { levels } = alerts[0].features[0];
    expect(levels?.map(({ name }) => name)).toEqual(['own', 'team red', 'everyone']);
    for (const { score } of levels ?? []) expect(score).toBeGreaterThan(0.9);
  });

  it('is milder to what is usual among peers', () => {
    const alone = rules.replace(', against team, everyone', '');
    const rows = [...workday, send(25.5, 'user-0', { amount: 105, team: 'blue' }), tick(30)];
    const [own] = run({ rules: alone }, rows).scores.filter(
      ({ key, observed }) => key === 'user-0' && observed === '105',
    );
    const [compared] = run({ rules }, rows).scores.filter(
      ({ key, observed }) => key === 'user-0' && observed === '105',
    );
    expect(compared.score).toBeLessThan(own.score);
    const { scores } = judge(send(25.5, 'user-0', { amount: 105, team: 'red' }));
    const [amongRed] = scores.filter(({ key, observed }) => key === 'user-0' && observed === '105');
    expect(amongRed.score).toBeGreaterThan(compared.score);
  });

  it('takes the group that the latest event of the window names, in whatever order they arrive', () => {
    const early = send(25.4, 'user-0', { amount: 150, team: 'red' });
    const last = send(25.6, 'user-0', { amount: 150, team: 'blue' });
    for (const arrived of [
      [early, last],
      [last, early],
    ]) {
      const { alerts } = judge(...arrived);
      expect(alerts.at(-1)?.features[0].levels?.map(({ name }) => name)).toEqual([
        'own',
        'team blue',
        'everyone',
      ]);
    }
  });

  it('judges a key without a group, or of an unknown one, by itself and everyone', () => {
    for (const team of [undefined, '', 'green']) {
      const { alerts, deadLetters } = judge(
        send(25.5, 'user-0', team === undefined ? { amount: 300 } : { amount: 300, team }),
      );
      expect(deadLetters).toEqual([]);
      expect(alerts.at(-1)?.features[0].levels?.map(({ name }) => name)).toEqual(['own', 'everyone']);
    }
  });

  it('judges a window by what the groups had learnt before it, not by itself', () => {
    const all = people.map(({ who, team }) => send(25.5, who, { amount: 900, team }));
    const { alerts } = judge(...all);
    expect(new Set(alerts.map(({ key }) => key)).size).toBe(12);
    const messages = alerts
      .filter(({ status }) => status === 'raised')
      .map(({ features }) => features[0].levels?.[2]?.expected);
    expect(new Set(messages).size).toBe(1);
  });
});

describe('groups', () => {
  const rows = [
    ...workday,
    ...people.map(({ who, team }, index) => send(25.5, who, { amount: 20 * index, team })),
    tick(30),
  ];

  it('are the same over any number of shards', () => {
    const one = run({ rules }, rows);
    for (const shards of [2, 7, 64]) {
      const many = run({ rules, shards, batchRows: 5 }, rows);
      expect(many.alerts).toEqual(one.alerts);
      expect(many.scores).toEqual(one.scores);
      expect(many.metrics.weightBytes).toBeGreaterThan(0);
    }
  });

  it('go when nobody belongs to them any more', () => {
    const { metrics } = run({ rules }, [...rows, tick(200)]);
    expect(metrics.rules[0].keys).toEqual({ learn: 0, ready: 0, close: 0, expire: 12 });
    expect(metrics.weightBytes).toBe(0);
  });
});
