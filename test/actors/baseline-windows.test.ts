import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/time/duration.ts';
import { logSource, type Row, run, settled } from '../runtime/run-rules.ts';

const firstDay = Date.UTC(2025, 0, 6);
const hours = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

function sums(
  options: {
    condition?: string;
    learn?: string;
    lateness?: string;
    zone?: string;
    window?: string;
    end?: string;
  } = {},
): string {
  const { condition = 'sent is unusually high', window = 'per hour', end = '' } = options;
  const { learn = 'during 12 hours with at least 4 windows, keep 24 hours' } = options;
  const source = { zone: options.zone ?? 'UTC', lateness: options.lateness ?? '0 seconds' };
  return `${logSource(source)}
baseline sums on log for each who
  learn sent = range of sum(amount) ${window}
  ${learn}
  unusual above 0.95
  alert "{sent}" when ${condition} ${end}
`;
}

/** A message sent so many hours after the first midnight. */
const send = (hour: number, amount: number, who = 'ann'): Row => [firstDay + hour * hourMs, { who, amount }];
const tick = (hour: number): Row => [firstDay + hour * hourMs, {}];
const usual = (count: number, from = 0) => hours(count, from).map((hour) => send(hour + 0.5, 8 + (hour % 5)));

describe('a baseline of windows', () => {
  it('alerts as soon as the open window is too high, and tells in the end how high it was', () => {
    const { alerts } = run({ rules: sums({ lateness: '10 minutes' }) }, [
      ...usual(14),
      send(14.1, 60),
      send(14.2, 20),
      tick(16),
    ]);
    expect(alerts.map(({ status, message, position, time }) => [status, message, position, time])).toEqual([
      ['raised', '60', 15, firstDay + 15 * hourMs],
      ['updated', '80', 16, firstDay + 15 * hourMs],
    ]);
  });

  it('judges no window of its learning period, and the first one after it', () => {
    const at = (hour: number) =>
      run({ rules: sums() }, [...usual(hour), send(hour + 0.5, 500), tick(hour + 2)]).alerts;
    expect(at(11)).toEqual([]);
    expect(at(12)).toHaveLength(1);
  });

  it('learns windows, not events, and tells how many were silent', () => {
    const rows = hours(12)
      .filter((hour) => hour % 3 !== 2)
      .flatMap((hour) => [send(hour + 0.1, 4), send(hour + 0.6, 5)]);
    const { baselines } = run({ rules: sums() }, [...rows, tick(13)]);
    expect(baselines).toHaveLength(1);
    expect(baselines[0]).toMatchObject({
      events: 8,
      learnFrom: '2025-01-06T00:00:00Z',
      learnTo: '2025-01-06T12:00:00Z',
    });
    expect(baselines[0].features.sent).toMatchObject({ silent: 4 / 12 });
  });

  it('counts a late event into its window as long as that may change', () => {
    const late = sums({ lateness: '10 minutes' });
    const inTime = [...usual(14), send(14.5, 9), tick(15.15), send(14.99, 60), tick(17)];
    expect(settled(run({ rules: late }, inTime).alerts)).toMatchObject([{ message: '69' }]);
    const tooLate = [...usual(14), send(14.5, 9), tick(15.2), send(14.99, 60), tick(17)];
    const { alerts, lateEvents } = run({ rules: late }, tooLate);
    expect(alerts).toEqual([]);
    expect(lateEvents).toHaveLength(1);
  });

  it('gives one alert for a day of unusual hours', () => {
    const rules = sums({ end: 'once per day' });
    const { alerts } = run({ rules }, [
      ...usual(14),
      ...hours(5, 14).map((hour) => send(hour + 0.5, 70)),
      tick(50),
    ]);
    expect(settled(alerts)).toMatchObject([{ count: 5, message: '70' }]);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(1);
  });

  it.each([
    ['2025-03-25T00:00:00+01:00', 9, '23'],
    ['2025-10-21T00:00:00+02:00', 8, '25'],
  ])('takes the days from %s on as the local clock counts them', (start, learnt, changed) => {
    const rules = sums({
      zone: 'Europe/Berlin',
      window: 'per day',
      learn: 'during 8 days with at least 4 windows',
    });
    const from = Date.parse(start);
    const rows = hours(11 * 24).map((hour): Row => [from + hour * hourMs, { who: 'ann', amount: 1 }]);
    const { baselines, scores } = run({ rules }, rows);
    const { events, features } = baselines.at(-1)!;
    expect(events).toBe(learnt);
    expect(features.sent).toMatchObject({
      silent: 0,
      maximum: Math.max(24, Number(changed)),
      minimum: Math.min(24, Number(changed)),
    });
    expect(new Set(scores.map(({ observed }) => observed))).toEqual(new Set(['24']));
  });
});

