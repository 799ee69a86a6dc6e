/** What is done with stolen or abused administrator accounts, as the labels tell it. */
import { isWorkday } from '../world/calendar.ts';
import { type City, citiesIn } from '../world/cities.ts';
import type { Label } from '../world/generator.ts';
import type { Incident } from '../world/incidents.ts';
import { isSettled, type Person } from '../world/person.ts';
import { Random } from '../world/random.ts';
import { strangeAddress } from '../world/whereabouts.ts';
import { workDayOf } from '../world/workday.ts';
import { type Administrator, accountAt, caseName } from './accounts.ts';
import { connectionFrom } from './administrators.ts';
import { auditRecord, type Connection, clock, type Entry } from './audit.ts';

export interface Misuse {
  readonly kind: 'new-place' | 'unusual-hour' | 'new-network' | 'mass-export' | 'first-grant';
  readonly strength: Label['strength'];
}

/** Who and when. */
export interface Scene {
  readonly seed: number;
  readonly index: number;
  readonly day: number;
}

export const plans: readonly (readonly Misuse[])[] = [
  [
    { kind: 'new-place', strength: 'blatant' },
    { kind: 'mass-export', strength: 'faint' },
  ],
  [
    { kind: 'unusual-hour', strength: 'clear' },
    { kind: 'first-grant', strength: 'clear' },
  ],
  [{ kind: 'new-network', strength: 'faint' }],
  [{ kind: 'mass-export', strength: 'blatant' }],
  [
    { kind: 'mass-export', strength: 'clear' },
    { kind: 'new-network', strength: 'faint' },
  ],
];

/** A settled administrator with office hours; better, one whose ordinary life does not look like the misuse. */
export function fitOf(seed: number, index: number, plan: readonly Misuse[]): number {
  const account = accountAt(seed, index);
  if (account.kind === 'service') return 0;
  const { person } = account;
  if (person.shift !== 'office' || !isSettled(person)) return 0;
  let fit = 1;
  for (const { kind, strength } of plan) {
    if (kind === 'first-grant' && account.grantShare > 0) return 0;
    if (kind === 'mass-export') {
      if (account.exportShare > 0) fit += 4;
      else if (strength === 'faint') return 0;
    } else {
      if (account.onCallTurn < 0) fit += 5;
      if (person.travel === 'never') fit += 2;
      if (person.hotspotChance === 0 && person.eveningChance < 0.1 && !account.releases) fit += 1;
    }
  }
  return fit;
}

export function stage(misuse: Misuse, at: Scene): Incident | undefined {
  const { seed, index, day } = at;
  const admin = accountAt(seed, index);
  if (
    admin.kind === 'service' ||
    !isWorkday('CN', day) ||
    admin.person.absences.tripCity(day) !== undefined
  ) {
    return undefined;
  }
  const work = workDayOf(admin.person, day);
  const first = work?.stretches[0];
  if (work === undefined || first === undefined) return undefined;
  const random = Random.at(seed, caseName, index, 'misuse', day);
  const { person } = admin;
  const usual = { day, place: first.place, city: work.city };
  switch (misuse.kind) {
    case 'new-place': {
      const city = unknownCity(person, work.city, random);
      const connection = {
        ...connectionFrom(admin, usual, random),
        address: strangeAddress(person, city, random),
        city: city.name,
      };
      const note = `logged in from ${city.name}, never seen before, in the middle of the night`;
      return told(
        admin,
        misuse,
        note,
        { day, minute: random.between(95, 270), connection },
        ransack(admin, random),
        random,
      );
    }
    case 'unusual-hour': {
      const connection = connectionFrom(admin, usual, random);
      const note = 'logged in from the usual place at about three in the morning';
      return told(
        admin,
        misuse,
        note,
        { day, minute: random.between(165, 225), connection },
        queries(admin, 5, random),
        random,
      );
    }
    case 'new-network': {
      const address = strangeAddress(person, work.city, random);
      const connection = { ...connectionFrom(admin, usual, random), address };
      const last = work.stretches.at(-1)!;
      const minute = random.chance(0.5)
        ? first.from - random.between(25, 45)
        : last.to + random.between(20, 45);
      const note = 'logged in from an unknown network of the usual city at the edge of the usual hours';
      return told(admin, misuse, note, { day, minute, connection }, queries(admin, 4, random), random);
    }
    case 'mass-export': {
      const minute = random.between(first.from + 20, first.from + 120);
      const entries = exportsOf(admin, misuse.strength, random);
      const note = `exported far more rows than usual (median ${Math.round(admin.exportRowsMedian)}) in one session`;
      return told(
        admin,
        misuse,
        note,
        { day, minute, connection: connectionFrom(admin, usual, random) },
        entries,
        random,
      );
    }
    case 'first-grant': {
      const minute = random.between(first.from + 20, first.from + 120);
      const grants: Entry[] = Array.from({ length: random.whole(1, 3) }, () => ({ action: 'grant' }));
      const entries = [...queries(admin, 2, random), ...grants];
      const note = 'granted rights, which this account never does';
      return told(
        admin,
        misuse,
        note,
        { day, minute, connection: connectionFrom(admin, usual, random) },
        entries,
        random,
      );
    }
  }
}

/** One session with a login, the entries and a logout, and the label around it. */
function told(
  admin: Administrator,
  misuse: Misuse,
  note: string,
  at: { readonly day: number; readonly minute: number; readonly connection: Connection },
  entries: readonly Entry[],
  random: Random,
): Incident {
  const events: { time: number; record: ReturnType<typeof auditRecord> }[] = [];
  let { minute } = at;
  const script: readonly Entry[] = [{ action: 'login' }, ...entries, { action: 'logout' }];
  for (const entry of script) {
    const time = clock.instantAt(at.day, minute);
    events.push({ time, record: auditRecord(at.connection, time, entry, random) });
    minute += random.logNormal(1.6, 0.6);
  }
  const label: Label = {
    key: admin.account,
    from: events[0]!.time,
    to: events.at(-1)!.time + 1,
    kind: misuse.kind,
    strength: misuse.strength,
    note,
  };
  return { day: at.day, label, events };
}

function unknownCity(person: Person, city: City, random: Random): City {
  const unknown = citiesIn('CN').filter((other) => other !== city && !person.usualTripCities.includes(other));
  return random.pick(unknown);
}

function queries(admin: Administrator, count: number, random: Random): Entry[] {
  return Array.from({ length: random.whole(2, count) }, () => {
    return { action: 'query', rows: Math.ceil(random.logNormal(admin.rowsMedian, 1)) };
  });
}

/** Somebody who looks around and takes what they find. */
function ransack(admin: Administrator, random: Random): Entry[] {
  return [
    ...queries(admin, 7, random),
    { action: 'export', rows: Math.round(random.logNormal(30_000, 0.5)) },
  ];
}

function exportsOf(admin: Administrator, strength: Label['strength'], random: Random): Entry[] {
  const sizes = { blatant: [6, 150, 400], clear: [3, 25, 40], faint: [2, 6, 9] } as const;
  const [count, least, most] = sizes[strength];
  return Array.from({ length: count }, () => {
    return { action: 'export', rows: Math.round(admin.exportRowsMedian * random.between(least, most)) };
  });
}
