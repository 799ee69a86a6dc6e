import { expect, it } from 'vitest';
import { describeRecords, linesOf, rulesText } from './records.ts';
import { alertsOf, metricsOf, runRules } from './run-rules.ts';
import { dayMs, findWindows, foundBy, hourMs, minuteMs, names } from './windows.ts';

interface Request {
  readonly time: number;
  readonly address: string;
  readonly path: string;
  readonly status: number;
}

const combined =
  /^(\S+) \S+ \S+ \[(\d+)\/(\w+)\/(\d+):([\d:]+) \+0000\] "\S+ (\S+) [^"]*" (\d{3}) \S+ ".*" ".*"$/;
const administration = /\/(wp-login|wp-admin|administrator|admin|phpmyadmin|fckeditor|setup|manager)\b/i;

describeRecords('requests to a real web server', 'web/apache_logs', (bytes) => {
  const lines = linesOf(bytes);
  const requests = lines.flatMap(readRequest);
  const failed = requests.filter(({ status }) => status >= 400);
  const probes = requests.filter(
    ({ status, path }) => (status === 403 || status === 404) && administration.test(path),
  );
  const lastTime = Math.max(...requests.map(({ time }) => time));
  const rules = rulesText('web.rules');
  const outcome = runRules(rules, bytes);
  const addressOf = ({ address }: Request) => address;
  const siteOf = () => 'site';
  const paths = (events: readonly Request[]) => new Set(events.map(({ path }) => path)).size;
  const errorShare = (events: readonly Request[]) =>
    events.filter(({ status }) => status >= 400).length / events.length;

  it('are all read, but for one line that was cut off in the middle of a text', () => {
    const cut = lines.flatMap((line, index) => (line.split('"').length % 2 === 0 ? [index + 1] : []));
    expect(cut).toHaveLength(1);
    expect(outcome.deadLetters).toMatchObject([{ code: 'no-pattern-fits', position: cut[0] }]);
    expect(outcome.metrics.sources).toMatchObject([
      { records: lines.length, events: requests.length, ignored: 0, refused: 1 },
    ]);
    expect(requests).toHaveLength(lines.length - 1);
    expect(outcome.lateEvents).toEqual([]);
  });

  it('reach the rules that ask for them', () => {
    const counts = {
      error_burst: failed,
      site_errors: failed,
      administration_probe: probes,
      heavy_client: requests,
    };
    for (const [rule, events] of Object.entries(counts))
      expect(metricsOf(outcome, rule).events).toBe(events.length);
  });

  it('show bursts of errors', () => {
    const period = { oncePerMs: hourMs };
    const expected = findWindows(failed, {
      keyOf: addressOf,
      lengthMs: 5 * minuteMs,
      everyMs: minuteMs,
      holds: (events) => events.length >= 8,
      ...period,
    });
    expect(foundBy(alertsOf(outcome, 'error_burst'), period)).toEqual(expected);
    expect(expected.size).toBe(2);
  });

  it('show who looks for administration pages, alone or with many others', () => {
    const period = { oncePerMs: dayMs };
    const alone = findWindows(probes, {
      keyOf: addressOf,
      lengthMs: hourMs,
      holds: (events) => paths(events) >= 2,
      ...period,
    });
    expect(foundBy(alertsOf(outcome, 'administration_probe'), period)).toEqual(alone);
    expect(alone.size).toBe(8);
    const together = findWindows(probes, {
      keyOf: siteOf,
      lengthMs: dayMs,
      holds: (events) => new Set(events.map(addressOf)).size >= 8,
    });
    expect(foundBy(alertsOf(outcome, 'probe_wave'))).toEqual(together);
    expect(together.size).toBe(2);
  });

  it('show who asks for many paths that do not exist', () => {
    const missing = requests.filter(
      ({ status, path }) => status === 404 && !path.includes('apple-touch-icon'),
    );
    const expected = findWindows(missing, {
      keyOf: addressOf,
      lengthMs: dayMs,
      holds: (events) => paths(events) >= 5,
    });
    expect(foundBy(alertsOf(outcome, 'missing_paths'))).toEqual(expected);
    expect(expected.size).toBe(2);
  });

  it('show whose requests mostly fail, on the days that are over', () => {
    const expected = findWindows(requests, {
      keyOf: addressOf,
      lengthMs: dayMs,
      holds: (events) => events.length >= 10 && errorShare(events) > 0.5,
      endMax: lastTime,
    });
    expect(foundBy(alertsOf(outcome, 'mostly_errors'))).toEqual(expected);
    expect(names(expected)).toEqual([
      '208.91.156.11 since 2015-05-18T00:00:00.000Z',
      '208.91.156.11 since 2015-05-19T00:00:00.000Z',
    ]);
  });

  it('show who asks for very much', () => {
    const period = { oncePerMs: dayMs };
    const expected = findWindows(requests, {
      keyOf: addressOf,
      lengthMs: hourMs,
      holds: (events) => events.length >= 60,
      ...period,
    });
    // The day of the last alert is not over when the input ends, so its windows have not been counted up.
    expect(names(foundBy(alertsOf(outcome, 'heavy_client'), period))).toEqual(names(expected));
    expect(expected.size).toBe(2);
  });

  it('keep to their level but for the hour with the most errors', () => {
    const perHour = new Map<number, number>();
    for (const { time } of failed) {
      const hour = Math.floor(time / hourMs) * hourMs;
      perHour.set(hour, (perHour.get(hour) ?? 0) + 1);
    }
    const [worst, errors] = [...perHour].sort((one, other) => other[1] - one[1])[0];
    expect(alertsOf(outcome, 'site_errors')).toMatchObject([
      { window: { from: worst, to: worst + hourMs }, message: `${errors} requests failed within an hour` },
    ]);
    expect(alertsOf(outcome, 'site_load')).toEqual([]);
  });

  it('seldom differ from what a known address asks for, and are counted right when they do', () => {
    const alerts = alertsOf(outcome, 'client_load');
    for (const { key, window, features } of alerts) {
      const own = requests.filter(({ address }) => address === key);
      const hour = own.filter(({ time }) => time >= window!.from && time < window!.to);
      expect(features[0].observed).toBe(String(hour.length));
      expect(own[0].time).toBeLessThan(window!.from - dayMs);
    }
    expect(alerts.length).toBeLessThanOrEqual(3);
  });

  it('give the same reports in every run, and the same alerts however they arrive in pieces', () => {
    expect(runRules(rules, bytes).reports).toEqual(outcome.reports);
    expect(runRules(rules, bytes, 100_003).alerts).toEqual(outcome.alerts);
  });
});

function readRequest(line: string): Request[] {
  const parts = combined.exec(line);
  if (parts === null) return [];
  const [, address, day, month, year, clock, path, status] = parts as unknown as string[];
  return [
    { time: Date.parse(`${day} ${month} ${year} ${clock} UTC`), address, path, status: Number(status) },
  ];
}
