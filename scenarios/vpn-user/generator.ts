/** VPN logins of a company in three time zones: work at home, trips, bad lines, and a few accounts in other hands. */
import { cityNamed, networkRows } from '../world/cities.ts';
import { toCsv } from '../world/csv.ts';
import { deliver } from '../world/delivery.ts';
import { checkOptions, type Generated, type GeneratedTable, type Generator } from '../world/generator.ts';
import { incidentsOf, labelsOf } from '../world/incidents.ts';
import { emitUserDay } from './logins.ts';
import { fitOf, plans, stage } from './takeovers.ts';
import { caseName, clockIn, type User, userAt } from './users.ts';

/** A key is a user name. */
export const vpnUser: Generator = {
  name: caseName,
  summary: 'VPN logins of staff in Shanghai, Berlin and New York time',
  defaults: { keys: 100, days: 75, seed: 1 },
  generate(options): Generated {
    checkOptions(caseName, options);
    const { seed, keys, days } = options;
    const users = Array.from({ length: keys }, (_, index) => userAt(seed, index));
    const incidents = incidentsOf({
      seed,
      caseName,
      keys,
      days,
      blockSize: 10,
      plans,
      fit: (index) => fitOf(seed, index),
      stage: (takeover, at) => stage(takeover, { seed, ...at }),
    });
    // A local day begins in the east: nobody travels further that way than Tokyo.
    const first = clockIn(cityNamed('Tokyo'));
    const events = deliver({
      seed,
      caseName,
      days,
      eventsMax: options.eventsMax ?? Number.POSITIVE_INFINITY,
      dayStart: (day) => first.instantAt(day, 0),
      eventsOf(day, emit) {
        for (const user of users) emitUserDay(user, day, emit);
        for (const incident of incidents.get(day) ?? []) {
          for (const { time, record } of incident.events) emit(time, record, 0);
        }
      },
    });
    return { events, labels: labelsOf(incidents), tables: tablesOf(users) };
  },
};

function tablesOf(users: readonly User[]): GeneratedTable[] {
  const rows = users.map(({ user, name, department, clock }) => [user, name, department, clock.zoneName]);
  return [
    { name: 'staff', csv: toCsv(['user', 'name', 'department', 'zone'], rows) },
    { name: 'network', csv: toCsv(['network', 'city', 'country'], networkRows()) },
  ];
}
