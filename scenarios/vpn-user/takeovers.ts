/** VPN accounts that are shared, guessed or used by others, as the labels tell it. */
import { isWorkday, weekdayOf } from '../world/calendar.ts';
import { type City, cities } from '../world/cities.ts';
import type { Label } from '../world/generator.ts';
import type { Incident } from '../world/incidents.ts';
import { isSettled, type Person } from '../world/person.ts';
import { Random } from '../world/random.ts';
import { addressAt, strangeAddress } from '../world/whereabouts.ts';
import { workDayOf } from '../world/workday.ts';
import { type Login, laptopOn, loginRecord } from './logins.ts';
import { caseName, type User, userAt } from './users.ts';

export interface Takeover {
  readonly kind: 'shared-account' | 'unusual-hour' | 'new-country' | 'guessed-password';
  readonly strength: Label['strength'];
}

/** Who and when. */
export interface Scene {
  readonly seed: number;
  readonly index: number;
  readonly day: number;
}

export const plans: readonly (readonly Takeover[])[] = [
  [{ kind: 'shared-account', strength: 'blatant' }],
  [
    { kind: 'unusual-hour', strength: 'clear' },
    { kind: 'guessed-password', strength: 'faint' },
  ],
  [{ kind: 'new-country', strength: 'blatant' }],
  [{ kind: 'shared-account', strength: 'clear' }],
  [{ kind: 'guessed-password', strength: 'blatant' }],
  [{ kind: 'unusual-hour', strength: 'faint' }],
  [{ kind: 'new-country', strength: 'clear' }],
];

/** A settled user with office hours, better without a telephone or a bad line to hide behind. */
export function fitOf(seed: number, index: number): number {
  const { person, phone, flakyChance } = userAt(seed, index);
  if (person.shift !== 'office' || !isSettled(person) || flakyChance > 0.1) return 0;
  const regular = person.weekendChance < 0.02 && person.eveningChance < 0.05 ? 1 : 0;
  // Somebody who is never seen on the VPN cannot be unusual on it.
  const homeDays = [0, 1, 2, 3, 4].filter((weekday) => (person.homeWeekdays & (1 << weekday)) !== 0).length;
  const seen = Math.min(2, homeDays) * 2;
  const stays = person.travel === 'never' ? 1 : 0;
  return 1 + regular + seen + stays + (phone === undefined ? 2 : 0);
}

export function stage(takeover: Takeover, at: Scene): Incident | undefined {
  const { seed, index, day } = at;
  const user = userAt(seed, index);
  const { person } = user;
  const random = Random.at(seed, caseName, index, 'takeover', day);
  const saturday = takeover.kind === 'unusual-hour' && takeover.strength === 'faint';
  if (saturday ? weekdayOf(day) !== 5 : !isWorkday(person.country, day)) return undefined;
  if (person.absences.isAway(day) || person.absences.tripCity(day) !== undefined) return undefined;
  if (!saturday && workDayOf(person, day) === undefined) return undefined;
  const { logins, note } = script(user, takeover, day, random);
  const events = logins.map((login) => {
    const time = user.clock.instantAt(day, login.minute);
    return { time, record: loginRecord(user, time, login, random) };
  });
  events.sort((left, right) => left.time - right.time);
  const label: Label = {
    key: user.user,
    from: events[0]!.time,
    to: events.at(-1)!.time + 1,
    kind: takeover.kind,
    strength: takeover.strength,
    note,
  };
  return { day, label, events };
}

function script(
  user: User,
  takeover: Takeover,
  day: number,
  random: Random,
): { logins: Login[]; note: string } {
  const { person } = user;
  const blatant = takeover.strength === 'blatant';
  const home = addressAt({ person, day, place: 'home', city: person.city }, random);
  const own = { address: home, country: person.country, device: laptopOn(user, day) };
  switch (takeover.kind) {
    case 'shared-account': {
      const count = blatant ? random.whole(26, 38) : random.whole(13, 17);
      const note = `${count} logins more than usual in one working day, from several devices at once`;
      return { logins: sharedLogins(user, count, random), note };
    }
    case 'unusual-hour': {
      const night = takeover.strength === 'clear';
      const minute = night ? random.between(150, 235) : random.between(1_320, 1_400);
      const note = night
        ? 'logged in at about three in the morning, local time'
        : 'logged in late on a Saturday evening';
      return { logins: [success(minute, random.between(25, 70), own)], note };
    }
    case 'new-country': {
      const city = foreignCity(person, random);
      const minute = blatant ? random.between(70, 230) : random.between(600, 960);
      const device = blatant ? `LT-${random.whole(10_000, 99_999)}` : own.device;
      const from = { address: strangeAddress(person, city, random), country: city.country, device };
      const logins = [success(minute, random.between(8, 40), from)];
      if (blatant) logins.push(success(minute + random.between(42, 70), random.between(10, 60), from));
      return { logins, note: `logged in from ${city.name}, in a country never seen before` };
    }
    case 'guessed-password':
      return guessedPassword(user, blatant, own, random);
  }
}

type Origin = Pick<Login, 'address' | 'country' | 'device'>;

function success(minute: number, duration: number, origin: Origin): Login {
  return { minute, ...origin, outcome: 'success', durationMinutes: Math.round(duration) };
}

/** Colleagues on machines of their own, in and out all day. */
function sharedLogins(user: User, count: number, random: Random): Login[] {
  const { person } = user;
  const origins = Array.from({ length: 4 }, (): Origin => {
    const address = strangeAddress(person, person.city, random);
    return { address, country: person.country, device: `LT-${random.whole(10_000, 99_999)}` };
  });
  const first = person.startMinute;
  return Array.from({ length: count }, () => {
    return success(random.between(first, first + 600), random.logNormal(22, 0.9), random.pick(origins));
  });
}

/** A burst of refusals, then the door opens. */
function guessedPassword(
  user: User,
  blatant: boolean,
  own: Origin,
  random: Random,
): { logins: Login[]; note: string } {
  const { person } = user;
  const failures = blatant ? random.whole(18, 40) : random.whole(5, 7);
  const origin: Origin = {
    address: strangeAddress(person, person.city, random),
    country: person.country,
    device: blatant ? `LT-${random.whole(10_000, 99_999)}` : own.device,
  };
  const logins: Login[] = [];
  let minute = person.startMinute + random.between(60, 420);
  for (let attempt = 0; attempt < failures; attempt++) {
    logins.push({ minute, ...origin, outcome: 'failure', durationMinutes: 0 });
    minute += blatant ? random.between(0.05, 0.22) : random.between(0.3, 1.1);
  }
  logins.push(success(minute, random.between(15, 50), origin));
  return {
    logins,
    note: `${failures} failed logins within minutes, then a successful one from the same address`,
  };
}

function foreignCity(person: Person, random: Random): City {
  const known = [person.country, ...person.usualTripCities.map((city) => city.country)];
  return random.pick(cities.filter((city) => city.country !== 'CN' && !known.includes(city.country)));
}
