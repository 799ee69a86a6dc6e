import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/index.ts';
import { hourMs, minuteMs, secondMs } from '../../src/time/duration.ts';
import { logSource, type Row, run, settled } from '../runtime/run-rules.ts';

const noon = Date.UTC(2025, 0, 6, 12);

function rule(alert: string, source: Parameters<typeof logSource>[0] = {}): string {
  return `${logSource(source)}
rule counted on log for each who
  alert ${alert}
`;
}

const hit = (minutes: number, fields: Record<string, unknown> = {}): Row => [
  noon + minutes * minuteMs,
  { who: 'ann', ...fields },
];
const tick = (minutes: number): Row => [noon + minutes * minuteMs, {}];
const minutesOf = ({ time }: Alert) => (time - noon) / minuteMs;
const told = (alerts: readonly Alert[]) =>
  alerts.map((alert) => [alert.status, minutesOf(alert), alert.message, alert.count]);

describe('a tumbling window', () => {
  const rules = rule('"{count()}" when count() > 2 over 10 minutes', { lateness: '5 minutes' });

  it('alerts with the event that meets the condition, and says in the end what came of it', () => {
    const { alerts } = run({ rules }, [hit(1), hit(2), hit(3), hit(4), hit(5), tick(16)]);
    expect(told(alerts)).toEqual([
      ['raised', 10, '3', 1],
      ['updated', 10, '5', 1],
    ]);
    expect(alerts.map(({ position, revision }) => [position, revision])).toEqual([
      [3, 1],
      [3, 2],
    ]);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(1);
  });

  it('says no more when the first alert told everything', () => {
    const { alerts } = run({ rules }, [hit(1), hit(2), hit(3), tick(16)]);
    expect(told(alerts)).toEqual([['raised', 10, '3', 1]]);
  });

  it('takes an event at its start, and none at its end', () => {
    expect(run({ rules }, [hit(0), hit(1), hit(9.9), tick(30)]).alerts).toHaveLength(1);
    expect(run({ rules }, [hit(0), hit(1), hit(10), tick(30)]).alerts).toHaveLength(0);
  });

  it('counts events that come late but in time', () => {
    const { alerts } = run({ rules }, [hit(1), hit(2), tick(14.9), hit(9.9), tick(16)]);
    expect(told(alerts)).toEqual([['raised', 10, '3', 1]]);
  });

  it('judges each window alone', () => {
    const { alerts } = run({ rules }, [hit(1), hit(2), hit(11), hit(12), tick(30)]);
    expect(alerts).toEqual([]);
  });
});

describe('a condition that more events can undo', () => {
  it('is judged when the window is over', () => {
    const rules = rule('"{average(amount)}" when average(amount) > 10 over 10 minutes', {
      lateness: '5 minutes',
    });
    expect(run({ rules }, [hit(1, { amount: 100 }), hit(2, { amount: 4 }), tick(16)]).alerts).toMatchObject([
      { status: 'raised', message: '52', position: 0, revision: 1 },
    ]);
    const undone = [hit(1, { amount: 100 }), hit(2, { amount: 1 }), hit(3, { amount: -80 }), tick(16)];
    expect(run({ rules }, undone).alerts).toEqual([]);
  });

  it('withdraws an alert that was raised early, when a sum goes down again', () => {
    const rules = rule('"{sum(amount)}" when sum(amount) > 10 over 10 minutes', { lateness: '5 minutes' });
    const { alerts } = run({ rules }, [hit(1, { amount: 20 }), hit(2, { amount: -15 }), tick(16)]);
    expect(told(alerts)).toEqual([
      ['raised', 10, '20', 1],
      ['withdrawn', 10, '20', 1],
    ]);
  });
});

