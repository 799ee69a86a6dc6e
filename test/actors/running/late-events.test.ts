import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../src/time/duration.ts';
import { logSource, open, type Row, run, settled } from '../../runtime/run-rules.ts';
import { inOrder } from './every-kind.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const days = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const at = (day: number, hour: number, who = 'ada', amount = 10): Row => [
  firstDay + day * dayMs + hour * hourMs,
  { who, amount, team: 'red', place: amount > 12 ? 'lab' : 'office' },
];
const source = logSource({ lateness: '3 days' });

const hours = (clauses: string) => `${source}
baseline habits on log for each who
  learn hour = usual hours of at
  during 10 days with at least 10 events, keep learning
  ${clauses}
  alert "{who} at {hour}" when score > 0.8
`;
const values = (clauses: string) => `${source}
baseline habits on log for each who
  learn much  = range of amount, against team, everyone
        where = usual values of place, against team, everyone
  during 10 days with at least 10 events, keep learning
  ${clauses}
  alert "{who} at {where} with {much}" when score > 0.8
`;
const sums = (clauses: string) => `${source}
baseline sums on log for each who
  learn sent = range of sum(amount) per day, against everyone
        events = frequency per day
  during 10 days with at least 5 windows, keep learning
  ${clauses}
  unusual above 0.9
  alert "{who} sent {sent} in {events}" when sent is unusually high
`;
const clauses = [
  'no calibration\n  no quarantine',
  'no calibration\n  quarantine surprises above 0.8 for 5 days, admit after 2 days',
  'quarantine surprises above 0.8 for 5 days, admit after 2 days\n  add slow surprise over 3 days',
];
const office = (count: number, from = 0) => days(count, from).flatMap((day) => [at(day, 9), at(day, 14)]);

function view(rules: string, rows: readonly Row[]) {
  const reported = run({ rules }, [...rows, at(60, 0, 'end')]);
  return {
    late: reported.lateEvents.length,
    scores: reported.scores.map((line) => JSON.stringify(line)).sort(),
    alerts: settled(reported.alerts)
      .map(({ id, score, message, count }) => JSON.stringify([id, score, message, count]))
      .sort(),
    baselines: reported.baselines.map((document) => JSON.stringify(document)).sort(),
  };
}

describe('an event that comes two days late', () => {
  it('repairs the baseline, and with it an alert that was reported', () => {
    const rules = hours('no calibration\n  no quarantine');
    const session = open({ rules });
    session.push(...office(33), at(33, 3));
    const [raised] = session.alerts;
    expect(raised).toMatchObject({ status: 'raised', message: 'ada at 03:00', revision: 1 });
    const nights = [31, 32].map((day) => at(day, 3));
    session.push(...nights, ...office(10, 33));
    const { alerts, lateEvents } = session.finish();
    expect(lateEvents).toEqual([]);
    const last = alerts.filter(({ id }) => id === raised.id).at(-1)!;
    expect(last.revision).toBeGreaterThan(1);
    const inTime = inOrder([...office(43), ...nights, at(33, 3)]);
    expect(settled(alerts).map(({ id, score, message }) => [id, score, message])).toEqual(
      settled(run({ rules }, inTime).alerts).map(({ id, score, message }) => [id, score, message]),
    );
    expect(last.status === 'withdrawn' || last.score < raised.score).toBe(true);
  });

  it('repairs a window that was judged early, and never judges one twice for good', () => {
    const rules = sums('no calibration\n  no quarantine');
    const rows = [...office(33), at(33, 9, 'ada', 500), ...office(9, 34)];
    const late = at(33, 10, 'ada', 700);
    const place = rows.findIndex(([time]) => Number(time) > firstDay + 35 * dayMs + 12 * hourMs);
    const delayed = [...rows.slice(0, place), late, ...rows.slice(place)];
    const reported = run({ rules }, delayed);
    const told = settled(reported.alerts).map(({ message }) => message);
    expect(told).toContain('ada sent 1200 in 2');
    expect(told.filter((message) => message.startsWith('ada sent 500'))).toEqual([]);
    expect(view(rules, delayed)).toEqual(view(rules, inOrder(delayed)));
  });

  it('is not learnt any more when it comes after that, and is reported as late', () => {
    const rules = hours(clauses[0]);
    const rows = [...office(33), at(27, 3), ...office(5, 33)];
    expect(view(rules, rows)).toEqual({ ...view(rules, [...office(38)]), late: 1 });
  });
});

describe.each([
  ['hours', hours],
  ['values, against groups', values],
  ['sums', sums],
])('history that arrives in any order within three days: %s', (_, rulesWith) => {
  it.each(clauses)('is the same in the end with %j', (of) => {
    const event = fc.record({
      day: fc.integer({ min: 0, max: 24 }),
      hour: fc.integer({ min: 0, max: 23 }),
      who: fc.constantFrom('ada', 'bob', 'cy'),
      amount: fc.oneof(fc.integer({ min: 5, max: 15 }), fc.constant(400)),
      delayHours: fc.integer({ min: 0, max: 70 }),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 60, maxLength: 120 }), (events) => {
        const rows = events.map(({ day, hour, who, amount, delayHours }) => ({
          row: at(day, hour, who, amount),
          arrives: day * 24 + hour + delayHours,
        }));
        const delayed = [...rows].sort((one, other) => one.arrives - other.arrives).map(({ row }) => row);
        const rules = rulesWith(of);
        expect(view(rules, delayed)).toEqual(view(rules, inOrder(rows.map(({ row }) => row))));
      }),
      { numRuns: 12 },
    );
  });
});
