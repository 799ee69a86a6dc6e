import { expect, it } from 'vitest';
import { describeRecords, linesOf, rulesText } from './records.ts';
import { alertsOf, type Outcome, runRules } from './run-rules.ts';
import { dayMs } from './windows.ts';

/** A failed login: an address, an hour, how often. */
const refused =
  /^(\w{3}) +(\d+) (\d\d):\S+ \S+ sshd\[\d+\]: (?:message repeated (\d+) times: \[ )?Failed \w+ for (?:invalid user )?(\S*) from (\S+) port/;
const requested = /^(\S+) \S+ \S+ \[(\d+)\/(\w+)\/(\d+):(\d\d)\S+ \+0000\] "\S+ (\S+) [^"]*" (\d{3}) /;

describeRecords('baselines that keep learning, over logins', 'logins/auth.log', (bytes) => {
  const rules = rulesText('logins-running.rules');
  const outcome = runRules(rules, bytes);

  it('name the network from which a password is guessed the day after, and little else', () => {
    expect(keysAndDays(outcome, 'login_network')).toEqual(['ip-10-77-20-248 2017-03-29']);
    expect(alertsOf(outcome, 'login_network')[0].message).toContain('24.151.0.0/16');
    expect(keysAndDays(outcome, 'login_habits')).toEqual(['elastic_user_2 2017-04-03', 'ubuntu 2017-04-09']);
  });

  it('find every address that was refused 25 times in an hour, the first time it is seen', () => {
    const hours = countBy(linesOf(bytes), (line) => {
      const [, month, day, hour, , , address] = refused.exec(line) ?? [];
      return month && `${address} ${new Date(`${day} ${month} 2017 ${hour}:00 UTC`).toISOString()}`;
    });
    const alerts = alertsOf(outcome, 'guessing_habits');
    const found = alerts.map(({ key, window, features }) => {
      const name = `${key} ${new Date(window!.from).toISOString()}`;
      expect(features[0].observed).toBe(String(hours.get(name)));
      return name;
    });
    const many = [...hours].filter(([, count]) => count >= 25).map(([name]) => name);
    expect(many.length).toBeGreaterThan(5);
    expect(found).toEqual(expect.arrayContaining(many));
    expect(found.length).toBeLessThanOrEqual(many.length + 2);
  });

  itIsTheSameInPieces(rules, bytes, outcome);
});

describeRecords('baselines that keep learning, over requests to a web server', 'web/apache_logs', (bytes) => {
  const rules = rulesText('web-running.rules');
  const outcome = runRules(rules, bytes);
  const requests = linesOf(bytes).flatMap((line) => {
    const [, address, day, month, year, hour, path, status] = requested.exec(line) ?? [];
    if (address === undefined) return [];
    return [
      { address, path, status: Number(status), from: Date.parse(`${day} ${month} ${year} ${hour}:00 UTC`) },
    ];
  });

  it('count right whatever they report, and report no more than they were asked to', () => {
    const alerts = [...alertsOf(outcome, 'client_habits'), ...alertsOf(outcome, 'error_habits')];
    for (const { rule, key, window, features } of alerts) {
      const hour = requests.filter(({ address, from }) => address === key && from === window!.from);
      const counted = rule === 'client_habits' ? hour : hour.filter(({ status }) => status >= 400);
      expect(features[0].observed).toBe(String(counted.length));
    }
    for (const rule of ['client_habits', 'error_habits']) {
      const reported = alertsOf(outcome, rule).length;
      expect(reported).toBeGreaterThan(0);
      expect(reported).toBeLessThanOrEqual(3 * 5);
    }
  });

  it('keep to their level but for the hour with the most errors', () => {
    const perHour = new Map<number, number>();
    for (const { from, status } of requests)
      if (status >= 400) perHour.set(from, (perHour.get(from) ?? 0) + 1);
    const [worst, errors] = [...perHour].sort((one, other) => other[1] - one[1])[0];
    expect(alertsOf(outcome, 'failure_habits')).toMatchObject([
      { window: { from: worst }, message: `${errors} requests failed within an hour` },
    ]);
    expect(alertsOf(outcome, 'site_habits')).toEqual([]);
  });

  it('find addresses that look for administration pages at their first visit', () => {
    const strangers = ['95.78.54.93', '198.245.61.43', '188.165.243.45', '91.236.75.25'];
    const keys = alertsOf(outcome, 'error_habits').map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(strangers));
    expect(alertsOf(outcome, 'client_habits').map(({ key }) => key)).toContain('199.168.96.66');
  });

  itIsTheSameInPieces(rules, bytes, outcome);
});

describeRecords('baselines that keep learning, over mail', 'mail/mail.ndjson', (bytes) => {
  const rules = rulesText('mail-running.rules');
  const outcome = runRules(rules, bytes);

  it('judge newcomers by the others: 33 mails on the sixth day, 52 people on the second', () => {
    const severe = alertsOf(outcome, 'mail_days').filter(({ severity }) => severity === 'high');
    expect(severe.map(dayOf)).toEqual([
      'staff39 1999-12-27',
      'staff67 2001-05-02',
      'staff67 2001-05-22',
      'staff68 2001-08-23',
      'staff7 2001-10-05',
    ]);
  });

  it('count right whatever they report', () => {
    const mails = linesOf(bytes).map((line): { time: number; sender: string; recipients: number } =>
      JSON.parse(line),
    );
    for (const { key, window, message } of alertsOf(outcome, 'mail_days')) {
      const day = mails.filter(
        ({ sender, time }) => sender === key && time >= window!.from && time < window!.to,
      );
      const reached = day.reduce((sum, { recipients }) => sum + recipients, 0);
      const widest = Math.max(...day.map(({ recipients }) => recipients));
      expect(message).toBe(
        `${key} sent ${day.length} mails to ${reached} recipients in a day, one of them to ${widest}`,
      );
    }
  });

  it('report about as often as they were asked to: once in four weeks', () => {
    const times = outcome.alerts.map(({ time }) => time);
    const weeks = (Math.max(...times) - Math.min(...times)) / (7 * dayMs);
    for (const rule of ['mail_days', 'mail_times']) {
      const perWeek = alertsOf(outcome, rule).length / weeks;
      expect(perWeek).toBeGreaterThan(0.1);
      expect(perWeek).toBeLessThan(0.3);
    }
  });

  itIsTheSameInPieces(rules, bytes, outcome);
});

function itIsTheSameInPieces(rules: string, bytes: Uint8Array, outcome: Outcome): void {
  it('give the same alerts however the records arrive in pieces', () => {
    expect(runRules(rules, bytes, 100_003).alerts).toEqual(outcome.alerts);
  });
}

function keysAndDays(outcome: Outcome, rule: string): string[] {
  return alertsOf(outcome, rule).map(dayOf);
}

/** Whom an alert is about, and the day on which what it reports began. */
function dayOf(alert: Outcome['alerts'][number]): string {
  const begin = alert.window?.from ?? alert.time;
  return `${alert.key} ${new Date(begin).toISOString().slice(0, 10)}`;
}

function countBy(
  lines: readonly string[],
  nameOf: (line: string) => string | undefined,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const name = nameOf(line);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
