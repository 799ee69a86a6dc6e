import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/time/duration.ts';
import { logSource, type Row, run, settled } from '../runtime/run-rules.ts';

const start = Date.UTC(2025, 0, 1);
const days = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const tick = (day: number): Row => [start + day * dayMs, {}];

describe('a warm start from the generation before', () => {
  const cold = `${logSource({ lateness: '2 hours' })}
baseline places on log for each who
  learn spot = usual values of place, hour = usual hours of at
  during 30 days, relearn every 30 days
  unusual above 0.9
  alert "{spot}" when new spot
`;
  const warm = cold.replace('relearn every 30 days', 'relearn every 30 days, warm start');
  const visit = (day: number, place: string): Row => [
    start + day * dayMs + 9 * hourMs,
    { who: 'ann', place },
  ];
  const office = (from: number, to: number) => days(from, to).map((day) => visit(day, 'office'));
  const vaultOnce = [...office(0, 5), visit(5, 'vault'), ...office(6, 64)];
  const reported = (rules: string, rows: readonly Row[], options = {}) =>
    settled(run({ rules, ...options }, rows).alerts).map(({ message, generation }) => [message, generation]);

  it('keeps what was met once for a generation without it, and no longer', () => {
    const again = [...vaultOnce, visit(64, 'vault'), visit(65, 'moon'), tick(80)];
    expect(reported(cold, again)).toEqual([
      ['vault', 2],
      ['moon', 2],
    ]);
    expect(reported(warm, again)).toEqual([['moon', 2]]);
    const later = [...vaultOnce, ...office(64, 95), visit(95, 'vault'), tick(110)];
    expect(reported(warm, later)).toEqual([['vault', 3]]);
  });

  it('is the same from the store, and over shards', () => {
    const rows = [...vaultOnce, visit(64, 'vault'), visit(65, 'moon'), tick(80)];
    const whole = run({ rules: warm }, rows);
    const parked = run({ rules: warm, memoryBytesMax: 1, batchRows: 1 }, rows);
    expect(parked.metrics.rules[0]).not.toEqual(whole.metrics.rules[0]);
    for (const other of [parked, run({ rules: warm, shards: 3, batchRows: 7 }, rows)]) {
      expect(other.alerts).toEqual(whole.alerts);
      expect(other.scores).toEqual(whole.scores);
      expect(other.baselines).toEqual(whole.baselines);
    }
  });

  it('shows what was taken over with the generation that closed', () => {
    const { baselines } = run({ rules: warm }, [...vaultOnce, tick(80)]);
    const shown = baselines.filter(({ generation }) => generation === 2).map(({ features }) => features.spot);
    expect(shown).toMatchObject([
      { days: 30, values: [{ value: 'office' }] },
      {
        days: 45,
        values: [
          { value: 'office', days: 45 },
          { value: 'vault', days: 1 },
        ],
      },
    ]);
  });

  it('counts from the close on: an alert raised before is withdrawn', () => {
    const early: Row = [start + 60 * dayMs + 9 * hourMs + minuteMs, { who: 'ann', place: 'vault' }];
    const { alerts } = run({ rules: warm }, [...vaultOnce.slice(0, 60), early, tick(61)]);
    expect(alerts.map(({ status, message }) => [status, message])).toEqual([
      ['raised', 'vault'],
      ['withdrawn', 'vault'],
    ]);
  });

  it('ends the same in whatever order events come that are not too late', () => {
    const closing = start + 60 * dayMs + 9 * hourMs;
    const event = fc.record({
      minutes: fc.integer({ min: -90, max: 90 }),
      place: fc.constantFrom('office', 'vault', 'moon'),
      delay: fc.integer({ min: 0, max: 110 }),
    });
    const outcome = (rows: readonly Row[]) => {
      const { alerts, scores, baselines } = run({ rules: warm }, [
        ...vaultOnce.slice(0, 60),
        ...rows,
        tick(62),
      ]);
      return {
        alerts: settled(alerts)
          .map(({ id, message, score }) => ({ id, message, score }))
          .sort((left, right) => (left.id < right.id ? -1 : 1)),
        scores: scores.map((line) => JSON.stringify(line)).sort(),
        baseline: baselines.at(-1)?.features,
      };
    };
    fc.assert(
      fc.property(fc.uniqueArray(event, { maxLength: 10, selector: ({ minutes }) => minutes }), (events) => {
        const arrived = (isDelayed: boolean) =>
          events
            .map((one) => ({ ...one, arrival: one.minutes + (isDelayed ? one.delay : 0) }))
            .sort((left, right) => left.arrival - right.arrival)
            .map(({ minutes, place }): Row => [closing + minutes * minuteMs, { who: 'ann', place }]);
        expect(outcome(arrived(true))).toEqual(outcome(arrived(false)));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a warm start from peers', () => {
  const cold = `${logSource()}
baseline mail on log for each who
  learn sent = range of sum(amount) per day, against team, everyone
  during 20 days with at least 5 windows
  unusual above 0.99
  alert "{who} sent {sent}" when sent is unusually high and sent > 5
`;
  const warm = cold.replace('windows\n', 'windows, warm start\n');
  const send = (day: number, who: string, amount: number, team = 'sales'): Row => [
    start + day * dayMs + 9 * hourMs,
    { who, team, amount },
  ];
  const people = days(0, 12).map((index) => ({ who: `user-${index}`, team: index < 6 ? 'sales' : 'press' }));
  const usual = (day: number, index: number, team: string) =>
    (team === 'sales' ? 4 : 60) + ((day * 5 + index * 3) % 4);
  const work = (from: number, to: number) =>
    days(from, to).flatMap((day) =>
      people.map(({ who, team }, index) => send(day, who, usual(day, index, team), team)),
    );
  const rows = [
    ...work(0, 30),
    send(30, 'new-sales', 5),
    send(30, 'new-press', 61, 'press'),
    ...work(31, 32),
    send(32, 'new-sales', 200),
    send(32, 'new-press', 62, 'press'),
    send(32, 'stranger', 50_000, 'elsewhere'),
    tick(36),
  ];

  it('reports a newcomer against its peers in its first week', () => {
    expect(run({ rules: cold }, rows).alerts).toEqual([]);
    const { alerts, scores } = run({ rules: warm }, rows);
    expect(settled(alerts).map(({ key }) => key)).toEqual(['new-sales', 'stranger']);
    expect(alerts[0]).toMatchObject({ generation: 0, message: 'new-sales sent 200' });
    const [{ levels, expected }] = alerts[0].features;
    expect(levels?.map(({ name }) => name)).toEqual(['team sales', 'everyone']);
    expect(expected).toBe(levels?.[0].expected);
    expect(alerts[1].features[0].levels?.map(({ name }) => name)).toEqual(['everyone']);
    const ofNewcomers = scores.filter(({ key }) => key.startsWith('new-'));
    expect(ofNewcomers.map(({ key, observed }) => [key, observed])).toEqual([
      ['new-press', '61'],
      ['new-sales', '5'],
      ['new-press', '62'],
      ['new-sales', '200'],
    ]);
  });

  it('says so as soon as a day came to that much, and changes nothing for those who are known', () => {
    const early = run({ rules: warm }, [...rows.slice(0, -4), rows.at(-4)!]);
    expect(early.alerts.map(({ key, status }) => [key, status])).toEqual([['new-sales', 'raised']]);
    const known = (rules: string) =>
      run({ rules }, rows).scores.filter(
        ({ key, time }) => key.startsWith('user-') && time > start + 21 * dayMs,
      );
    expect(known(warm)).toEqual(known(cold));
    expect(known(warm).length).toBeGreaterThan(50);
  });

  it('says nothing before the peers have learnt for long enough themselves', () => {
    const { alerts, scores } = run({ rules: warm }, [...work(0, 10), send(10, 'new-sales', 200), tick(12)]);
    expect([alerts, scores]).toEqual([[], []]);
  });

  it('is the same from the store, and over shards', () => {
    const whole = run({ rules: warm }, rows);
    for (const options of [
      { memoryBytesMax: 1, batchRows: 1 },
      { shards: 5, batchRows: 11 },
    ]) {
      const other = run({ rules: warm, ...options }, rows);
      expect(other.alerts).toEqual(whole.alerts);
      expect(other.scores).toEqual(whole.scores);
    }
  });
});

describe('events that are judged and not learnt', () => {
  const rules = `${logSource({ lateness: '2 hours' })}
baseline places on log for each who
  learn spot = usual values of place
  during 6 hours with at least 3 events, relearn every 12 hours, keep 12 hours
  ignore where amount > 100
  alert "{spot}" when new spot
`;
  const visit = (hours: number, place: string, amount = 1): Row => [
    start + hours * hourMs,
    { who: 'ann', place, amount },
  ];
  const learnt = [visit(1, 'home'), visit(2, 'home'), visit(3, 'home')];
  const places = (rows: readonly Row[]) =>
    settled(run({ rules }, [...rows, tick(4)]).alerts).map(({ message }) => message);

  it('are new again the next time, and reported themselves', () => {
    expect(places([...learnt, visit(4, 'lab', 200), visit(10, 'lab')])).toEqual(['lab']);
    expect(places([...learnt, visit(4, 'lab'), visit(10, 'lab')])).toEqual([]);
    expect(places([...learnt, visit(10, 'vault', 200)])).toEqual(['vault']);
  });

  it('are judged again like others while late events come, and learnt by no later life', () => {
    expect(places([...learnt, visit(7.5, 'vault', 200), visit(6.5, 'vault')])).toEqual([]);
    expect(places([...learnt, visit(7.5, 'vault', 200), visit(6.5, 'vault', 200)])).toEqual(['vault']);
    // In the dark between two lives: nothing of it begins one.
    const between = [visit(25, 'lab', 200), visit(25.1, 'lab', 200), visit(25.2, 'lab', 200)];
    const { baselines, metrics } = run({ rules }, [...learnt, ...between, tick(4)]);
    expect(baselines.map(({ generation }) => generation)).toEqual([1]);
    expect(metrics.rules[0].keys).toMatchObject({ expire: 1 });
  });

  it('begin no actor', () => {
    const { metrics } = run({ rules }, [visit(1, 'home', 200), visit(2, 'home', 200)]);
    expect(metrics.rules[0].keys).toEqual({ learn: 0, ready: 0, close: 0, expire: 0 });
  });
});
