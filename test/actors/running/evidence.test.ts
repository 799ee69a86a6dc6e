import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '../../../src/index.ts';
import { renderAlert } from '../../../src/replay/render-alert.ts';
import { dayMs, hourMs } from '../../../src/time/duration.ts';
import { logSource, open, type Row, run, settled } from '../../runtime/run-rules.ts';
import { meaningOf, stateAfter } from '../golden-state.ts';
import { inOrder } from './every-kind.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);
const lastDay = firstDay + 40 * dayMs;
const days = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const zones: Record<string, string> = { ada: 'UTC', bob: 'Asia/Tokyo', cy: 'Atlantic/Azores' };
const at = (day: number, hour: number, who: string, place: string, amount = 10): Row => [
  firstDay + day * dayMs + hour * hourMs,
  { who, place, amount, team: zones[who] },
];

interface Rule {
  readonly lateness?: string;
  readonly scored?: string;
  readonly zone?: string;
  readonly calibration?: string;
}
const rules = (
  clauses: string,
  { lateness = '10 minutes', scored = 'score > 0.9', zone = '', calibration = 'no calibration' }: Rule = {},
) => `${logSource({ lateness })}
baseline habits on log for each who${zone}
  learn hour = usual hours of at
        much = range of amount
  during 20 days with at least 10 events, keep learning
  ${calibration}
  no quarantine
  ${clauses}
  alert "{who} at {hour}" when ${scored}
`;
const evidence = 'add evidence of place within 1 hour, weight 0.5';

const people = ['ada', 'bob', 'cy'];
/** Everybody works from nine, mostly at a machine of his own, now and then at that of somebody else. */
const workdays = (count: number, from = 0) =>
  days(count, from).flatMap((day) =>
    people.flatMap((who, index) =>
      [9, 11, 14].map((hour) => {
        const of = people[(day + hour) % 7 === 0 ? (index + 1) % 3 : index];
        return at(day, hour + index / 10, who, `pc-${of}`, 10 + ((day + hour) % 5));
      }),
    ),
  );
const history = inOrder(workdays(40));
const end = at(45, 0, 'end', 'nowhere');
/** In the middle of the night, and so much that it is highly unusual by itself. */
const attack = (hour: number, who: string, place: string) => at(40, hour, who, place, 10_000);
/** In the middle of the night: unusual, not highly so. */
const odd = (hour: number, who: string, place: string) => at(40, hour, who, place, 17);

/** Bits of the last day's observations of a key, in order of time. */
function bitsOf(text: string, rows: readonly Row[], who: string): number[] {
  const { scores } = run({ rules: text }, [...history, ...rows, end]);
  const lines = scores.filter(
    ({ key, feature, time }) => key === who && feature === 'hour' && time >= lastDay,
  );
  return lines.sort((one, other) => one.time - other.time).map(({ bits }) => bits);
}

