import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../src/time/duration.ts';
import { logSource, type Row, run, settled } from '../../runtime/run-rules.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const days = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const at = (day: number, hour: number, who: string, fields: Record<string, unknown> = {}): Row => [
  firstDay + day * dayMs + hour * hourMs,
  { who, ...fields },
];

/** A baseline of hours, with clauses of a test's own. */
function hoursRules(clauses: string, source = logSource({ lateness: '10 minutes' })): string {
  return `${source}
baseline habits on log for each who
  learn hour = usual hours of at${clauses.startsWith(',') ? clauses.split('\n')[0] : ''}
  during 20 days with at least 10 events, keep learning
  ${clauses.startsWith(',') ? clauses.split('\n').slice(1).join('\n  ') : clauses}
  unusual above 0.95
  alert "{who} at {hour}" when unusual hour
    once per day
`;
}

const office = (count: number, who = 'ada', from = 0) =>
  days(count, from).flatMap((day) => [at(day, 9.2, who), at(day, 13.1, who), at(day, 16.7, who)]);
const scoresOn = (reported: ReturnType<typeof run>, day: number, who = 'ada') =>
  reported.scores
    .filter(({ key, time }) => key === who && Math.floor((time - firstDay) / dayMs) === day)
    .map(({ score }) => score);

