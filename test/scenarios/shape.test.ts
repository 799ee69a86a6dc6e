/** Whether the generated worlds look like the real one: offices, holidays, nights, departments, machines. */
import { describe, expect, it } from 'vitest';
import { auditLog } from '../../scenarios/audit-log/generator.ts';
import { dbaAccount } from '../../scenarios/dba-account/generator.ts';
import { impossibleTravel } from '../../scenarios/impossible-travel/generator.ts';
import { mailbox } from '../../scenarios/mailbox/generator.ts';
import { notification } from '../../scenarios/notification/generator.ts';
import { trafficSurge } from '../../scenarios/traffic-surge/generator.ts';
import { vpnUser } from '../../scenarios/vpn-user/generator.ts';
import { webErrors } from '../../scenarios/web-errors/generator.ts';
import type { GeneratedEvent } from '../../scenarios/world/generator.ts';
import { hourMs } from '../../src/time/duration.ts';

/** Saturday and Sunday, and the five days of Labour Day 2025. */
const ordinaryWeekend = ['2025-03-15', '2025-03-16'];
const labourDay = ['2025-05-01', '2025-05-02', '2025-05-03', '2025-05-04', '2025-05-05'];
const ordinaryWeek = ['2025-03-17', '2025-03-18', '2025-03-19', '2025-03-20', '2025-03-21'];

describe('dba-account', () => {
  const { events, tables } = dbaAccount.generate(dbaAccount.defaults);
  const all = [...events];
  const staff = new Set(columnOf(tables[0]!.csv, 0));
  const people = all.filter(({ record }) => staff.has(String(record.account)));
  const machines = all.filter(({ record }) => !staff.has(String(record.account)));

  it('has administrators who rest at weekends and on holidays, and work on the Sunday made up for it', () => {
    const usual = meanPerDay(people, ordinaryWeek);
    expect(meanPerDay(people, ordinaryWeekend)).toBeLessThan(usual * 0.15);
    expect(meanPerDay(people, labourDay)).toBeLessThan(usual * 0.2);
    expect(meanPerDay(people, ['2025-04-27'])).toBeGreaterThan(usual * 0.6);
  });

  it('has jobs that know no weekend', () => {
    expect(meanPerDay(machines, ordinaryWeekend)).toBeGreaterThan(meanPerDay(machines, ordinaryWeek) * 0.8);
  });

  it('has a night shift', () => {
    const nightly = countBy(
      people.filter(({ record }) => hourOf(record.event_time) < 5),
      'account',
    );
    expect([...nightly.values()].filter((count) => count > 60).length).toBeGreaterThanOrEqual(2);
  });

  it('has one city to a network, always', () => {
    const cityByNetwork = new Map<string, string>();
    for (const { record } of all) {
      const network = String(record.client_ip).split('.').slice(0, 3).join('.');
      const city = String(record.city);
      expect(cityByNetwork.get(network) ?? city).toBe(city);
      cityByNetwork.set(network, city);
    }
    expect(new Set(cityByNetwork.values()).size).toBeGreaterThan(5);
  });

  it('has rows for queries and exports only', () => {
    for (const { record } of all) {
      expect(record.rows !== undefined).toBe(record.action === 'query' || record.action === 'export');
    }
  });

  it('has addresses shared by many administrators', () => {
    const accounts = new Map<string, Set<unknown>>();
    for (const { record } of people) {
      const address = String(record.client_ip);
      accounts.set(address, (accounts.get(address) ?? new Set()).add(record.account));
    }
    expect(Math.max(...[...accounts.values()].map((names) => names.size))).toBeGreaterThan(4);
  });
});

describe('mailbox', () => {
  const { events } = mailbox.generate(mailbox.defaults);
  const all = [...events];
  const attachmentsOf = (department: string, days: readonly string[]): number => {
    const own = all.filter(({ record }) => record.department === department && isOn(record.event_time, days));
    return own.reduce((sum, { record }) => sum + Number(record.attachments), 0) / days.length;
  };

  it('has departments of different levels', () => {
    const engineering = attachmentsOf('Engineering', ordinaryWeek);
    expect(attachmentsOf('Legal', ordinaryWeek)).toBeGreaterThan(engineering * 2);
  });

  it('has finance busiest at the end of the quarter, and busier at the end of a month', () => {
    const usual = attachmentsOf('Finance', ordinaryWeek);
    expect(attachmentsOf('Finance', ['2025-03-28', '2025-03-31', '2025-04-01'])).toBeGreaterThan(usual * 1.8);
    expect(
      attachmentsOf('Finance', ['2025-04-28', '2025-04-29', '2025-04-30', '2025-05-06']),
    ).toBeGreaterThan(usual * 1.2);
  });

  it('has no more external recipients than recipients', () => {
    for (const { record } of all)
      expect(Number(record.external)).toBeLessThanOrEqual(Number(record.recipients));
  });

  it('is quiet at weekends and on holidays', () => {
    const staff = all.filter(({ record }) => record.department !== 'Systems');
    const usual = meanPerDay(staff, ordinaryWeek);
    expect(meanPerDay(staff, ordinaryWeekend)).toBeLessThan(usual * 0.12);
    expect(meanPerDay(staff, labourDay)).toBeLessThan(usual * 0.15);
  });
});

