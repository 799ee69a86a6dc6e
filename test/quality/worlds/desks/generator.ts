/** Machines unlocked by people at their desks, some of them by somebody else: a world of hours, days off and machines. */

import { isHoliday, localMidnightMs } from '../../../../scenarios/world/calendar.ts';
import { toCsv } from '../../../../scenarios/world/csv.ts';
import { deliver } from '../../../../scenarios/world/delivery.ts';
import {
  checkOptions,
  daysMax,
  type Generated,
  type GeneratedTable,
  type Generator,
} from '../../../../scenarios/world/generator.ts';
import { clock, emitDeskDay } from './desk-day.ts';
import { type Intrusion, intrusionOf } from './intrusions.ts';
import { type Worker, workerAt, worldName } from './people.ts';

/** A key is an account. */
export const desks: Generator = {
  name: worldName,
  summary: 'Machines unlocked by clerks, administrators and a help desk',
  defaults: { keys: 240, days: 75, seed: 1 },
  generate(options): Generated {
    checkOptions(worldName, options);
    const { seed, keys, days } = options;
    const staff = Array.from({ length: keys }, (_, index) => workerAt(seed, index));
    const intrusions = staff.flatMap((worker): Intrusion[] => {
      const intrusion = intrusionOf(worker, staff, days);
      return intrusion === undefined ? [] : [intrusion];
    });
    const events = deliver({
      seed,
      caseName: worldName,
      days,
      eventsMax: options.eventsMax ?? Number.POSITIVE_INFINITY,
      dayStart: (day) => clock.instantAt(day, 0),
      eventsOf(day, emit) {
        for (const worker of staff) emitDeskDay(worker, staff, day, emit);
        for (const intrusion of intrusions) {
          if (intrusion.day !== day) continue;
          for (const { time, record } of intrusion.events) emit(time, record, 0);
        }
      },
    });
    return { events, labels: intrusions.flatMap(({ labels }) => labels), tables: tablesOf(staff) };
  },
};

function tablesOf(staff: readonly Worker[]): GeneratedTable[] {
  const holidays = Array.from({ length: daysMax }, (_, day) => day).filter((day) => isHoliday('DE', day));
  const dates = holidays.map((day) => [new Date(localMidnightMs(day)).toISOString().slice(0, 10)]);
  const rows = staff.map(({ account, department }) => [account, department]);
  return [
    { name: 'staff', csv: toCsv(['account', 'department'], rows) },
    { name: 'holidays', csv: toCsv(['date'], dates) },
  ];
}