describe('a baseline that keeps learning', () => {
  it('says nothing of a key until it has learnt for long enough, and then judges at once', () => {
    const reported = run({ rules: hoursRules('no calibration') }, [
      ...office(30),
      at(30, 3, 'ada'),
      at(31, 9, 'ada'),
    ]);
    expect(Math.min(...reported.scores.map(({ time }) => time))).toBe(firstDay + 20 * dayMs + 9.2 * hourMs);
    expect(settled(reported.alerts).map(({ message, key }) => [key, message])).toEqual([
      ['ada', 'ada at 03:00'],
    ]);
  });

  it('learns what comes again and again, and forgets what does not', () => {
    const night = days(25, 30).map((day) => at(day, 2.5, 'ada'));
    const rows = [...office(60), ...night].sort(([one], [other]) => Number(one) - Number(other));
    const reported = run({ rules: hoursRules('no calibration\nno quarantine') }, rows);
    const first = Math.max(...scoresOn(reported, 30));
    const last = Math.max(...scoresOn(reported, 54));
    expect(first).toBeGreaterThan(0.95);
    expect(last).toBeLessThan(0.9);
  });

  it('holds back what surprises, and learns it when its like comes on enough days', () => {
    const rules = hoursRules(
      'no calibration\nquarantine surprises above 0.95 for 10 days, admit after 4 days',
    );
    const scoreAfter = (nights: number) => {
      const night = days(nights, 30).map((day) => at(day, 2.5, 'ada'));
      const rows = [...office(60), ...night, at(59, 2.5, 'ada')];
      const reported = run(
        { rules },
        rows.sort(([one], [other]) => Number(one) - Number(other)),
      );
      return Math.max(...scoresOn(reported, 59));
    };
    expect(scoreAfter(2)).toBeGreaterThanOrEqual(scoreAfter(0) - 0.01);
    expect(scoreAfter(9)).toBeLessThan(scoreAfter(2) - 0.05);
  });

  it('judges a newcomer by its group', () => {
    const rules = hoursRules(', against team, everyone\nno calibration').replace('0.95', '0.8');
    const team = days(30).flatMap((day) =>
      ['a', 'b', 'c', 'd'].flatMap((who) => [
        at(day, 9 + (who.charCodeAt(0) % 3), who, { team: 'red' }),
        at(day, 15, who, { team: 'red' }),
      ]),
    );
    const newcomer = [
      at(30, 10, 'new', { team: 'red' }),
      at(30, 23.5, 'new', { team: 'red' }),
      at(31, 1, 'a'),
    ];
    const { alerts } = run({ rules }, [...team, ...newcomer]);
    const [alert] = settled(alerts).filter(({ key }) => key === 'new');
    expect(alert?.message).toBe('new at 23:30');
    expect(alert?.features[0]?.levels?.map(({ name }) => name)).toEqual(['own', 'team', 'everyone']);
    expect(alert?.features[0]?.levels?.[1]?.share).toBe(0);
  });

  it('forgets a key that is silent for too long', () => {
    const rules = hoursRules('no calibration').replace(
      'keep learning',
      'keep learning, forget after 25 days',
    );
    const back = [...office(30), ...office(25, 'ada', 60)];
    const reported = run({ rules }, [...back, at(80, 0, 'bob')]);
    expect(reported.metrics.rules[0].keys.expire).toBe(1);
    expect(scoresOn(reported, 65)).toEqual([]);
    expect(scoresOn(reported, 81).length + scoresOn(reported, 82).length).toBeGreaterThan(0);
  });

  it('takes the day of the zone that a key lives in', () => {
    const source = logSource({ lateness: '10 minutes' });
    const rules = hoursRules('no calibration', source).replace('for each who', 'for each who in zone place');
    const rows = days(26).flatMap((day) => [at(day, 1, 'far', { place: 'Asia/Tokyo' }), at(day, 9, 'near')]);
    const { baselines } = run({ rules }, [...rows, at(27, 1, 'far', { place: 'Asia/Tokyo' })]);
    const usual = new Map(baselines.map(({ key, features }) => [key, features.hour]));
    expect(usual.get('far')).toMatchObject({ usual: expect.stringContaining('10') });
    expect(usual.get('near')).toMatchObject({ usual: expect.stringContaining('09') });
  });

  it('ignores what an expression of the analyst calls noise', () => {
    const night = days(20, 5).map((day) => at(day, 2.5, 'ada', { team: 'test' }));
    const rows = [...office(40), ...night, at(40, 2.5, 'ada')];
    const ordered = rows.sort(([one], [other]) => Number(one) - Number(other));
    const learnt = run({ rules: hoursRules('no calibration') }, ordered);
    const ignored = run({ rules: hoursRules('no calibration\n  ignore where team = "test"') }, ordered);
    expect(scoresOn(ignored, 40)[0]).toBeGreaterThan(scoresOn(learnt, 40)[0] + 0.05);
  });

  it('does not depend on the order in which events arrive', () => {
    const rules = hoursRules(
      ', against everyone\nquarantine surprises above 0.6 for 3 days, admit after 2 days',
    );
    const people = ['ada', 'bob', 'cy'];
    const event = fc.record({
      day: fc.integer({ min: 0, max: 27 }),
      minute: fc.oneof(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 480, max: 1439 })),
      who: fc.constantFrom(...people),
    });
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 40, maxLength: 120 }),
        fc.infiniteStream(fc.nat(9)),
        (events, delays) => {
          const rows = events
            .map(({ day, minute, who }): Row => at(day, minute / 60, who))
            .sort(([one], [other]) => Number(one) - Number(other));
          const delayed = rows
            .map((row) => ({ row, arrives: Number(row[0]) + delays.next().value! * minuteMs }))
            .sort((one, other) => one.arrives - other.arrives)
            .map(({ row }) => row);
          const view = (all: readonly Row[]) => {
            const reported = run({ rules }, [...all, at(40, 0, 'end')]);
            return {
              scores: reported.scores.map((line) => JSON.stringify(line)).sort(),
              alerts: settled(reported.alerts)
                .map(({ id, score, message, count }) => [id, score, message, count])
                .sort(),
              baselines: reported.baselines.map((document) => JSON.stringify(document)).sort(),
            };
          };
          expect(view(delayed)).toEqual(view(rows));
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('a limit of alerts a day', () => {
  it('is kept on average, whatever the rule would call unusual', () => {
    const rules = hoursRules('')
      .replace('alert "', 'alert at most 2 a day "')
      .replace('when unusual hour', '');
    const people = days(60).map((index) => `user-${index}`);
    let seed = 7;
    const random = () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed / 2 ** 32;
    };
    const rows = days(70).flatMap((day) =>
      people.flatMap((who, index) =>
        [0, 1, 2].map(() =>
          at(day, (8 + (index % 4) + 9 * random() ** 2 + (random() < 0.03 ? 10 : 0)) % 24, who),
        ),
      ),
    );
    const { alerts } = run(
      { rules },
      rows.sort(([one], [other]) => Number(one) - Number(other)),
    );
    const late = settled(alerts).filter(({ time }) => time >= firstDay + 30 * dayMs);
    const perDay = late.length / 40;
    expect(perDay).toBeGreaterThan(1);
    expect(perDay).toBeLessThan(3.2);
  });
});
