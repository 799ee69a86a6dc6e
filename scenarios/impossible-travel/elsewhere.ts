/** Accounts that are used somewhere else soon after their owner was here, as the labels tell it. */
import { isWorkday } from '../world/calendar.ts';
import { cityNamed } from '../world/cities.ts';
import type { Label } from '../world/generator.ts';
import type { Incident } from '../world/incidents.ts';
import { isSettled } from '../world/person.ts';
import { Random } from '../world/random.ts';
import { workDayOf } from '../world/workday.ts';
import { clock, isFlying, type Login, loginRecord } from './logins.ts';
import { positionOf } from './positions.ts';
import { caseName, travellerAt } from './travellers.ts';

export type Elsewhere = Label['strength'];

/** Who and when. */
export interface Scene {
  readonly seed: number;
  readonly index: number;
  readonly day: number;
}

export const plans: readonly (readonly Elsewhere[])[] = [['blatant'], ['clear'], ['faint']];

/** Where, and how many minutes after the owner: no aeroplane, hardly one, one that was caught in time. */
const stories = {
  blatant: { cities: ['Singapore', 'Tokyo', 'Sao Paulo', 'San Francisco'], minutes: [50, 80] },
  clear: { cities: ['New York', 'Lagos', 'Shanghai', 'Boston'], minutes: [150, 210] },
  faint: { cities: ['London', 'Paris', 'Bucharest'], minutes: [95, 130] },
} as const;

/** Somebody settled, whose telephone is where they are; better, who stays. */
export function fitOf(seed: number, index: number): number {
  const { person, hasFarGateway } = travellerAt(seed, index);
  if (!isSettled(person) || hasFarGateway) return 0;
  return person.travel === 'never' ? 2 : 1;
}

export function stage(strength: Elsewhere, at: Scene): Incident | undefined {
  const { seed, index, day } = at;
  const traveller = travellerAt(seed, index);
  const { person } = traveller;
  if (!isWorkday('DE', day) || person.absences.tripCity(day) !== undefined) return undefined;
  const work = workDayOf(person, day);
  if (work === undefined || isFlying(traveller, day)) return undefined;
  const random = Random.at(seed, caseName, index, 'elsewhere', day);
  const { cities, minutes } = stories[strength];
  const city = random.pick(cities);
  const after = random.between(minutes[0], minutes[1]);
  // The owner logs in once more at home or in the office, so that it is known where they were.
  const last = work.stretches.at(-1)!;
  const here = last.place === 'office' ? positionOf(work.city) : traveller.home;
  const logins: Login[] = [
    { minute: last.to, position: here, device: 'laptop' },
    { minute: last.to + after, position: positionOf(cityNamed(city)), device: 'laptop' },
  ];
  const events = logins.map((login) => {
    const time = clock.instantAt(day, login.minute);
    return { time, record: loginRecord(traveller, time, login, random) };
  });
  const label: Label = {
    key: traveller.user,
    from: events[1]!.time,
    to: events[1]!.time + 1,
    kind: 'elsewhere',
    strength,
    note: `logged in from ${city}, ${Math.round(after)} minutes after a login in Germany`,
  };
  return { day, label, events };
}
