import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs, secondMs } from '../../src/time/duration.ts';
import { logSource, open, type Row, run } from '../runtime/run-rules.ts';

const noon = Date.UTC(2025, 0, 6, 12);

/** Learns places during 6 hours and keeps them for 12. */
function places(clauses: { lateness?: string; learn?: string; noise?: string } = {}): string {
  const { lateness, learn = 'during 6 hours with at least 3 events, keep 12 hours', noise = '' } = clauses;
  return `${logSource(lateness === undefined ? {} : { lateness })}
baseline places on log for each who
  learn spot = usual values of place
  ${learn}
  ${noise}
  alert "{who} is in {spot}" when new spot
`;
}

const visit = (time: number, place: string, who = 'ann'): Row => [time, { who, place }];
/** An event of nobody: it only moves the clock. */
const tick = (time: number): Row => [time, {}];

function phases(rules: string, rows: readonly Row[], times: readonly number[]) {
  const session = open({ rules });
  session.push(...rows);
  return times.map((time) => {
    session.push(tick(time));
    const { learn, ready, close, expire } = session.metrics().rules[0].keys;
    return { learn, ready, close, expire };
  });
}

describe('a baseline without lateness', () => {
  const rows = [0, 1, 2, 3].map((hour) => visit(noon + hour * hourMs, 'home'));

  it('learns until the exact instant, and detects from it on', () => {
    const inTime = run({ rules: places() }, [...rows, visit(noon + 6 * hourMs - secondMs, 'moon')]);
    expect(inTime.alerts).toEqual([]);
    const { alerts } = run({ rules: places() }, [...rows, visit(noon + 6 * hourMs, 'moon')]);
    expect(alerts).toMatchObject([
      { key: 'ann', message: 'ann is in moon', generation: 1, status: 'raised' },
    ]);
  });

  it('passes from learn to close in one instant, and goes when it expires', () => {
    const [before, at, last, gone] = phases(places(), rows, [
      noon + 6 * hourMs - secondMs,
      noon + 6 * hourMs,
      noon + 18 * hourMs - secondMs,
      noon + 18 * hourMs,
    ]);
    expect(before).toEqual({ learn: 1, ready: 0, close: 0, expire: 0 });
    expect(at).toEqual({ learn: 0, ready: 0, close: 1, expire: 0 });
    expect(last).toEqual({ learn: 0, ready: 0, close: 1, expire: 0 });
    expect(gone).toEqual({ learn: 0, ready: 0, close: 0, expire: 1 });
  });

  it('shows what it learnt once, when its learning is over', () => {
    const { baselines } = run({ rules: places() }, [...rows, tick(noon + 9 * hourMs)]);
    expect(baselines).toMatchObject([
      {
        rule: 'places',
        key: 'ann',
        generation: 1,
        phase: 'close',
        learnFrom: '2025-01-06T12:00:00Z',
        learnTo: '2025-01-06T18:00:00Z',
        expires: '2025-01-07T06:00:00Z',
        events: 4,
      },
    ]);
  });

  it('begins a new life with the first event after it has expired', () => {
    const later = noon + 20 * hourMs;
    const again = [0, 1, 2].map((hour) => visit(later + hour * hourMs, 'moon'));
    const { alerts, baselines } = run({ rules: places() }, [
      ...rows,
      ...again,
      visit(later + 7 * hourMs, 'home'),
    ]);
    expect(alerts).toMatchObject([{ message: 'ann is in home', generation: 1 }]);
    expect(baselines.map(({ learnFrom }) => learnFrom)).toEqual([
      '2025-01-06T12:00:00Z',
      '2025-01-07T08:00:00Z',
    ]);
  });

  it('judges nothing between the expiry of a life and the end of the next learning', () => {
    const { alerts } = run({ rules: places() }, [...rows, visit(noon + 18 * hourMs, 'moon')]);
    expect(alerts).toEqual([]);
  });
});