describe('vpn-user', () => {
  const all = [...vpnUser.generate(vpnUser.defaults).events];

  it('moves with summer time in Berlin and New York, and not in Shanghai', () => {
    const offsetsOf = (text: string): string[] => {
      return [
        ...new Set(
          all
            .map(({ record }) => String(record.event_time))
            .filter((time) => time.startsWith(text))
            .map((time) => time.slice(-6)),
        ),
      ].sort();
    };
    expect(offsetsOf('2025-03-05')).toEqual(['+01:00', '+08:00', '-05:00']);
    expect(offsetsOf('2025-03-12')).toEqual(['+01:00', '+08:00', '-04:00']);
    expect(offsetsOf('2025-04-02')).toEqual(['+02:00', '+08:00', '-04:00']);
  });

  it('has some who connect again and again, as they always do', () => {
    const counts = [...countBy(all, 'user').values()].sort((left, right) => right - left);
    expect(counts[1]!).toBeGreaterThan(counts[50]! * 2);
  });

  it('holds a refused login for no time', () => {
    for (const { record } of all) if (record.outcome === 'failure') expect(record.duration_minutes).toBe(0);
  });
});

describe('web-errors', () => {
  const { events, labels } = webErrors.generate(webErrors.defaults);
  const all = [...events];
  const attackers = new Set(labels.map(({ key }) => key));
  const innocent = all.filter(({ record }) => !attackers.has(String(record.ip_address)));

  it('answers with the codes of the log, mostly well', () => {
    const counts = countBy(all, 'status_code');
    expect([...counts.keys()].sort()).toEqual(['200', '301', '400', '401', '404', '500']);
    expect(counts.get('200')! / all.length).toBeGreaterThan(0.8);
  });

  it('gives errors to the innocent too: dead links, mistyped passwords, bad releases', () => {
    const counts = countBy(innocent, 'status_code');
    for (const code of ['401', '404', '500']) expect(counts.get(code)).toBeGreaterThan(40);
  });

  it('has a probe that calls every five minutes', () => {
    const calls = countBy(
      all.filter(({ record }) => record.user === 'monitor'),
      'ip_address',
    );
    for (const count of calls.values()) expect(Math.abs(count - 7 * 288)).toBeLessThan(30);
  });

  it('has more visitors in the evening than before dawn, where they live', () => {
    const people = innocent.filter(({ record }) => String(record.ip_address).startsWith('198.'));
    const within = (from: number, to: number): number => {
      return people.filter(({ record }) => hourOf(record.timestamp) >= from && hourOf(record.timestamp) < to)
        .length;
    };
    expect(within(11, 14)).toBeGreaterThan(within(18, 21) * 2);
  });
});

describe('audit-log', () => {
  const { events, labels } = auditLog.generate(auditLog.defaults);
  const all = [...events];
  const abused = new Set(labels.map(({ key }) => key));
  const innocent = all.filter(({ record }) => !abused.has(String(record.account)));
  const isOf = (name: string) => (event: GeneratedEvent) => String(event.record.account).startsWith(name);

  it('has administrators who work on Wednesday evenings', () => {
    const evenings = innocent.filter(isOf('adm.')).filter(({ record }) => hourOf(record.event_time) === 20);
    const wednesdays = evenings.filter(({ time }) => new Date(time).getUTCDay() === 3);
    expect(wednesdays.length).toBeGreaterThan(evenings.length * 0.6);
  });

  it('has jobs that delete at night, and people who delete by day', () => {
    const deletions = innocent.filter(({ record }) => record.action === 'delete');
    const [jobs, people] = [
      deletions.filter(isOf('job_')),
      deletions.filter((event) => !isOf('job_')(event)),
    ];
    expect(jobs.every(({ record }) => hourOf(record.event_time) < 6)).toBe(true);
    expect(people.every(({ record }) => hourOf(record.event_time) > 5)).toBe(true);
    expect(people.length).toBeGreaterThan(500);
  });

  it('has nobody innocent who clears a log or grants rights to itself', () => {
    for (const { record } of innocent) {
      expect(record.action).not.toBe('clear-log');
      if (record.action === 'grant') expect(record.target).not.toBe(record.account);
    }
  });
});

