import { describe, expect, it } from 'vitest';
import { judgeExpectation, type Verdict } from '../../src/replay/judge-expectation.ts';
import type { Outcome } from '../../src/replay/outcome.ts';
import { plainPalette } from '../../src/replay/palette.ts';
import { parseScenario } from '../../src/replay/parse-scenario.ts';
import { renderVerdict } from '../../src/replay/render-verdict.ts';
import { alert, ScriptedEngine, source } from './scripted-engine.ts';

function judge(text: string, changes: Partial<Outcome> = {}): Verdict {
  const { scenario, problems } = parseScenario(`expect ${text}`);
  expect(problems).toEqual([]);
  const engine = new ScriptedEngine({});
  return judgeExpectation(scenario.expectations[0]!, {
    alerts: [alert()],
    alertsNotKept: 0,
    baselinesByRule: new Map([['dba_login', 40]]),
    lateByRule: new Map([['dba_login', 2]]),
    deadLetters: 0,
    deadLettersKept: [],
    labels: [],
    metrics: engine.metrics(),
    sources: engine.sources,
    isInterrupted: false,
    ...changes,
  });
}

const label = {
  key: 'dba07',
  from: Date.parse('2025-04-20T03:00:00+08:00'),
  to: Date.parse('2025-04-20T04:00:00+08:00'),
  kind: 'stolen account',
  strength: 'blatant' as const,
  note: 'logs in from Chengdu at night',
};

describe('an expectation holds', () => {
  it.each([
    'dba_login for "dba07" at 2025-04-20 03:12 because new place, severity high',
    'dba_login on 2025-04-20 because unusual hour',
    'dba_login because "from Chengdu"',
    'dba_login because chengdu beijing',
    'no dba_login for "dba03"',
    'no alerts between 2025-04-20 03:13 and 2025-04-30',
    'exactly 1 alerts from dba_login',
    'dba_login once, count 1',
    'every blatant anomaly to be reported',
    'no alerts without a label',
    '2 late events from dba_login',
    'no duplicates',
    'no refused events',
    'no dead letters',
    'at least 30 keys of dba_login in close',
    '40 baselines from dba_login',
  ])('%s', (text) => {
    expect(judge(text, { labels: [label] })).toMatchObject({ holds: true, alerts: [], details: [] });
  });
});

describe('an expectation fails', () => {
  it.each([
    ['dba_login for "dba07" because new hour', 'not because new hour'],
    ['dba_login for "dba07" severity low', 'severity high'],
    ['dba_login for "dba07" at 2025-04-20 03:13', 'at another time'],
    ['dba_login for "dba08"', 'for "dba07"'],
  ])('and shows the nearest alert and in what it differs: %s', (text, difference) => {
    const verdict = judge(text);
    expect(verdict).toMatchObject({ holds: false, found: 'no alerts, expected at least 1' });
    expect(verdict.alerts).toMatchObject([{ differences: [difference] }]);
  });

  it('and shows the nearest of several first', () => {
    const alerts = [
      alert({ id: 'far', time: alert().time - 86_400_000 }),
      alert({ id: 'near', time: alert().time - 60_000 }),
    ];
    const verdict = judge('dba_login at 2025-04-20 03:12', { alerts });
    expect(verdict.alerts.map((found) => found.alert.id)).toEqual(['near', 'far']);
  });

  it('and shows what should not have been reported', () => {
    const verdict = judge('no dba_login');
    expect(verdict).toMatchObject({
      holds: false,
      found: '1 alert, expected none',
      alerts: [{ differences: [] }],
    });
  });

  it('and names the anomalies that were missed, on the clock of the source', () => {
    const missed = { ...label, key: 'dba09' };
    expect(judge('every blatant anomaly to be reported', { labels: [label, missed] })).toMatchObject({
      holds: false,
      found: '1 of 2 blatant anomalies reported (50 %)',
      details: [
        'missed dba09 from Sun 2025-04-20 03:00 to Sun 2025-04-20 04:00, stolen account: logs in from Chengdu at night',
      ],
    });
  });

  it('when there is nothing it could speak of', () => {
    expect(judge('every blatant anomaly to be reported').found).toBe(
      'no blatant anomalies in the events: only generated events carry labels',
    );
  });

  it('when alerts were lost that might be the ones', () => {
    expect(judge('no dba_login for "x"', { alertsNotKept: 5 }).holds).toBe(false);
    expect(judge('dba_login', { alertsNotKept: 5 }).holds).toBe(true);
  });
});

describe('an anomaly is reported', () => {
  it.each([
    ['at its beginning', '2025-04-20T03:00:00+08:00', undefined, true],
    ['at its end', '2025-04-20T04:00:00+08:00', undefined, true],
    ['after its end by an event', '2025-04-20T04:00:01+08:00', undefined, false],
    ['by a window that overlaps it', '2025-04-21T00:00:00+08:00', 24, true],
    ['after its end by a window', '2025-04-20T05:00:00+08:00', 1, false],
    ['before its beginning by a window', '2025-04-20T03:00:00+08:00', 1, false],
  ])('%s', (_, at, windowHours, holds) => {
    const time = Date.parse(at);
    const window =
      windowHours === undefined ? {} : { window: { from: time - windowHours * 3_600_000, to: time } };
    const alerts = [alert({ time, ...window })];
    expect(judge('every blatant anomaly to be reported', { alerts, labels: [label] }).holds).toBe(holds);
    expect(judge('no alerts without a label', { alerts, labels: [label] }).holds).toBe(holds);
  });

  it('when its source tells the time to the minute only', () => {
    const sources = [source('db_audit', { precisionMs: 60_000 })];
    const labels = [{ ...label, from: label.from + 59_000 }];
    const alerts = [alert({ time: label.from })];
    expect(judge('every blatant anomaly to be reported', { alerts, labels, sources }).holds).toBe(true);
  });

  it('only if its time has come', () => {
    const later = {
      ...label,
      from: Date.parse('2025-06-01T00:00:00Z'),
      to: Date.parse('2025-06-02T00:00:00Z'),
    };
    expect(judge('every blatant anomaly to be reported', { labels: [label, later] }).found).toContain(
      '1 of 1',
    );
  });
});

it('a failed verdict reads as text', () => {
  const verdict = judge('dba_login for "dba07" at 2025-04-20 03:13, severity low');
  expect(renderVerdict(verdict, { palette: plainPalette, file: 'x/scenario.txt', width: 80 })).toBe(`\
  ✗ expect dba_login for "dba07" at 2025-04-20 03:13, severity low  x/scenario.txt:1
      found no alerts, expected at least 1
      nearest:
      2025-04-20 03:12  HIGH      dba_login  dba07
          logged in from Chengdu at 03:00
          place Chengdu, usual Beijing 94 %, Shanghai 6 % (new)
          hour 03:00–04:00, usual 09–19 h (1 in 400)
          differs: at another time, severity high`);
});