describe('evidence of other keys', () => {
  const rulesWith = rules(evidence);
  /** What the clause adds to the last thing that somebody does. */
  const added = (rows: readonly Row[], who: string) =>
    bitsOf(rulesWith, rows, who).at(-1)! - bitsOf(rules(''), rows, who).at(-1)!;
  const after = (minutes: number) =>
    added([attack(3, 'ada', 'pc-ada'), odd(3 + minutes / 60, 'bob', 'pc-ada')], 'bob');

  it('makes what somebody else does at the same place a moment later more unusual, the sooner the more', () => {
    const bits = [1, 15, 30, 45, 59].map(after);
    expect(bits[0]).toBeGreaterThan(7);
    expect(bits.toSorted((one, other) => other - one)).toEqual(bits);
    expect(bits.at(-1)).toBeGreaterThan(0);
  });

  it('adds nothing at the same time, before it, nor when it is over', () => {
    expect([0, -1, 60, 90].map(after)).toEqual([0, 0, 0, 0]);
  });

  it('adds nothing elsewhere, nor to the key itself', () => {
    const first = attack(3, 'ada', 'pc-ada');
    expect(added([first, odd(3.25, 'bob', 'pc-cy')], 'bob')).toBe(0);
    expect(added([first, odd(3.25, 'ada', 'pc-ada')], 'ada')).toBe(0);
  });

  it('never feeds itself', () => {
    const rows = [
      attack(3, 'ada', 'pc-ada'),
      odd(3.02, 'bob', 'pc-ada'),
      odd(3.04, 'bob', 'pc-cy'),
      odd(3.06, 'cy', 'pc-cy'),
    ];
    const withoutAda = rows.slice(1);
    expect(bitsOf(rulesWith, rows, 'bob')[0]).toBeGreaterThan(10);
    expect(bitsOf(rulesWith, withoutAda, 'bob')[0]).toBeLessThan(10);
    expect(added(rows, 'cy')).toBe(0);
  });

  it('says in the alert at once whose event it was, where and when', () => {
    const session = open({ rules: rulesWith });
    session.push(...history, attack(3, 'ada', 'pc-ada'), odd(3.25, 'bob', 'pc-ada'));
    const alert = session.alerts.findLast(({ key }) => key === 'bob')!;
    const found = { place: 'pc-ada', key: 'ada', time: lastDay + 3 * hourMs, at: '2025-02-15T03:00:00Z' };
    expect(alert.evidence).toEqual({ ...found, bits: expect.closeTo(7.5, 0) });
    expect(renderAlert(alert)).toContain('ada was highly unusual at pc-ada before (2025-02-15 03:00)');
    const others = session.alerts.filter(({ key }) => key !== 'bob');
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter((other) => 'evidence' in other)).toEqual([]);
    session.push(end);
    const last = session.finish().alerts.findLast(({ key, time }) => key === 'bob' && time === alert.time)!;
    expect(last).toMatchObject({ id: alert.id, score: alert.score, evidence: alert.evidence });
  });

  it('raises an alert when the first event comes after the second, within lateness', () => {
    const [first, second] = [attack(3, 'ada', 'pc-ada'), odd(3.1, 'bob', 'pc-ada')];
    const text = rules(evidence, { scored: 'score > 0.999' });
    const told = (rows: readonly Row[]) =>
      settled(run({ rules: text }, [...history, ...rows, end]).alerts).filter(({ time }) => time >= lastDay);
    expect(told([second]).map(({ key }) => key)).toEqual([]);
    expect(told([second, first]).map(({ key }) => key)).toEqual(['ada', 'bob']);
    const inTheEnd = (rows: readonly Row[]) =>
      told(rows).map((alert) => ({ ...alert, position: 0, revision: 0, status: 'raised' }));
    expect(inTheEnd([second, first])).toEqual(inTheEnd([first, second]));
  });

  it('counts what comes at the very end of the input', () => {
    const rows = [...history, attack(3, 'ada', 'pc-ada'), odd(3 + 1 / 60, 'bob', 'pc-ada')];
    for (const shards of [1, 3, 8]) {
      const alerts = settled(run({ rules: rulesWith, shards }, rows).alerts);
      expect(alerts.find(({ key, time }) => key === 'bob' && time >= lastDay)?.evidence?.key).toBe('ada');
    }
  });

  it('judges everything once, what has no place included', () => {
    const rows = inOrder([...history, ...workdays(3, 40), attack(3, 'ada', 'pc-ada'), end]).map(
      ([time, fields], index): Row => [time, index % 9 === 0 ? { ...fields, place: undefined } : fields],
    );
    const judged = (text: string) => run({ rules: text }, rows).metrics.rules[0].judged;
    expect(judged(rulesWith)).toBe(judged(rules('')));
  });

  it('goes on after a restart, with what is settled and what is not', async () => {
    const next = [odd(3.25, 'bob', 'pc-ada'), end];
    const expected = settled(
      run({ rules: rulesWith }, [...history, attack(3, 'ada', 'pc-ada'), ...next]).alerts,
    );
    expect(expected.filter(({ evidence: of }) => of?.key === 'ada').map(({ key }) => key)).toEqual(['bob']);
    const quiet = [[], [at(40, 3.24, 'cy', 'pc-cy')]];
    for (const between of quiet) {
      const directory = await mkdtemp(join(tmpdir(), 'plumbline-evidence-'));
      const before = [...history, attack(3, 'ada', 'pc-ada'), ...between];
      const state = await stateAfter(rulesWith, before, join(directory, 'before'));
      expect(state.actors.map(({ space }) => space).filter((space) => /evidence/.test(space)).length).toBe(1);
      const { alerts } = await meaningOf(rulesWith, { state, next, directory: join(directory, 'after') });
      expect(alerts.filter(({ key }) => key === 'bob').map(({ evidence: of }) => of)).toEqual(
        expected.filter(({ key, time }) => key === 'bob' && time >= lastDay).map(({ evidence: of }) => of),
      );
      await rm(directory, { recursive: true });
    }
  });

  it('leaves nothing behind at a place', () => {
    const nights = days(200).map((index) => attack(3 + index / 100, 'ada', `host-${index}`));
    const weigh = (rows: readonly Row[]) => {
      const session = open({ rules: rulesWith });
      session.push(...history, ...rows);
      const busy = session.metrics().weightBytes;
      session.push(end);
      return { busy, calm: session.metrics().weightBytes };
    };
    const here = weigh(nights.map(([time, fields]): Row => [time, { ...fields, place: 'here' }]));
    const everywhere = weigh(nights);
    expect(everywhere.busy).toBeGreaterThan(here.busy + 20_000);
    expect(everywhere.calm).toBe(here.calm);
  });
});