describe('traffic-surge', () => {
  const { events, labels } = trafficSurge.generate(trafficSurge.defaults);
  const all = [...events];
  const requestsOf = (site: string, text: string): number => {
    const own = all.filter(
      ({ record }) => record.site === site && String(record.event_time).startsWith(text),
    );
    return own.reduce((sum, { record }) => sum + Number(record.requests), 0);
  };

  it('has more traffic in the evening than before dawn, where the site is at home', () => {
    const asian = all.filter(({ record }) => record.country === 'CN' && Number(record.requests) > 20);
    const within = (from: number, to: number) =>
      asian
        .filter(({ record }) => hourOf(record.event_time) >= from && hourOf(record.event_time) <= to)
        .reduce((sum, { record }) => sum + Number(record.requests), 0);
    expect(within(11, 13)).toBeGreaterThan(within(18, 20) * 4);
  });

  it('has sales that bring more than some floods, from no country that is new', () => {
    const site = 'film.beacon.example';
    expect(requestsOf(site, '2025-03-17T19')).toBeGreaterThan(6 * requestsOf(site, '2025-03-11T19'));
    const countriesOn = (day: string) =>
      new Set(
        all
          .filter(({ record }) => record.site === site && String(record.event_time).startsWith(day))
          .filter(({ record }) => Number(record.requests) > 20)
          .map(({ record }) => record.country),
      );
    expect(countriesOn('2025-03-17T19')).toEqual(countriesOn('2025-03-11T19'));
    expect(labels.some(({ key, note }) => key.startsWith(site) && note.includes('14 countries'))).toBe(true);
  });

  it('counts no more addresses than requests', () => {
    for (const { record } of all) expect(Number(record.clients)).toBeLessThanOrEqual(Number(record.requests));
  });
});

describe('impossible-travel', () => {
  const { events, labels } = impossibleTravel.generate(impossibleTravel.defaults);
  const all = [...events].sort((one, other) => one.time - other.time);
  const labelled = new Set(labels.map(({ key }) => key));

  it('has places on the globe, most of them in Germany, some on other continents', () => {
    const far = all.filter(({ record }) => Math.abs(Number(record.longitude) - 10) > 30);
    expect(far.length / all.length).toBeGreaterThan(0.003);
    expect(far.length / all.length).toBeLessThan(0.1);
    for (const { record } of all) expect(Math.abs(Number(record.latitude))).toBeLessThan(60);
  });

  it('has commuters who are at home and at the office on one day', () => {
    const longitudes = new Map<string, number[]>();
    for (const { record } of all.filter(({ record }) => record.user === 'tobias.schneider')) {
      const day = String(record.event_time).slice(0, 10);
      longitudes.set(day, [...(longitudes.get(day) ?? []), Number(record.longitude)]);
    }
    const apart = [...longitudes.values()].filter((own) => Math.max(...own) - Math.min(...own) > 1);
    expect(apart.length).toBeGreaterThan(10);
  });

  it('lets nobody innocent be on another continent within eight hours, whatever their telephone says', () => {
    const latest = new Map<unknown, GeneratedEvent>();
    for (const event of all) {
      const { user, longitude } = event.record;
      const before = latest.get(user);
      latest.set(user, event);
      if (before === undefined || labelled.has(String(user))) continue;
      if (Math.abs(Number(longitude) - Number(before.record.longitude)) < 30) continue;
      expect(event.time - before.time).toBeGreaterThan(8 * hourMs);
    }
  });
});

describe('notification', () => {
  const all = [...notification.generate(notification.defaults).events];
  const quiet = ['plant-north', 'warehouse-gate', 'test-laboratory'];

  it('has places at which few people log in, and few attempts come', () => {
    const atQuiet = all.filter(({ record }) => quiet.includes(String(record.place)));
    const users = countBy(
      atQuiet.filter(({ record }) => record.outcome === 'success'),
      'user',
    );
    expect(users.size).toBeLessThan(15);
    expect(atQuiet.length).toBeLessThan(all.length * 0.15);
  });

  it('has mistyped passwords at every door, the quiet ones too', () => {
    const failures = countBy(
      all.filter(({ record }) => record.outcome === 'failure'),
      'place',
    );
    for (const place of ['head-office', 'vpn', 'plant-north']) expect(failures.get(place)).toBeGreaterThan(3);
  });
});

function columnOf(csv: string, column: number): string[] {
  return csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[column]!);
}

function isOn(time: unknown, days: readonly string[]): boolean {
  return days.includes(String(time).slice(0, 10));
}

function hourOf(time: unknown): number {
  return Number(String(time).slice(11, 13));
}

function meanPerDay(events: readonly GeneratedEvent[], days: readonly string[]): number {
  return events.filter(({ record }) => isOn(record.event_time, days)).length / days.length;
}

function countBy(events: readonly GeneratedEvent[], field: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { record } of events)
    counts.set(String(record[field]), (counts.get(String(record[field])) ?? 0) + 1);
  return counts;
}
