/** An ordinary day of an account: files, passwords, maintenance, and the jobs of the night. */
import { isWorkday, weekdayOf } from '../world/calendar.ts';
import type { Emit } from '../world/delivery.ts';
import type { Random } from '../world/random.ts';
import { momentsIn } from '../world/times.ts';
import { workDayOf } from '../world/workday.ts';
import type { Account, Role } from './accounts.ts';
import { type Action, auditRecord, clock, drawsOf, entryOf } from './audit.ts';

/** What is done besides logging in, and how often. */
const habits: Readonly<Record<Exclude<Role, 'job'>, readonly (readonly [Action, number])[]>> = {
  staff: [
    ['read', 6],
    ['write', 4],
    ['delete', 0.5],
  ],
  'help-desk': [
    ['reset-password', 6],
    ['read', 3],
    ['create-account', 0.7],
    ['write', 1],
  ],
  administrator: [
    ['read', 5],
    ['restart', 3],
    ['write', 2],
    ['grant', 1.2],
    ['create-account', 1],
    ['reset-password', 1],
    ['delete', 0.6],
    ['change-policy', 0.7],
  ],
};

const maintenance: readonly (readonly [Action, number])[] = [
  ['restart', 6],
  ['change-policy', 2],
  ['write', 3],
  ['delete', 2],
];

/** Wednesday. */
const maintenanceWeekday = 2;

export function emitAccountDay(account: Account, day: number, emit: Emit): void {
  const random = drawsOf(account, 'day', day);
  if (account.role === 'job') {
    emitJob(account, day, random, emit);
    return;
  }
  const work = workDayOf(account.person, day);
  if (work === undefined) return;
  const write = writerOf(account, day, random, emit);
  for (const { from } of work.stretches.slice(0, 1)) write(from + random.between(0, 8), 'login');
  const moments = momentsIn(work.stretches, random.poisson(account.actionsPerDay * work.workload), random);
  for (const { minute } of moments) write(minute, drawn(habits[account.role], random));
  if (random.chance(0.06)) tidyUp(account, moments.at(-1)?.minute, write, random);
  if (account.maintains && isMaintenance(day)) emitMaintenance(account, write, random);
}

type Write = (minute: number, action: Action) => void;

function writerOf(account: Account, day: number, random: Random, emit: Emit): Write {
  return (minute, action) => {
    const time = clock.instantAt(day, minute);
    emit(time, auditRecord(account, time, entryOf(account, action, random), random), account.index % 3);
  };
}

function tidyUp(account: Account, from: number | undefined, write: Write, random: Random): void {
  let minute = from ?? account.person.lunchMinute;
  for (let count = 1 + random.poisson(account.tidiedMean); count > 0; count--) {
    minute += random.between(0.1, 1.5);
    write(minute, 'delete');
  }
}

function isMaintenance(day: number): boolean {
  return weekdayOf(day) === maintenanceWeekday && isWorkday('CN', day);
}

/** From eight in the evening on; test machines get their logs emptied with everything else. */
function emitMaintenance(account: Account, write: Write, random: Random): void {
  let minute = random.between(1_200, 1_220);
  write(minute, 'login');
  for (let count = random.whole(6, 14); count > 0; count--) {
    minute += random.between(1, 12);
    write(minute, drawn(maintenance, random));
  }
  if (account.hosts[0]!.startsWith('test')) write(minute + 2, 'rotate-log');
}

function emitJob(account: Account, day: number, random: Random, emit: Emit): void {
  const write = writerOf(account, day, random, emit);
  let minute = 120 + (account.index % 7) * 20 + random.between(0, 2);
  write(minute, 'login');
  for (let count = random.whole(1, 2); count > 0; count--) {
    minute += random.between(0.5, 4);
    write(minute, 'read');
  }
  for (let count = random.whole(4, 8); count > 0; count--) write(minute + random.between(4, 6), 'delete');
  write(minute + 7, 'rotate-log');
}

function drawn(choices: readonly (readonly [Action, number])[], random: Random): Action {
  return choices[random.weighted(choices.map(([, weight]) => weight))]![0];
}
