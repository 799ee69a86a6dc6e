/** What is done with accounts that are not in their owner's hands, as the labels tell it. */

import { isWorkday } from '../../../../scenarios/world/calendar.ts';
import type { EventRecord, Label } from '../../../../scenarios/world/generator.ts';
import { isSettled } from '../../../../scenarios/world/person.ts';
import { Random } from '../../../../scenarios/world/random.ts';
import { workDayOf } from '../../../../scenarios/world/workday.ts';
import { colleagueOf, type Unlock, unlockRecord } from './desk-day.ts';
import { laptopOf, serverAt, type Worker, worldName } from './people.ts';

export interface Intrusion {
  readonly day: number;
  readonly labels: readonly Label[];
  readonly events: readonly { readonly time: number; readonly record: EventRecord }[];
}

type IntrusionKind = 'night' | 'day-off' | 'strange-machine' | 'second-account';
type Strength = Label['strength'];

/** Nothing is labelled before. */
const learningDays = 31;
const victimShare = 0.8;

const kinds: readonly IntrusionKind[] = ['night', 'day-off', 'strange-machine', 'second-account'];
const strengths = ['blatant', 'clear', 'faint'] as const;

/** At most one where `worker` is the first victim. Nobody who is new, leaves, or changes for good. */
export function intrusionOf(worker: Worker, staff: readonly Worker[], days: number): Intrusion | undefined {
  const { person, index } = worker;
  const random = Random.at(person.seed, worldName, index, 'intrusion');
  const isQuiet = person.weekendChance < 0.015 && person.eveningChance < 0.05 && worker.wakeChance < 0.01;
  if (worker.role !== 'clerk' || !isSettled(person) || !isQuiet || !random.chance(victimShare))
    return undefined;
  const kind = random.pick(kinds);
  const strength = random.pick(strengths);
  for (let day = random.whole(learningDays, days - 12); day < days - 1; day++) {
    if (random.chance(0.5) || !suits(kind, worker, day)) continue;
    const scene: Scene = { worker, staff, day, strength, random };
    const acts = kind === 'second-account' ? secondAccount(scene) : [alone(kind, scene)];
    return {
      day,
      labels: acts.map(({ label }) => label),
      events: acts.flatMap(({ events }) => events),
    };
  }
  return undefined;
}

interface Scene {
  readonly worker: Worker;
  readonly staff: readonly Worker[];
  readonly day: number;
  readonly strength: Strength;
  readonly random: Random;
}

interface Act {
  readonly label: Label;
  readonly events: Intrusion['events'];
}

function isAtWork({ person }: Worker, day: number): boolean {
  return isSettled(person) && workDayOf(person, day) !== undefined;
}

function suits(kind: IntrusionKind, { person }: Worker, day: number): boolean {
  if (person.absences.isAway(day) || person.absences.tripCity(day) !== undefined) return false;
  if (kind === 'day-off') return !isWorkday('DE', day);
  return isWorkday('DE', day) && workDayOf(person, day) !== undefined;
}

function alone(kind: Exclude<IntrusionKind, 'second-account'>, scene: Scene): Act {
  const { worker, staff, day, strength, random } = scene;
  const own = laptopOf(worker, day);
  switch (kind) {
    case 'night': {
      const [from, to] = ({ blatant: [10, 350], clear: [60, 220], faint: [240, 320] } as const)[strength];
      const note = 'at work through the night, for hours';
      return told(scene, kind, note, between(from, to, random.between(18, 32), own));
    }
    case 'day-off': {
      const [from, to] = ({ blatant: [545, 1_000], clear: [600, 760], faint: [650, 652] } as const)[strength];
      const note = 'at work on a day off, at the hours of a working day';
      return told(scene, kind, note, between(from, to, random.between(35, 50), own));
    }
    case 'strange-machine': {
      const machines =
        strength === 'faint'
          ? [laptopOf(colleagueOf(worker, staff, random), day)]
          : strength === 'clear'
            ? [0, 1].map(() => laptopOf(strangerTo(worker, staff, random), day))
            : [0, 1, 2, 3, 4].map(() => serverAt(random.whole(0, 19)));
      const start = random.between(600, 900);
      const unlocks = machines.map((machine, place) => ({ minute: start + 9 * place, machine }));
      return told(scene, kind, 'on machines where this account never was', unlocks);
    }
  }
}

/**
 * The account of a clerk is used on a server, and from there the next account within the hour: that of an administrator who
 * works on this server now and then, or, blatantly, that of one more clerk.
 */
function secondAccount(scene: Scene): Act[] {
  const { worker, staff, day, strength, random } = scene;
  const administrators = staff.filter((other) => other.role === 'administrator' && isAtWork(other, day));
  const next = strength === 'blatant' ? colleagueOf(worker, staff, random) : random.pick(administrators);
  const server = next.servers.at(-1) ?? serverAt(random.whole(0, 19));
  const isEarlier = strength === 'faint';
  const minute = isEarlier ? random.between(1_140, 1_200) : random.between(1_260, 1_350);
  const first = between(minute, minute + 6, 3, server);
  const after = minute + 6 + (isEarlier ? random.between(25, 45) : random.between(8, 30));
  const second: Scene = { ...scene, worker: next };
  const note = `was used on ${server} soon after the account of somebody else was abused there`;
  return [
    told(scene, 'first-account', `was used on ${server}, where clerks have nothing to do`, first),
    told(second, 'second-account', note, [{ minute: after, machine: server }]),
  ];
}

function told(
  { worker, day, strength, random }: Scene,
  kind: string,
  note: string,
  unlocks: readonly Unlock[],
): Act {
  const events = unlocks.map((unlock) => unlockRecord(worker, day, unlock, random));
  const label: Label = {
    key: worker.account,
    from: events[0]!.time,
    to: events.at(-1)!.time + 1,
    kind,
    strength,
    note,
  };
  return { label, events };
}

/** One unlock every so many minutes. */
function between(from: number, to: number, everyMinutes: number, machine: string): Unlock[] {
  const count = Math.floor((to - from) / everyMinutes) + 1;
  return Array.from({ length: count }, (_, place) => ({ minute: from + place * everyMinutes, machine }));
}

function strangerTo(worker: Worker, staff: readonly Worker[], random: Random): Worker {
  return random.pick(staff.filter(({ department }) => department !== worker.department));
}
