import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../src/time/duration.ts';
import { logSource, open, type Row, run, settled } from '../runtime/run-rules.ts';

const noon = Date.UTC(2025, 0, 6, 12);
const learnt = 6 * 60;

const rules = `${logSource({ lateness: '20 minutes' })}
baseline places on log for each who
  learn spot = usual values of place
        size = range of amount
  during 6 hours with at least 3 events, keep 12 hours
  unusual above 0.9
  alert "{spot} {size} {team}" when new spot or size is unusually high
    severity high when new spot, else low
`;

/** Minutes after noon. */
const visit = (minutes: number, place: string, amount = 5): Row => [
  noon + minutes * minuteMs,
  { who: 'ann', team: 'red', place, amount },
];
const tick = (minutes: number): Row => [noon + minutes * minuteMs, {}];
const history = [0, 60, 120, 180, 240].map((minutes) => visit(minutes, 'home', 4 + (minutes % 7)));

describe('an alert raised while its baseline still takes late events', () => {
  it('is withdrawn when a late event makes the value usual', () => {
    const { alerts } = run({ rules }, [
      ...history,
      visit(learnt + 5, 'moon'),
      visit(learnt - 10, 'moon'),
      tick(learnt + 60),
    ]);
    expect(alerts.map(({ status, revision, message }) => [status, revision, message])).toEqual([
      ['raised', 1, 'moon 5 red'],
      ['withdrawn', 2, 'moon 5 red'],
    ]);
    expect(alerts[0].id).toBe(alerts[1].id);
  });

  it('is left alone when nothing came that would change it', () => {
    const { alerts } = run({ rules }, [...history, visit(learnt + 5, 'moon'), tick(learnt + 60)]);
    expect(alerts.map(({ status, message }) => [status, message])).toEqual([['raised', 'moon 5 red']]);
  });

  it('is updated when a late event changes how unusual it is', () => {
    const { alerts } = run({ rules }, [
      ...history,
      visit(learnt + 5, 'home', 40),
      visit(learnt - 10, 'home', 30),
      tick(learnt + 60),
    ]);
    expect(alerts.map(({ status }) => status)).toEqual(['raised', 'updated']);
    expect(alerts[1].score).toBeLessThan(alerts[0].score);
  });

  it('stands as it was first judged when too many observations wait for a second judgement', () => {
    const many = Array.from({ length: 1_300 }, (_, index) =>
      visit(learnt + (index % 600) / 60, `place-${index}`),
    );
    const { alerts } = run({ rules }, [...history, ...many, tick(learnt + 60)]);
    expect(alerts.filter(({ status }) => status === 'withdrawn')).toEqual([]);
    expect(settled(alerts)).toHaveLength(600);
  });
});

describe('an observation that was usual when it was first judged', () => {
  it('alerts when noise is dropped that had made it so', () => {
    const noisy = rules.replace('unusual above', 'ignore outliers beyond 3 sigma\n  unusual above');
    const { alerts } = run({ rules: noisy }, [...history, visit(learnt + 5, 'home', 5), tick(learnt + 60)]);
    expect(alerts).toEqual([]);
  });

  it('is judged when a late event completes the evidence', () => {
    const few = history.slice(0, 2);
    const { alerts } = run({ rules }, [
      ...few,
      visit(learnt + 5, 'moon'),
      visit(learnt - 10, 'home'),
      tick(learnt + 60),
    ]);
    expect(alerts).toMatchObject([{ status: 'raised', message: 'moon 5 red', position: 3 }]);
    expect(run({ rules }, [...few, visit(learnt + 5, 'moon'), tick(learnt + 60)]).alerts).toEqual([]);
  });
});

describe('what holds in the end', () => {
  const event = fc.record({
    minutes: fc.integer({ min: -30, max: 30 }),
    place: fc.constantFrom('home', 'moon', 'mars'),
    amount: fc.constantFrom(3, 5, 9, 40),
    // Less than the allowed lateness: nothing comes too late.
    delay: fc.integer({ min: 0, max: 19 }),
  });

  function outcomeOf(arrived: readonly Row[]) {
    const { alerts, baselines, scores } = run({ rules }, [...history, ...arrived, tick(learnt + 60)]);
    return {
      alerts: settled(alerts)
        .map(({ revision: _revision, status: _status, position: _position, ...rest }) => rest)
        .sort((left, right) => left.time - right.time),
      baseline: baselines.at(-1)?.features,
      scores: scores.map((line) => JSON.stringify(line)).sort(),
    };
  }

  it('does not depend on the order in which events arrive', () => {
    const distinct = fc.uniqueArray(event, { maxLength: 12, selector: ({ minutes }) => minutes });
    fc.assert(
      fc.property(distinct, (events) => {
        const arrivals = (delayed: boolean) =>
          events
            .map((one) => ({ ...one, arrival: one.minutes + (delayed ? one.delay : 0) }))
            .sort((left, right) => left.arrival - right.arrival)
            .map(({ minutes, place, amount }) => visit(learnt + minutes, place, amount));
        expect(outcomeOf(arrivals(true))).toEqual(outcomeOf(arrivals(false)));
      }),
      { numRuns: 60 },
    );
  });

  it('gives one score for each observation, the last', () => {
    const session = open({ rules });
    session.push(...history, visit(learnt + 5, 'moon'), visit(learnt - 10, 'moon'));
    expect(session.scores).toEqual([]);
    session.push(tick(learnt + 60), visit(learnt + 61, 'moon'));
    const ofSpot = session.scores.filter(({ feature }) => feature === 'spot');
    expect(ofSpot.map(({ time }) => (time - noon) / minuteMs)).toEqual([learnt + 5, learnt + 61]);
    expect(ofSpot[0].score).toBe(ofSpot[1].score);
  });
});

describe('once per', () => {
  it('folds what is final and what is not into one alert, and counts what holds', () => {
    const hourly = rules.replace('else low\n', 'else low once per 1 hour\n');
    const { alerts } = run({ rules: hourly }, [
      ...history,
      visit(learnt + 5, 'moon'),
      visit(learnt + 10, 'mars'),
      visit(learnt - 5, 'moon'),
      visit(learnt + 40, 'mars'),
      tick(learnt + 2 * 60),
    ]);
    expect(alerts[0]).toMatchObject({ status: 'raised', message: 'moon 5 red' });
    expect(settled(alerts)).toMatchObject([
      { message: 'mars 5 red', count: 2, time: noon + (learnt + 10) * minuteMs },
    ]);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(1);
  });
});
