/** Sent mail of a trading company: departments with levels of their own, month ends, and a few who carry documents off. */
import { toCsv } from '../world/csv.ts';
import { deliver } from '../world/delivery.ts';
import { checkOptions, type Generated, type GeneratedTable, type Generator } from '../world/generator.ts';
import { incidentsOf, labelsOf } from '../world/incidents.ts';
import { fitOf, plans, stage } from './leaks.ts';
import { clock, emitStaffDay, emitSystemDay } from './mails.ts';
import { caseName, type Sender, senderAt } from './senders.ts';

/** A key is a sender's address. */
export const mailbox: Generator = {
  name: caseName,
  summary: 'Mails sent by staff of departments with different levels of attachments',
  defaults: { keys: 120, days: 75, seed: 1 },
  generate(options): Generated {
    checkOptions(caseName, options);
    const { seed, keys, days } = options;
    const senders = Array.from({ length: keys }, (_, index) => senderAt(seed, index));
    const incidents = incidentsOf({
      seed,
      caseName,
      keys,
      days,
      blockSize: 10,
      plans,
      fit: (index) => fitOf(seed, index),
      stage: (leak, at) => stage(leak, { seed, ...at }),
    });
    const events = deliver({
      seed,
      caseName,
      days,
      eventsMax: options.eventsMax ?? Number.POSITIVE_INFINITY,
      dayStart: (day) => clock.instantAt(day, 0),
      eventsOf(day, emit) {
        for (const sender of senders) {
          if (sender.kind === 'system') emitSystemDay(sender, seed, day, emit);
          else emitStaffDay(sender, day, emit);
        }
        for (const incident of incidents.get(day) ?? []) {
          for (const { time, record } of incident.events) emit(time, record, 0);
        }
      },
    });
    return { events, labels: labelsOf(incidents), tables: [staffTable(senders)] };
  },
};

function staffTable(senders: readonly Sender[]): GeneratedTable {
  const rows = senders.map((sender) =>
    sender.kind === 'system'
      ? [sender.sender, '', 'Systems', 'Service mailbox']
      : [sender.sender, sender.name, sender.department.name, sender.title],
  );
  return { name: 'staff', csv: toCsv(['sender', 'name', 'department', 'title'], rows) };
}