describe('a baseline with lateness', () => {
  const rules = places({ lateness: '10 minutes' });
  const rows = [0, 1, 2, 3].map((hour) => visit(noon + hour * hourMs, 'home'));
  const learnt = noon + 6 * hourMs;

  it('is ready while late events may come, and closes at the exact instant', () => {
    const [before, ready, stillReady, closed] = phases(rules, rows, [
      learnt - secondMs,
      learnt,
      learnt + 10 * minuteMs - secondMs,
      learnt + 10 * minuteMs,
    ]);
    expect(before).toMatchObject({ learn: 1, ready: 0, close: 0 });
    expect(ready).toMatchObject({ learn: 0, ready: 1, close: 0 });
    expect(stillReady).toMatchObject({ ready: 1, close: 0 });
    expect(closed).toMatchObject({ ready: 0, close: 1 });
  });

  it('learns late events while it is ready, and shows itself again when they changed it', () => {
    const late = visit(learnt - minuteMs, 'office');
    const { baselines, lateEvents } = run({ rules }, [
      ...rows,
      tick(learnt + 5 * minuteMs),
      late,
      tick(learnt + hourMs),
    ]);
    expect(lateEvents).toEqual([]);
    expect(baselines.map(({ phase, events }) => [phase, events])).toEqual([
      ['ready', 4],
      ['close', 5],
    ]);
  });

  it('counts events that come later than that, and learns nothing of them', () => {
    const late = visit(learnt - minuteMs, 'office');
    const { baselines, lateEvents, metrics } = run({ rules }, [
      ...rows,
      tick(learnt + 9 * minuteMs + secondMs),
      late,
      tick(learnt + hourMs),
    ]);
    expect(lateEvents).toMatchObject([
      { rule: 'places', position: 6, time: learnt - minuteMs, beyondMs: secondMs },
    ]);
    expect(metrics.rules[0]).toMatchObject({ late: 1, events: 4 });
    expect(baselines.map(({ events }) => events)).toEqual([4]);
  });

  it('takes an event that is late by exactly what is allowed', () => {
    const late = visit(learnt - minuteMs, 'office');
    const { lateEvents } = run({ rules }, [...rows, tick(learnt + 9 * minuteMs), late]);
    expect(lateEvents).toEqual([]);
  });

  it('begins earlier when its first event was not the earliest', () => {
    const { baselines } = run({ rules }, [
      visit(noon, 'home'),
      visit(noon - 5 * minuteMs, 'home'),
      visit(noon + minuteMs, 'home'),
      tick(noon + 7 * hourMs),
    ]);
    expect(baselines).toMatchObject([{ learnFrom: '2025-01-06T11:55:00Z', learnTo: '2025-01-06T17:55:00Z' }]);
  });

  it('judges a late event of a life that has expired by what was known then', () => {
    const expired = noon + 18 * hourMs;
    const late = visit(expired - minuteMs, 'moon');
    const { alerts } = run({ rules }, [...rows, tick(expired + 5 * minuteMs), late]);
    expect(alerts).toMatchObject([{ message: 'ann is in moon' }]);
  });

  it('begins no new life with a late event of the old one', () => {
    const expired = noon + 18 * hourMs;
    const after = [1, 2, 3, 4].map((minutes) => visit(expired + minutes * minuteMs, 'moon'));
    const late = visit(expired - minuteMs, 'home');
    for (const rest of [
      [...after, late],
      [late, ...after],
      [...after.slice(0, 2), late, ...after.slice(2)],
    ]) {
      const { baselines } = run({ rules }, [...rows, ...rest, tick(expired + 7 * hourMs)]);
      expect(baselines.map(({ learnFrom, events }) => [learnFrom, events])).toEqual([
        ['2025-01-06T12:00:00Z', 4],
        ['2025-01-07T06:01:00Z', 4],
      ]);
    }
  });
});

describe('a deadline between two ticks', () => {
  it('is rounded up to the tick', () => {
    const rows = [0, 1, 2].map((hour) => visit(noon + 30 * secondMs + hour * hourMs, 'home'));
    const learnt = noon + 30 * secondMs + 6 * hourMs;
    const [at, before, after] = phases(places(), rows, [
      learnt,
      learnt + 29 * secondMs,
      learnt + 30 * secondMs,
    ]);
    expect([at, before, after].map(({ learn }) => learn)).toEqual([1, 1, 0]);
  });
});

