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

/** Of each event: where somebody is. */
const places = `${logSource({ lateness: '10 minutes' })}
baseline habits on log for each who
  learn where = usual values of place, against team, everyone
  during 20 days with at least 10 events, keep learning, forget after 30 days
  no calibration
  unusual above 0.8
  alert "{who} is at {where}" when unusual where
`;
/** Of each day: how much somebody sends. */
const sums = `${logSource({ lateness: '10 minutes' })}
baseline sums on log for each who
  learn sent = range of sum(amount) per day, against team, everyone
  during 20 days with at least 10 windows, keep learning, forget after 30 days
  unusual above 0.95
  alert "{who} sent {sent}" when sent is unusually high
`;

/** Two teams of eight: the red are at home, now and then in the lab, and send 10; the blue are on the road, and send 100. */
const people = days(16).map((index) => ({ who: `user-${index}`, team: index % 2 === 0 ? 'red' : 'blue' }));
const ordinary = (day: number, index: number, team: string) => ({
  team,
  place: team === 'blue' ? 'road' : (day + index) % 4 === 0 ? 'lab' : 'home',
  amount: (team === 'blue' ? 100 : 10) + ((day * 7 + index * 3) % 9),
});
const workdays = (count: number, from = 0) =>
  days(count, from).flatMap((day) =>
    people.map(({ who, team }, index) => at(day, 9 + index / 16, who, ordinary(day, index, team))),
  );
const end = (day: number) => at(day, 0, 'end');
const levelsOf = (rules: string, rows: readonly Row[], who: string) =>
  settled(run({ rules }, inOrder(rows)).alerts)
    .filter(({ key }) => key === who)
    .at(-1)?.features[0].levels;

describe('judging against peers, while learning goes on', () => {
  it('judges a newcomer by its first event', () => {
    const first = (place: string) => at(30, 10, 'new', { team: 'red', place });
    const told = (place: string) => {
      const { alerts, scores } = run({ rules: places }, [...workdays(30), first(place), end(32)]);
      const [score] = scores.filter(({ key }) => key === 'new').map((line) => line.score);
      return { score, messages: alerts.filter(({ key }) => key === 'new').map(({ message }) => message) };
    };
    expect(told('home').messages).toEqual([]);
    expect(told('lab').messages).toEqual([]);
    expect(told('road').score).toBeGreaterThan(told('lab').score);
    expect(told('sea').messages).toEqual(['new is at sea']);
  });

  it('judges the first window of a newcomer', () => {
    const day = (amount: number) => at(30, 10, 'new', { team: 'red', amount });
    const told = (amount: number) =>
      run({ rules: sums }, [...workdays(30), day(amount), end(32)]).alerts.filter(({ key }) => key === 'new');
    expect(told(14)).toEqual([]);
    expect(told(900).map(({ message }) => message)).toEqual(['new sent 900']);
  });

  it('says how often the like was seen by the key, its group and everyone', () => {
    const rows = [...workdays(30), at(30, 10, 'user-0', { team: 'red', place: 'road' }), end(32)];
    const levels = levelsOf(places, rows, 'user-0')!;
    expect(levels.map(({ name }) => name)).toEqual(['own', 'team', 'everyone']);
    expect(levels.map(({ share }) => share)).toEqual([0, 0, expect.closeTo(0.5, 1)]);
    expect(levels[0].score).toBeGreaterThan(0.8);
    expect(levels[1].score).toBeGreaterThan(levels[2].score);
    expect(levels[1].expected).toMatch(/home/);
    expect(levels[2].expected).toMatch(/road/);
  });

  it('judges whoever changes its group by the new one from that event on', () => {
    const at30 = (team: string) => at(30, 10, 'user-0', { team, place: 'road' });
    const scoreIn = (team: string) =>
      run({ rules: places }, [...workdays(30), at30(team), end(32)]).scores.find(
        ({ key, time }) => key === 'user-0' && time === firstDay + 30 * dayMs + 10 * hourMs,
      )!.score;
    expect(scoreIn('blue')).toBeLessThan(scoreIn('red'));
  });

  it('teaches the group that a key belongs to on the day', () => {
    const moved = days(8, 30).map((day) => at(day, 20, 'user-0', { team: 'green', place: 'roof' }));
    const team = days(8, 30).map((day) => at(day, 20, 'user-2', { team: 'green', place: 'roof' }));
    const later = [...workdays(22, 30), ...moved, ...team];
    const rows = [...workdays(30), ...later, at(53, 8, 'new', { team: 'green', place: 'sea' }), end(55)];
    const levels = levelsOf(places, rows, 'new')!;
    expect(levels.map(({ name }) => name)).toEqual(['own', 'team', 'everyone']);
    expect(levels[1].expected).toMatch(/roof/);
    expect(levels[1].expected).not.toMatch(/sea/);
  });

  it.each([undefined, '', 'green'])('judges a key by itself and everyone when its group is %j', (team) => {
    const fields = { place: 'nowhere', amount: 10, ...(team === undefined ? {} : { team }) };
    const reported = run({ rules: places }, [...workdays(30), at(30, 10, 'user-0', fields), end(32)]);
    expect(reported.deadLetters).toEqual([]);
    const [alert] = reported.alerts.filter(({ key }) => key === 'user-0');
    expect(alert.features[0].levels?.map(({ name }) => name)).toEqual(['own', 'everyone']);
  });
});

describe('groups that go on learning', () => {
  const odd = people.map(({ who, team }, index) =>
    at(31, 3, who, { ...ordinary(31, index, team), place: 'sea', amount: 30 * index }),
  );
  const rows = [...workdays(31), ...odd, end(33)];

  it.each([
    ['places', places],
    ['sums', sums],
  ])('are the same over any number of shards: %s', (_, rules) => {
    const one = run({ rules }, rows);
    expect(one.alerts.length).toBeGreaterThan(5);
    for (const [shards, batchRows] of [
      [3, 7],
      [16, 2_048],
    ]) {
      const many = run({ rules, shards, batchRows }, rows);
      const byText = (lines: readonly object[]) => lines.map((line) => JSON.stringify(line)).sort();
      expect(byText(many.alerts)).toEqual(byText(one.alerts));
      expect(byText(many.scores)).toEqual(byText(one.scores));
      expect(byText(many.baselines)).toEqual(byText(one.baselines));
    }
  });

  it('go when nobody has taught them for long, and weigh nothing then', () => {
    const { metrics } = run({ rules: places }, [...workdays(30), at(75, 9, ''), at(75, 10, '')]);
    expect(metrics.rules[0].keys.expire).toBe(people.length);
    expect(metrics.weightBytes).toBeLessThan(10_000);
  });

  it('say nothing any more of who comes after that', () => {
    const late = at(75, 10, 'new', { team: 'red', place: 'road' });
    const { scores } = run({ rules: places }, [...workdays(30), end(70), late, end(80)]);
    expect(scores.filter(({ key }) => key === 'new')).toEqual([]);
  });
});