describe('silence', () => {
  const low = { condition: 'sent is unusually low' };

  it('is judged window by window for a rule that asks for unusually low amounts', () => {
    const rows = hours(13).map((hour) => send(hour + 0.5, 50 + (hour % 5)));
    const { alerts } = run({ rules: sums(low) }, [...rows, tick(16)]);
    expect(alerts.map(({ message, time }) => [message, (time - firstDay) / hourMs])).toEqual([
      ['0', 14],
      ['0', 15],
      ['0', 16],
    ]);
  });

  it('is reported of a key that fell silent before its baseline was ready', () => {
    const rows = hours(8).map((hour) => send(hour + 0.5, 50 + (hour % 5)));
    const sensitive = sums(low).replace('above 0.95', 'above 0.5');
    const { scores, alerts } = run({ rules: sensitive }, [...rows, tick(14)]);
    expect(scores.map(({ observed, time }) => [observed, (time - firstDay) / hourMs])).toEqual([
      ['0', 13],
      ['0', 14],
    ]);
    expect(alerts.map(({ message }) => message)).toEqual(['0', '0']);
  });

  it('is nothing to a rule that asks for high amounts', () => {
    const { alerts, metrics } = run({ rules: sums() }, [...usual(13), tick(30)]);
    expect(alerts).toEqual([]);
    expect(metrics.rules[0].judged).toBe(1);
  });

  it('ends with the baseline', () => {
    const rows = hours(13).map((hour) => send(hour + 0.5, 50 + (hour % 5)));
    const { alerts, metrics } = run({ rules: sums(low) }, [...rows, tick(100)]);
    expect(alerts).toHaveLength(36 - 13);
    expect(metrics.rules[0].keys).toEqual({ learn: 0, ready: 0, close: 0, expire: 1 });
  });

  it('is no news in the hours in which a key is often silent', () => {
    const rows = hours(13)
      .filter((hour) => hour % 2 === 0)
      .map((hour) => send(hour + 0.5, 50));
    expect(run({ rules: sums(low) }, [...rows, tick(16)]).alerts).toEqual([]);
  });
});

describe('a key that is there all the time', () => {
  it('is learnt anew when its baseline has expired', () => {
    const { baselines, scores } = run({ rules: sums() }, [...usual(80), tick(81)]);
    expect(baselines.map(({ learnFrom }) => learnFrom)).toEqual([
      '2025-01-06T00:00:00Z',
      '2025-01-07T12:00:00Z',
    ]);
    const judged = scores.map(({ time }) => (time - firstDay) / hourMs);
    expect(judged).toEqual([...hours(24, 13), ...hours(24, 49)]);
  });

  it('hands over between generations, without a window left out', () => {
    const rules = sums({
      learn: 'during 12 hours with at least 4 windows, relearn every 6 hours, keep 24 hours',
    });
    const { baselines, scores } = run({ rules }, [...usual(80), tick(80)]);
    expect(
      baselines.map(({ generation, learnFrom }) => [generation, Date.parse(learnFrom) - firstDay]),
    ).toEqual(hours(12).map((number) => [number + 1, number * 6 * hourMs]));
    expect(scores.map(({ time }) => (time - firstDay) / hourMs)).toEqual(hours(68, 13));
  });
});

describe('windows of a month', () => {
  it('are judged when the month is over', () => {
    const rules = sums({
      window: 'per month',
      learn: 'during 150 days with at least 4 windows, keep 400 days',
    });
    const daily = Array.from(
      { length: 220 },
      (_, day): Row => [
        Date.UTC(2025, 0, 1) + day * dayMs + 5 * minuteMs,
        { who: 'ann', amount: day >= 181 ? 100 : 1 },
      ],
    );
    const { alerts, baselines, scores } = run({ rules }, [...daily, [Date.UTC(2025, 8, 2), {}]]);
    expect(baselines.at(-1)).toMatchObject({
      learnFrom: '2025-01-01T00:00:00Z',
      learnTo: '2025-05-31T00:00:00Z',
      events: 5,
    });
    expect(scores.map(({ time }) => new Date(time).toISOString().slice(0, 10))).toEqual([
      '2025-07-01',
      '2025-08-01',
      '2025-09-01',
    ]);
    expect(settled(alerts).map(({ message }) => message)).toEqual(['3100', '800']);
  });
});