describe('a sliding window', () => {
  const sliding = (lateness: string) =>
    rule('"{count()}" when count() > 3 over 5 minutes every 1 minute', { lateness });
  const burst = [0.1, 0.2, 0.3, 0.4, 0.5, 1.1, 2.1, 3.1].map((minutes) => hit(minutes));

  it.each(['0 seconds', '10 minutes'])(
    'gives one alert for one burst with events up to %s late',
    (lateness) => {
      const { alerts } = run({ rules: sliding(lateness) }, [...burst, tick(30)]);
      expect(alerts[0]).toMatchObject({ status: 'raised', message: '4', position: 4 });
      expect(new Set(alerts.map(({ id }) => id)).size).toBe(1);
      const last = alerts.at(-1)!;
      expect([last.status, last.message, minutesOf(last), last.count]).toEqual(['updated', '5', 1, 1]);
    },
  );

  it.each(['0 seconds', '10 minutes'])('tells two bursts apart with events up to %s late', (lateness) => {
    const again = burst.map(([time, fields]): Row => [Number(time) + 20 * minuteMs, fields]);
    const { alerts } = run({ rules: sliding(lateness) }, [...burst, ...again, tick(60)]);
    expect(settled(alerts)).toHaveLength(2);
    expect(alerts.filter(({ status }) => status === 'raised')).toHaveLength(2);
    expect(alerts.filter(({ status }) => status === 'withdrawn')).toEqual([]);
  });

  it('comes to the same in whatever order the events arrive', () => {
    const rules = sliding('10 minutes');
    const inOrder = settled(run({ rules }, [...burst, tick(30)]).alerts);
    for (const arrived of [burst.toReversed(), [...burst.slice(4), ...burst.slice(0, 4)]]) {
      const { alerts } = run({ rules }, [...arrived, tick(30)]);
      expect(
        settled(alerts).map(({ position: _position, revision: _revision, status: _status, ...rest }) => rest),
      ).toEqual(
        inOrder.map(({ position: _position, revision: _revision, status: _status, ...rest }) => rest),
      );
    }
  });

  it('alerts on a window that only a late event fills', () => {
    const { alerts } = run({ rules: sliding('10 minutes') }, [
      hit(5.1),
      hit(5.2),
      hit(5.3),
      tick(12),
      hit(4.9),
      tick(40),
    ]);
    expect(settled(alerts)).toMatchObject([{ message: '4', count: 1 }]);
  });
});

describe('windows of the calendar', () => {
  const daily = rule('"{count()}" when count() > 23 per day', { zone: 'Europe/Berlin' });
  const hourly = (start: number, hours: number) =>
    Array.from({ length: hours }, (_, hour): Row => [start + hour * hourMs, { who: 'ann' }]);

  it('are as long as the local day', () => {
    const shortDay = Date.parse('2025-03-30T00:00:00+01:00');
    const longDay = Date.parse('2025-10-26T00:00:00+02:00');
    const end = (start: number): Row => [start + 26 * hourMs, {}];
    expect(run({ rules: daily }, [...hourly(shortDay, 23), end(shortDay)]).alerts).toEqual([]);
    expect(run({ rules: daily }, [...hourly(longDay, 25), end(longDay)]).alerts).toMatchObject([
      { status: 'raised', message: '24', at: '2025-10-26T00:00:00+02:00' },
      { status: 'updated', message: '25' },
    ]);
  });

  it('end at local midnight', () => {
    const rules = rule('"{count()}" when count() < 3 per day', { zone: 'Europe/Berlin' });
    const start = Date.parse('2025-03-30T00:00:00+01:00');
    const end = Date.parse('2025-03-31T00:00:00+02:00');
    const [before, after] = [end - secondMs, end].map(
      (time) => run({ rules }, [...hourly(start, 2), [time, {}]]).alerts,
    );
    expect(before).toEqual([]);
    expect(after).toMatchObject([{ message: '2', time: end, window: { from: start, to: end } }]);
  });
});

describe('what is aggregated', () => {
  const events = [
    hit(1, { amount: 4, place: 'a' }),
    hit(2, { amount: 10, place: 'b' }),
    hit(3, { place: 'a' }),
    hit(4, { amount: 1 }),
    tick(30),
  ];
  it.each([
    ['sum(amount)', '15'],
    ['average(amount)', '5'],
    ['min(amount)', '1'],
    ['max(amount)', '10'],
    ['distinct(place)', '2'],
    ['distinct(amount)', '3'],
    ['count()', '4'],
  ])('%s is what stands in the events that have it', (aggregate, expected) => {
    const rules = rule(`"{${aggregate}}" when ${aggregate} > 0 over 10 minutes`);
    expect(run({ rules }, events).alerts.at(-1)).toMatchObject({ message: expected });
  });

  it('counts thousands of different values within a few percent', () => {
    const rules = rule('"{distinct(place)}" when distinct(place) > 15 over 10 minutes');
    const many = Array.from({ length: 5_000 }, (_, index) => hit(1, { place: `host-${index}` }));
    const { alerts } = run({ rules }, [...many, tick(30)]);
    expect(Number(alerts.at(-1)?.message)).toBeGreaterThan(4_700);
    expect(Number(alerts.at(-1)?.message)).toBeLessThan(5_300);
  });
});

