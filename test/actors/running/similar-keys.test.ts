import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../src/time/duration.ts';
import { logSource, type Row, run, settled } from '../../runtime/run-rules.ts';
import { inOrder } from './every-kind.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const days = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const at = (day: number, hour: number, who: string, fields: Record<string, unknown> = {}): Row => [
  firstDay + day * dayMs + hour * hourMs,
  { who, ...fields },
];

/** Of each event: where somebody is, and when. Nobody says who works with whom. */
const places = `${logSource({ lateness: '10 minutes' })}
baseline habits on log for each who
  learn where = usual values of place, against similar keys, everyone
        hours = usual hours of at
  during 10 days with at least 10 events, keep learning, forget after 30 days
  no calibration
  unusual above 0.8
  alert "{who} is at {where}" when unusual where
`;
/** Of each day: how much somebody sends. */
const sums = `${logSource({ lateness: '10 minutes' })}
baseline sums on log for each who
  learn sent = range of sum(amount) per day, against similar keys, everyone
  during 10 days with at least 6 windows, keep learning, forget after 30 days
  unusual above 0.95
  alert "{who} sent {sent}" when sent is unusually high
`;

type Behaviour = 'clerk' | 'courier' | 'guard';
const behaviours: readonly Behaviour[] = ['clerk', 'courier', 'guard'];
const placesOf = {
  clerk: ['desk', 'desk', 'desk', 'hall'],
  courier: ['road', 'yard'],
  guard: ['gate'],
} as const;
const hourOf = { clerk: 9, courier: 13, guard: 22 } as const;
const amountOf = { clerk: 10, courier: 200, guard: 5_000 } as const;

/** Fifteen of each. */
const people = days(45).map((index) => ({ who: `user-${index}`, is: behaviours[index % 3] }));
const day = (day: number, index: number, is: Behaviour, who: string): Row[] =>
  placesOf[is].map((place, which) =>
    at(day, hourOf[is] + which / 3 + index / 100, who, {
      place,
      amount: (amountOf[is] * (90 + ((day * 7 + index * 3 + which) % 20))) / 100 / placesOf[is].length,
    }),
  );
const workdays = (count: number, from = 0) =>
  days(count, from).flatMap((date) => people.flatMap(({ who, is }, index) => day(date, index, is, who)));
const end = (date: number) => at(date, 0, 'end');

const told = (rules: string, rows: readonly Row[]) => run({ rules }, inOrder(rows));
const levelsOf = (rules: string, rows: readonly Row[], who: string) =>
  told(rules, rows)
    .alerts.filter(({ key }) => key === who)
    .at(-1)?.features[0].levels;

