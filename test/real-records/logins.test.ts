import { expect, it } from 'vitest';
import { describeRecords, linesOf, rulesText } from './records.ts';
import { alertsOf, metricsOf, runRules } from './run-rules.ts';
import { dayMs, findWindows, foundBy, hourMs, minuteMs, names } from './windows.ts';

interface Login {
  readonly time: number;
  readonly outcome: string;
  readonly times: number;
  readonly user: string;
  readonly address: string;
}

const attempt =
  /^(\w{3}) +(\d+) ([\d:]{8}) \S+ sshd\[\d+\]: (?:message repeated (\d+) times: \[ )?(Accepted|Failed) \w+ for (?:invalid user )?(\S*) from (\S+) port/;
const unknownName = /^(\w{3}) +(\d+) ([\d:]{8}) \S+ sshd\[\d+\]: (Invalid) user (\S*) from (\S+)/;

describeRecords('logins of a real host', 'logins/auth.log', (bytes) => {
  const lines = linesOf(bytes);
  const logins = lines.flatMap(readLogin);
  const accepted = logins.filter(({ outcome }) => outcome === 'Accepted');
  const failed = logins.filter(({ outcome }) => outcome === 'Failed');
  const invalid = logins.filter(({ outcome }) => outcome === 'Invalid');
  const rules = rulesText('logins.rules');
  const outcome = runRules(rules, bytes);
  const tries = (events: readonly Login[]) =>
    events.filter((event) => event.outcome === 'Failed').reduce((sum, { times }) => sum + times, 0);
  const addresses = (events: readonly Login[]) => new Set(events.map(({ address }) => address)).size;

  it('are all read: what is no login is ignored, nothing is refused or late', () => {
    expect([accepted.length, failed.length, invalid.length, tries(failed)]).toEqual([226, 717, 178, 1042]);
    expect(outcome.metrics.sources).toMatchObject([
      { records: lines.length, events: logins.length, ignored: lines.length - logins.length, refused: 0 },
    ]);
    expect(outcome.deadLetters).toEqual([]);
    expect(outcome.lateEvents).toEqual([]);
  });

  it('reach the rules that ask for them', () => {
    const counts = { login_usual: accepted, password_guessing: failed, unknown_users: invalid };
    for (const [rule, events] of Object.entries(counts))
      expect(metricsOf(outcome, rule).events).toBe(events.length);
  });

  it('show who guessed a password', () => {
    const expected = findWindows([...accepted, ...failed], {
      keyOf: ({ user, address }) => `${user} / ${address}`,
      lengthMs: 30 * minuteMs,
      everyMs: 10 * minuteMs,
      holds: (events) => tries(events) >= 5 && events.some((event) => event.outcome === 'Accepted'),
    });
    expect(foundBy(alertsOf(outcome, 'guessed_in'))).toEqual(expected);
    expect(alertsOf(outcome, 'guessed_in').map(({ message }) => message)).toEqual([
      '24.151.103.17 got in as elastic_user_0 after 147 wrong passwords within 30 minutes',
    ]);
  });

  it('show which addresses try many passwords, repeated lines counted as often as they say', () => {
    const period = { oncePerMs: dayMs };
    const expected = findWindows(failed, {
      keyOf: ({ address }) => address,
      lengthMs: 10 * minuteMs,
      everyMs: 5 * minuteMs,
      holds: (events) => tries(events) >= 10,
      ...period,
    });
    expect(foundBy(alertsOf(outcome, 'password_guessing'), period)).toEqual(expected);
    expect(expected.size).toBe(10);
  });

  it('show when many addresses try one user', () => {
    const keyOf = ({ user }: Login) => user;
    const perHour = findWindows(failed, {
      keyOf,
      lengthMs: hourMs,
      holds: (events) => addresses(events) >= 4,
    });
    const perDay = findWindows(failed, { keyOf, lengthMs: dayMs, holds: (events) => addresses(events) >= 6 });
    expect(names(perHour)).toEqual([]);
    expect(foundBy(alertsOf(outcome, 'many_addresses'))).toEqual(perDay);
    expect(names(perDay)).toEqual(['root since 2017-04-16T00:00:00.000Z']);
  });

  it('show who tries names that do not exist', () => {
    const period = { oncePerMs: dayMs };
    const expected = findWindows(invalid, {
      keyOf: ({ address }) => address,
      lengthMs: hourMs,
      holds: (events) => new Set(events.map(({ user }) => user)).size >= 3,
      ...period,
    });
    expect(foundBy(alertsOf(outcome, 'unknown_users'), period)).toEqual(expected);
    expect(expected.size).toBe(2);
  });

  it('from networks of the first week raise no alarm, those from elsewhere do', () => {
    const networkOf = ({ address }: Login) => address.split('.').slice(0, 2).join('.');
    const begin = accepted[0].time;
    const strangers = (learnMs: number) => {
      const known = new Set(accepted.filter(({ time }) => time < begin + learnMs).map(networkOf));
      return accepted
        .filter(({ time }) => time >= begin + learnMs)
        .filter((login) => !known.has(networkOf(login)));
    };
    expect(strangers(7 * dayMs)).toEqual([]);
    expect(alertsOf(outcome, 'login_usual')).toEqual([]);
    const first = strangers(2 * dayMs)[0];
    expect(alertsOf(outcome, 'login_place')[0]).toMatchObject({ time: first.time, severity: 'high' });
    expect(first.address).toBe('24.151.103.17');
  });

  it('that fail much more often than usual within an hour are counted right', () => {
    const alerts = alertsOf(outcome, 'guessing_level');
    for (const { window, features } of alerts) {
      const hour = failed.filter(({ time }) => time >= window!.from && time < window!.to);
      expect(features[0].observed).toBe(String(tries(hour)));
    }
    expect(alerts.map(({ at }) => at)).toContain('2017-04-06T20:00:00Z');
    expect(alerts.length).toBeLessThanOrEqual(4);
  });

  it('give the same reports in every run, and the same alerts however they arrive in pieces', () => {
    expect(runRules(rules, bytes).reports).toEqual(outcome.reports);
    expect(runRules(rules, bytes, 10_007).alerts).toEqual(outcome.alerts);
  });
});

it('a user name that looks like the end of a line puts the blame on nobody else', () => {
  const name = 'x from 10.0.0.1 port 22 ssh2';
  const line = `Apr  2 10:00:00 host sshd[1]: Failed password for invalid user ${name} from 10.6.6.6 port 4 ssh2\n`;
  const { alerts } = runRules(rulesText('logins.rules'), new TextEncoder().encode(line.repeat(12)));
  expect(alerts.map(({ key }) => key)).toEqual(['10.6.6.6']);
});

function readLogin(line: string): Login[] {
  const failure = attempt.exec(line);
  const [, month, day, clock, times, outcome, user, address] = failure ?? withTimes(unknownName.exec(line));
  if (month === undefined) return [];
  const time = Date.parse(`${day} ${month} 2017 ${clock} UTC`);
  return [{ time, outcome: outcome!, times: Number(times ?? 1), user: user!, address: address! }];
}

/** The parts of a line that says nothing of how often it was repeated. */
function withTimes(parts: RegExpExecArray | null): (string | undefined)[] {
  return parts === null ? [] : [...parts.slice(0, 4), undefined, ...parts.slice(4)];
}
