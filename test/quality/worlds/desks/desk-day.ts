/** An ordinary day at a desk: machines unlocked from morning to evening, and what happens at night without any harm. */

import { LocalClock } from '../../../../scenarios/world/clock.ts';
import type { Emit } from '../../../../scenarios/world/delivery.ts';
import type { EventRecord } from '../../../../scenarios/world/generator.ts';
import { Random } from '../../../../scenarios/world/random.ts';
import { momentsIn } from '../../../../scenarios/world/times.ts';
import { workDayOf } from '../../../../scenarios/world/workday.ts';
import { laptopOf, meetingRoomAt, serverAt, type Worker, worldName } from './people.ts';

export const clock = new LocalClock('Europe/Berlin');

export interface Unlock {
  /** Since local midnight, broken. */
  readonly minute: number;
  readonly machine: string;
}

const unlocksMean = 6;
const serverShare = 0.35;
/** How often an administrator is on a server that is somebody else's. */
const otherServerShare = 0.06;
const borrowedChance = 0.003;

export function unlockRecord(
  worker: Worker,
  day: number,
  { minute, machine }: Unlock,
  random: Random,
): { readonly time: number; readonly record: EventRecord } {
  const time = clock.instantAt(day, minute);
  const record = {
    id: random.identifier(),
    event_time: clock.textOf(time),
    account: worker.account,
    machine,
  };
  return { time, record };
}

/** @param staff everybody, for machines that are borrowed or repaired */
export function emitDeskDay(worker: Worker, staff: readonly Worker[], day: number, emit: Emit): void {
  const { person } = worker;
  const random = Random.at(person.seed, worldName, worker.index, 'day', day);
  const write = (unlock: Unlock) => {
    const { time, record } = unlockRecord(worker, day, unlock, random);
    emit(time, record, worker.index % 3);
  };
  const work = workDayOf(person, day);
  const isHere = day >= person.hiredDay && day <= person.departedDay && !person.absences.isAway(day);
  if (isHere) for (const unlock of nightUnlocks(worker, day, random)) write(unlock);
  if (work === undefined) return;
  write({ minute: work.stretches[0]!.from, machine: laptopOf(worker, day) });
  const borrowed = random.chance(borrowedChance)
    ? laptopOf(colleagueOf(worker, staff, random), day)
    : undefined;
  for (const { minute } of momentsIn(work.stretches, random.poisson(unlocksMean * work.workload), random)) {
    write({ minute, machine: borrowed ?? machineOf(worker, staff, day, random) });
  }
}

function nightUnlocks(worker: Worker, day: number, random: Random): Unlock[] {
  const machine = laptopOf(worker, day);
  const unlocks: Unlock[] = [];
  if (random.chance(worker.wakeChance)) {
    const minute = random.between(5, 330);
    unlocks.push({ minute, machine });
    if (random.chance(0.4)) unlocks.push({ minute: minute + random.between(1, 15), machine });
  }
  if (random.chance(worker.callChance)) {
    const minute = random.between(5, 300);
    unlocks.push({ minute, machine });
    for (let more = random.whole(0, 2); more > 0; more--)
      unlocks.push({ minute: minute + random.between(2, 70), machine: random.pick(worker.servers) });
  }
  return unlocks;
}

function machineOf(worker: Worker, staff: readonly Worker[], day: number, random: Random): string {
  if (random.chance(worker.meetingShare)) return meetingRoomAt(random);
  if (worker.role === 'administrator' && random.chance(serverShare)) {
    if (random.chance(otherServerShare)) return serverAt(random.whole(0, 19));
    return worker.servers[random.weighted([6, 3, 2, 0.6])]!;
  }
  if (worker.role === 'help-desk' && random.chance(0.25)) return laptopOf(random.pick(staff), day);
  return laptopOf(worker, day);
}

/** Somebody of the same department, among the next twenty. */
export function colleagueOf(worker: Worker, staff: readonly Worker[], random: Random): Worker {
  const near = Array.from({ length: 20 }, (_, step) => staff[(worker.index + step + 1) % staff.length]!);
  const colleagues = near.filter((other) => other.department === worker.department && other !== worker);
  return colleagues.length > 0 ? random.pick(colleagues) : near[0]!;
}
