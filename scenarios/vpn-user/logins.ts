/** A day of VPN logins of one person: working time away from the office, lost connections, a telephone in the pocket. */
import { weekdayOf } from '../world/calendar.ts';
import { type City, officeIn } from '../world/cities.ts';
import type { Emit } from '../world/delivery.ts';
import type { EventRecord } from '../world/generator.ts';
import { cityOn } from '../world/person.ts';
import { Random } from '../world/random.ts';
import { addressAt } from '../world/whereabouts.ts';
import { type Place, type Stretch, type WorkDay, workDayOf } from '../world/workday.ts';
import { caseName, clockIn, type User } from './users.ts';

export interface Login {
  readonly minute: number;
  readonly address: string;
  readonly country: string;
  readonly device: string;
  readonly outcome: 'success' | 'failure';
  /** How long the connection held; 0 for a refused one. */
  readonly durationMinutes: number;
}

interface Source {
  readonly place: Place;
  readonly city: City;
  readonly device: string;
}

/** Minutes of the day in which a line is bad. */
interface Spell {
  readonly from: number;
  readonly to: number;
}

/** The concentrator writes a session's line with its duration once it is over, and dates it by the login. */
export function loginRecord(user: User, time: number, login: Login, random: Random): EventRecord {
  return {
    id: `${random.identifier()}-${user.person.country.toLowerCase()}`,
    event_time: user.clock.textOf(time),
    user: user.user,
    client_ip: login.address,
    country: login.country,
    device: login.device,
    outcome: login.outcome,
    duration_minutes: login.durationMinutes,
  };
}

export function emitUserDay(user: User, day: number, emit: Emit): void {
  const { person } = user;
  const random = Random.at(person.seed, caseName, person.index, 'logins', day);
  const work = workDayOf(person, day);
  const city = work?.city ?? cityOn(person, day);
  // The first day of a trip abroad is spent on an aeroplane; from then on the day runs by the clock there.
  const flying = city.country !== person.country && person.absences.tripCity(day - 1) !== city;
  const logins = work === undefined || flying ? [] : laptopLogins(user, day, work, random);
  if (user.phone !== undefined && !flying) logins.push(...phoneLogins(user, day, work, random));
  const clock = clockIn(city);
  for (const login of logins) {
    const time = clock.instantAt(day, login.minute);
    emit(time, loginRecord(user, time, login, random), collectorOf(user));
  }
}

/** Each country has a gateway of its own. */
function collectorOf(user: User): number {
  return ['CN', 'DE', 'US'].indexOf(user.person.country);
}

export function laptopOn(user: User, day: number): string {
  return day < user.newLaptopDay ? user.laptop : user.newLaptop;
}

function laptopLogins(user: User, day: number, work: WorkDay, random: Random): Login[] {
  const logins: Login[] = [];
  const device = laptopOn(user, day);
  const spell = badSpell(user, work, random);
  let connectedUntil = Number.NEGATIVE_INFINITY;
  for (const stretch of work.stretches) {
    const inOffice = stretch.place === 'office' && officeIn(work.city) !== undefined;
    if (inOffice && !(user.connectsInOffice && random.chance(0.35))) continue;
    const place = stretch.place === 'office' && !inOffice ? 'home' : stretch.place;
    const from = stretch.from + random.between(0, 6);
    if (from < connectedUntil) continue;
    const to = inOffice ? Math.min(stretch.to, from + random.exponential(60)) : endOf(work, stretch);
    logins.push(
      ...sessionsBetween(user, day, { from, to, spell }, { place, city: work.city, device }, random),
    );
    connectedUntil = to;
  }
  return logins;
}

/** A meeting does not end a connection, a longer pause does: the laptop falls asleep. */
function endOf(work: WorkDay, stretch: Stretch): number {
  let { to } = stretch;
  for (const next of work.stretches) {
    if (next.from >= to && next.from - to < 25 && next.place === stretch.place) to = next.to;
  }
  return to;
}

/** Logins from `from` on, again after each lost connection, until `to`. */
function sessionsBetween(
  user: User,
  day: number,
  time: { readonly from: number; readonly to: number; readonly spell: Spell },
  source: Source,
  random: Random,
): Login[] {
  const logins: Login[] = [];
  const address = (): string => addressAt({ person: user.person, day, ...source }, random);
  const { country } = source.city;
  const { device } = source;
  let minute = time.from;
  let current = address();
  for (let failures = failuresBefore(user, day, random); failures > 0; failures--) {
    logins.push({ minute, address: current, country, device, outcome: 'failure', durationMinutes: 0 });
    minute += random.between(0.1, 0.6);
  }
  const { spell } = time;
  while (minute < time.to) {
    const brief = minute >= spell.from && minute < spell.to;
    const untilSpell = minute < spell.from ? spell.from - minute : Number.POSITIVE_INFINITY;
    const undisturbed = Math.min(random.exponential(60 / user.dropsPerHour) + 1, untilSpell + 0.5);
    const held = brief ? random.logNormal(3, 0.9) : undisturbed;
    const end = Math.min(time.to + random.between(0, 5), minute + held);
    const durationMinutes = Math.max(0, Math.round(end - minute));
    logins.push({ minute, address: current, country, device, outcome: 'success', durationMinutes });
    minute = end + random.between(0.15, 1.6);
    if (random.chance(0.08)) current = address();
  }
  return logins;
}

/** On a bad day the line comes and goes within minutes for an hour or so, then holds again. */
function badSpell(user: User, work: WorkDay, random: Random): Spell {
  if (!random.chance(user.flakyChance))
    return { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const from = random.between(work.stretches[0]!.from, work.stretches.at(-1)!.to - 30);
  return { from, to: from + random.between(20, 90) };
}

/** Typing errors, more on Mondays; and the days after a password ran out. */
function failuresBefore(user: User, day: number, random: Random): number {
  const sinceChange = (day + user.passwordPhase) % 90;
  const chance = user.typingErrorChance * (weekdayOf(day) === 0 ? 1.8 : 1) + (sinceChange < 2 ? 0.45 : 0);
  let failures = 0;
  while (failures < 4 && random.chance(failures === 0 ? chance : 0.35)) failures++;
  return failures;
}

/** Mail on the telephone: on the way, in a queue, in the evening; less at weekends, little on leave. */
function phoneLogins(user: User, day: number, work: WorkDay | undefined, random: Random): Login[] {
  const { person } = user;
  if (day < person.hiredDay || day > person.departedDay) return [];
  const expected = work !== undefined ? 4.4 : person.absences.isAway(day) ? 0.2 : 0.8;
  const city = work?.city ?? cityOn(person, day);
  const logins: Login[] = [];
  const shifted = work !== undefined && work.stretches[0]!.from > 1_080 ? 720 : 0;
  for (let count = random.poisson(expected); count > 0; count--) {
    const minute = shifted + phoneMinute(person.startMinute, random);
    const place: Place = random.chance(0.6) ? 'mobile' : 'home';
    const address = addressAt({ person, day, place, city }, random);
    const durationMinutes = Math.round(random.logNormal(6, 0.8));
    logins.push({
      minute,
      address,
      country: city.country,
      device: user.phone!,
      outcome: 'success',
      durationMinutes,
    });
  }
  return logins;
}

function phoneMinute(startMinute: number, random: Random): number {
  const part = random.weighted([3, 2, 3, 3]);
  if (part === 0) return startMinute - random.between(5, 70);
  if (part === 1) return random.between(715, 800);
  if (part === 2) return startMinute + random.between(500, 620);
  return Math.min(1_425, Math.max(1_140, random.normal(1_270, 55)));
}