describe('a baseline that saw too little', () => {
  const few = [visit(noon, 'home'), visit(noon + hourMs, 'home')];

  it('goes on learning for another period, and shows nothing before', () => {
    const { baselines, alerts } = run({ rules: places() }, [
      ...few,
      visit(noon + 8 * hourMs, 'moon'),
      visit(noon + 12 * hourMs, 'mars'),
    ]);
    expect(baselines).toMatchObject([
      { generation: 1, learnFrom: '2025-01-06T18:00:00Z', learnTo: '2025-01-07T00:00:00Z', events: 3 },
    ]);
    expect(alerts).toMatchObject([{ message: 'ann is in mars' }]);
  });

  it('is forgotten when nothing came for as long as baselines are kept', () => {
    const counts = phases(
      places(),
      few,
      [6, 12, 18, 24].map((hours) => noon + hours * hourMs),
    );
    expect(counts.map(({ expire }) => expire)).toEqual([0, 0, 1, 1]);
  });
});

describe('relearning', () => {
  const rules = places({
    learn: 'during 6 hours with at least 3 events, relearn every 2 hours, keep 12 hours',
  });

  it('hands over from generation to generation', () => {
    const hours = Array.from({ length: 14 }, (_, hour) => hour);
    const { baselines, alerts } = run({ rules }, [
      ...hours.map((hour) => visit(noon + hour * hourMs, hour < 6 ? 'home' : 'office')),
      visit(noon + 13 * hourMs + minuteMs, 'home'),
      tick(noon + 13.5 * hourMs),
    ]);
    expect(baselines.map(({ generation, learnFrom }) => [generation, learnFrom])).toEqual([
      [1, '2025-01-06T12:00:00Z'],
      [2, '2025-01-06T14:00:00Z'],
      [3, '2025-01-06T16:00:00Z'],
      [4, '2025-01-06T18:00:00Z'],
    ]);
    expect(
      alerts.map(({ message, generation, time }) => [message, generation, (time - noon) / hourMs]),
    ).toEqual([
      ['ann is in office', 1, 6],
      ['ann is in office', 1, 7],
      ['ann is in home', 4, 13 + 1 / 60],
    ]);
  });

  it('leaves the judging to the generation before while the next one has too little', () => {
    const { alerts, baselines } = run({ rules }, [
      ...[0, 0.5, 1].map((hour) => visit(noon + hour * hourMs, 'home')),
      visit(noon + 5 * hourMs, 'office'),
      visit(noon + 17 * hourMs, 'office'),
      tick(noon + 19 * hourMs),
    ]);
    expect(baselines).toHaveLength(1);
    expect(alerts).toEqual([]);
    const moon = run({ rules }, [
      ...[0, 0.5, 1].map((hour) => visit(noon + hour * hourMs, 'home')),
      visit(noon + 5 * hourMs, 'office'),
      visit(noon + 17 * hourMs, 'moon'),
    ]);
    expect(moon.alerts).toMatchObject([{ message: 'ann is in moon', generation: 1 }]);
  });

  it('forgets a key that came once', () => {
    const counts = phases(
      rules,
      [visit(noon, 'home')],
      [6, 7, 8].map((hours) => noon + hours * hourMs),
    );
    expect(counts.map(({ expire }) => expire)).toEqual([1, 1, 1]);
  });

  it('goes on for months without running out of places for generations', () => {
    const visits = Array.from({ length: 2_000 }, (_, step) => visit(noon + step * 0.5 * hourMs, 'home'));
    const lateRules = rules.replace('up to 0 seconds late', 'up to 2 hours late');
    const { metrics, baselines, deadLetters } = run({ rules: lateRules }, [
      ...visits,
      tick(noon + 45 * dayMs),
    ]);
    expect(deadLetters).toEqual([]);
    expect(baselines.filter(({ phase }) => phase === 'ready').length).toBeGreaterThan(490);
    expect(metrics.rules[0].keys.expire).toBe(1);
  });
});

describe('noise', () => {
  it('shows a baseline again when what it learnt was dropped as noise', () => {
    const rules = places({
      lateness: '10 minutes',
      learn: 'during 48 hours with at least 3 events, keep 12 hours',
      noise: 'ignore values seen on fewer than 2 days',
    });
    const { baselines } = run({ rules }, [
      visit(noon, 'home'),
      visit(noon + dayMs, 'home'),
      visit(noon + dayMs, 'moon'),
      tick(noon + 3 * dayMs),
    ]);
    expect(baselines.map(({ phase, ignored }) => [phase, ignored])).toEqual([
      ['ready', { spot: 0 }],
      ['close', { spot: 1 }],
    ]);
  });
});
