/** Database audit log of a bank: administrators with habits, jobs by the clock, and a few accounts in wrong hands. */
import { networkRows } from '../world/cities.ts';
import { toCsv } from '../world/csv.ts';
import { deliver } from '../world/delivery.ts';
import { checkOptions, type Generated, type GeneratedTable, type Generator } from '../world/generator.ts';
import { incidentsOf, labelsOf } from '../world/incidents.ts';
import { type Account, accountAt, caseName } from './accounts.ts';
import { emitAdministratorDay } from './administrators.ts';
import { clock } from './audit.ts';
import { fitOf, plans, stage } from './misuse.ts';
import { emitServiceDay } from './services.ts';

/** A key is an account. */
export const dbaAccount: Generator = {
  name: caseName,
  summary: 'Logins and statements of database administrators and application accounts',
  defaults: { keys: 40, days: 75, seed: 1 },
  generate(options): Generated {
    checkOptions(caseName, options);
    const { seed, keys, days } = options;
    const accounts = Array.from({ length: keys }, (_, index) => accountAt(seed, index));
    const incidents = incidentsOf({
      seed,
      caseName,
      keys,
      days,
      blockSize: 8,
      plans,
      fit: (index, plan) => fitOf(seed, index, plan),
      stage: (misuse, at) => stage(misuse, { seed, ...at }),
    });
    const events = deliver({
      seed,
      caseName,
      days,
      eventsMax: options.eventsMax ?? Number.POSITIVE_INFINITY,
      dayStart: (day) => clock.instantAt(day, 0),
      eventsOf(day, emit) {
        for (const account of accounts) {
          if (account.kind === 'service') emitServiceDay(account, seed, day, emit);
          else emitAdministratorDay(account, day, emit);
        }
        for (const incident of incidents.get(day) ?? []) {
          for (const { time, record } of incident.events) emit(time, record, 0);
        }
      },
    });
    return { events, labels: labelsOf(incidents), tables: tablesOf(accounts) };
  },
};

function tablesOf(accounts: readonly Account[]): GeneratedTable[] {
  const rows = accounts.flatMap((account) =>
    account.kind === 'service' ? [] : [[account.account, account.name, account.team, clock.zoneName]],
  );
  return [
    { name: 'dba', csv: toCsv(['account', 'name', 'team', 'zone'], rows) },
    { name: 'network', csv: toCsv(['network', 'city', 'country'], networkRows()) },
  ];
}