describe('peers found by what keys do', () => {
  it('are those that do the same', () => {
    const odd = people.map(({ who }) => at(30, 12, who, { place: 'sea', amount: 1e6 }));
    const rows = [...workdays(30), ...odd, end(32)];
    const { alerts, baselines, deadLetters } = told(places, rows);
    expect(deadLetters).toEqual([]);
    const clusters = new Map(baselines.map(({ key, similarKeys }) => [key, similarKeys]));
    const clusterOf = (is: Behaviour) =>
      new Set(people.filter((one) => one.is === is).map(({ who }) => clusters.get(who)));
    expect(behaviours.map((is) => clusterOf(is).size)).toEqual([1, 1, 1]);
    expect(new Set(clusters.values()).size).toBeGreaterThanOrEqual(3);
    people.forEach(({ who, is }) => {
      const levels = alerts.find(({ key }) => key === who)?.features[0].levels;
      expect(levels?.map(({ name }) => name)).toEqual(['own', 'similar keys', 'everyone']);
      const usual = levels?.[1].expected ?? '';
      for (const other of behaviours)
        expect([other, usual.includes(placesOf[other][0])]).toEqual([other, other === is]);
    });
  });

  it('are named by amounts as well', () => {
    const odd = people.map(({ who }) => at(30, 12, who, { amount: 1e6 }));
    const { alerts } = told(sums, [...workdays(30), ...odd, end(32)]);
    const usual = (is: Behaviour) =>
      new Set(
        people
          .filter((person) => person.is === is)
          .map(({ who }) => alerts.find(({ key }) => key === who)?.features[0].levels?.[1].expected),
      );
    const all = behaviours.map((is) => [...usual(is)]);
    expect(all.map((texts) => texts.length)).toEqual([1, 1, 1]);
    expect(new Set(all.flat()).size).toBe(3);
  });

  it('take in a newcomer that does as they do', () => {
    const newcomer = days(12, 30).flatMap((date) => day(date, 50, 'guard', 'new'));
    const asked = (place: string) =>
      inOrder([...workdays(43), ...newcomer, at(42, 22, 'new', { place }), end(44)]);
    const levels = levelsOf(places, asked('desk'), 'new');
    expect(levels?.map(({ name }) => name)).toEqual(['own', 'similar keys', 'everyone']);
    expect(levels?.[1].expected).toMatch(/gate/);
    expect(levels?.[1].expected).not.toMatch(/desk/);
    const last = ({ time }: { time: number | string }) => new Date(time).getTime() >= firstDay + 42 * dayMs;
    const { alerts } = told(places, asked('gate'));
    expect(alerts.filter((alert) => alert.key === 'new' && last(alert))).toEqual([]);
  });

  it('are nobody as long as a key has done little', () => {
    const first = at(30, 12, 'new', { place: 'sea' });
    expect(levelsOf(places, [...workdays(30), first, end(32)], 'new')?.map(({ name }) => name)).toEqual([
      'own',
      'everyone',
    ]);
  });
});

describe('similar keys', () => {
  const odd = people.map(({ who, is }, index) =>
    at(31, 3, who, {
      place: placesOf[behaviours[(behaviours.indexOf(is) + index) % 3]][0],
      amount: 400 * index,
    }),
  );
  const rows = inOrder([...workdays(31), ...odd, ...workdays(2, 32), end(35)]);
  const byText = (lines: readonly object[]) => lines.map((line) => JSON.stringify(line)).sort();
  const said = (options: Parameters<typeof run>[0]) => {
    const { alerts, scores, baselines, deadLetters } = run(options, rows);
    return { alerts: byText(alerts), scores: byText(scores), baselines: byText(baselines), deadLetters };
  };

  it.each([
    ['places', places],
    ['sums', sums],
  ])('are the same over any number of shards, and after eviction: %s', (_, rules) => {
    const one = said({ rules });
    expect(one.alerts.length).toBeGreaterThan(5);
    expect(one.deadLetters).toEqual([]);
    expect(said({ rules, shards: 3, batchRows: 7 })).toEqual(one);
    expect(said({ rules, memoryBytesMax: 1, batchRows: 64 })).toEqual(one);
  });

  it.each([
    ['places', places],
    ['sums', sums],
  ])('are the same when events come late: %s', (_, rules) => {
    const late = rows
      .map((row, index) => ({ row, arrival: Number(row[0]) + ((index * 7) % 10) * 59_000 }))
      .sort((one, other) => one.arrival - other.arrival)
      .map(({ row }) => row);
    const alertsOf = (ordered: readonly Row[]) =>
      byText(
        settled(run({ rules }, ordered).alerts).map(({ id, score, features }) => ({ id, score, features })),
      );
    expect(late).not.toEqual(rows);
    expect(alertsOf(late)).toEqual(alertsOf(rows));
  });

  it('judge after eviction as well', () => {
    const { metrics, alerts } = run({ rules: places, memoryBytesMax: 1, batchRows: 32 }, rows);
    expect(metrics.rules[0].evicted).toBeGreaterThan(500);
    expect(alerts.some(({ features }) => features[0].levels?.[1]?.name === 'similar keys')).toBe(true);
  });
});
