/** Logins at the doors of a company: most are ordinary, some have to be told to somebody at once, others need not hurry. */
import { deliver } from '../world/delivery.ts';
import { checkOptions, type Generated, type Generator } from '../world/generator.ts';
import { labelsOf } from '../world/incidents.ts';
import { caseName, companyTables } from './company.ts';
import { clock, emitEmployeeDay, employeeAt } from './logins.ts';
import { threatsOf } from './threats.ts';

/** A key is an employee; labels name an address and a place, or an employee and an application. Nothing has to be learnt. */
export const notification: Generator = {
  name: caseName,
  summary: 'Logins of a company, some for the pager and some for the daily list',
  defaults: { keys: 80, days: 14, seed: 1 },
  generate(options): Generated {
    checkOptions(caseName, options);
    const { seed, keys, days } = options;
    const employees = Array.from({ length: keys }, (_, index) => employeeAt(seed, index));
    const threats = threatsOf({ seed, keys, days });
    const events = deliver({
      seed,
      caseName,
      days,
      eventsMax: options.eventsMax ?? Number.POSITIVE_INFINITY,
      dayStart: (day) => clock.instantAt(day, 0),
      eventsOf(day, emit) {
        for (const employee of employees) emitEmployeeDay(employee, day, emit);
        for (const threat of threats.get(day) ?? []) {
          for (const { time, record } of threat.events) emit(time, record, 0);
        }
      },
    });
    return { events, labels: labelsOf(threats), tables: companyTables() };
  },
};