describe('severity', () => {
  it('is raised at once when it gets worse', () => {
    const rules = rule('"{count()}" when count() > 1 per day severity high when count() > 3, else low');
    const { alerts } = run({ rules }, [hit(1), hit(2), hit(3), hit(4), hit(5), hit(6)]);
    expect(alerts.map(({ status, severity, position }) => [status, severity, position])).toEqual([
      ['raised', 'low', 2],
      ['updated', 'high', 4],
      // The end of the input: six in all.
      ['updated', 'high', 4],
    ]);
  });
});

describe('once per', () => {
  it('folds the windows of a period into one alert', () => {
    const rules = rule('"{count()}" when count() > 1 over 10 minutes once per 1 hour', {
      lateness: '5 minutes',
    });
    const { alerts } = run({ rules }, [
      hit(1),
      hit(2),
      hit(21),
      hit(22),
      hit(23),
      hit(41),
      hit(42),
      tick(70),
    ]);
    expect(told(alerts)).toEqual([
      ['raised', 10, '2', 1],
      ['updated', 10, '2', 3],
    ]);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(1);
  });

  it('begins anew with the next period', () => {
    const rules = rule('"{count()}" when count() > 1 over 10 minutes once per 1 hour');
    const { alerts } = run({ rules }, [hit(1), hit(2), hit(61), hit(62), tick(200)]);
    expect(told(alerts)).toEqual([
      ['raised', 10, '2', 1],
      ['raised', 70, '2', 1],
    ]);
  });

  it('counts days of the source', () => {
    const rules = rule('"{count()}" when count() > 0 over 10 minutes once per day', {
      zone: 'Asia/Shanghai',
    });
    const beforeMidnight = Date.parse('2025-01-06T23:51:00+08:00');
    const row = (time: number): Row => [time, { who: 'ann' }];
    const rows = [
      row(beforeMidnight - 3 * hourMs),
      row(beforeMidnight),
      row(beforeMidnight + 10 * minuteMs),
      row(beforeMidnight + 30 * hourMs),
    ];
    const last = settled(run({ rules }, rows).alerts);
    expect(last.map(({ at, count }) => [at, count])).toEqual([
      ['2025-01-06T20:50:00+08:00', 2],
      ['2025-01-07T00:00:00+08:00', 1],
      ['2025-01-08T05:50:00+08:00', 1],
    ]);
  });
});

describe('several alerts of one rule', () => {
  it('share their panes and are judged each by its own window', () => {
    const rules = `${logSource()}
rule counted on log for each who
  alert "short {count()}" when count() > 2 over 5 minutes every 1 minute
  alert "long {count()}" when count() > 4 over 1 hour every 1 minute
`;
    const { alerts } = run(
      { rules },
      [0, 0.5, 1, 20, 30].map((minutes) => hit(minutes)),
    );
    expect(settled(alerts).map(({ message }) => message)).toEqual(['short 3', 'long 5']);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(2);
  });
});

describe('alert ids', () => {
  const rules = rule('"{count()}" when count() > 1 over 10 minutes');
  it('are the same in every run, and different for every key, window and rule', () => {
    const rows = [
      hit(1),
      hit(2),
      hit(11),
      hit(12),
      hit(13, { who: 'bob' }),
      hit(14, { who: 'bob' }),
      tick(30),
    ];
    const ids = run({ rules }, rows).alerts.map(({ id }) => id);
    expect(run({ rules, shards: 5, batchRows: 2 }, rows).alerts.map(({ id }) => id)).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
    const [first] = ids;
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(run({ rules: rules.replace('counted', 'other') }, rows).alerts[0].id).not.toBe(first);
    expect(
      run({ rules }, rows.slice(0, 2).concat([[noon + 30 * minuteMs + secondMs, {}]])).alerts[0].id,
    ).toBe(first);
  });

  it('tell keys apart that look alike', () => {
    const two = rules.replace('for each who', 'for each who, place');
    const rows = [1, 2].flatMap((minutes) => [
      hit(minutes, { who: 'a', place: 'b / c' }),
      hit(minutes, { who: 'a / b', place: 'c' }),
    ]);
    const { alerts } = run({ rules: two }, rows);
    expect(alerts.map(({ key }) => key)).toEqual(['a / b / c', 'a / b / c']);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(2);
  });
});
