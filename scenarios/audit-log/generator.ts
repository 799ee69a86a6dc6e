/** Audit log of a company's servers: staff, help desk, administrators and jobs, and a few accounts that are abused. */
import { deliver } from '../world/delivery.ts';
import { checkOptions, type Generated, type Generator } from '../world/generator.ts';
import { incidentsOf, labelsOf } from '../world/incidents.ts';
import { accountAt, caseName } from './accounts.ts';
import { clock } from './audit.ts';
import { emitAccountDay } from './habits.ts';
import { fitOf, plans, stage } from './misuse.ts';

/** A key is an account. */
export const auditLog: Generator = {
  name: caseName,
  summary: 'Audit log of servers: privileges, deletions, cleared logs',
  defaults: { keys: 60, days: 75, seed: 1 },
  generate(options): Generated {
    checkOptions(caseName, options);
    const { seed, keys, days } = options;
    const accounts = Array.from({ length: keys }, (_, index) => accountAt(seed, index));
    const incidents = incidentsOf({
      seed,
      caseName,
      keys,
      days,
      blockSize: 10,
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
        for (const account of accounts) emitAccountDay(account, day, emit);
        for (const incident of incidents.get(day) ?? []) {
          for (const { time, record } of incident.events) emit(time, record, 0);
        }
      },
    });
    return { events, labels: labelsOf(incidents), tables: [] };
  },
};