describe('evidence that comes in any order within an hour', () => {
  const view = (options: EngineOptions, rows: readonly Row[]) => {
    const { alerts, baselines, scores, metrics } = run(options, rows);
    const lines = (entries: readonly object[]) => entries.map((entry) => JSON.stringify(entry)).sort();
    return {
      alerts: lines(settled(alerts).map(({ position: _, revision: __, status: ___, ...alert }) => alert)),
      baselines: lines(baselines),
      scores: lines(scores),
      judged: metrics.rules[0].judged,
    };
  };
  const event = fc.record({
    minute: fc.integer({ min: -200, max: 200 }),
    who: fc.constantFrom(...people),
    place: fc.constantFrom('pc-ada', 'pc-bob'),
    amount: fc.constantFrom(12, 17, 10_000, 90_000),
    delay: fc.integer({ min: 0, max: 59 }),
  });
  const clause = fc.constantFrom(
    evidence,
    'add evidence of place within 30 minutes, weight 1\n  add slow surprise over 3 days',
  );

  it('is the same in the end, whatever the shards, batches and memory', () => {
    const options = fc.record({
      shards: fc.constantFrom(1, 3),
      batchRows: fc.constantFrom(1, 7, 2_048),
      memoryBytesMax: fc.constantFrom(1, Number.POSITIVE_INFINITY),
    });
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 3, maxLength: 60 }),
        options,
        clause,
        fc.constantFrom('', ' in zone team'),
        fc.constantFrom('no calibration', 'calibrate against everyone, own history'),
        fc.boolean(),
        (events, setting, clauses, zone, calibration, endsLater) => {
          const rows = events.map(({ minute, who, place, amount, delay }) => ({
            row: at(40, minute / 60, who, place, amount),
            arrives: minute + delay,
          }));
          const after = endsLater ? [end] : [at(40, 200 / 60, 'end', 'nowhere')];
          const delayed = rows.toSorted((one, other) => one.arrives - other.arrives).map(({ row }) => row);
          const straight = inOrder(rows.map(({ row }) => row));
          const before = history.filter(([time]) => Number(time) < lastDay - 5 * hourMs);
          const text = rules(clauses, { lateness: '1 hour', scored: 'score > 0.8', zone, calibration });
          expect(view({ rules: text, ...setting }, [...before, ...delayed, ...after])).toEqual(
            view({ rules: text }, [...before, ...straight, ...after]),
          );
        },
      ),
      { numRuns: 15 },
    );
  });
});
