/** A day of logins of one person: from home, from the office, from a hotel, and from a telephone on the way. */
import { cityNamed } from '../world/cities.ts';
import type { Emit } from '../world/delivery.ts';
import type { EventRecord } from '../world/generator.ts';
import { cityOn } from '../world/person.ts';
import { Random } from '../world/random.ts';
import { momentsIn } from '../world/times.ts';
import { type Place, type Stretch, workDayOf } from '../world/workday.ts';
import { located, type Position, positionOf } from './positions.ts';
import { caseName, clockIn, type Traveller } from './travellers.ts';

/** The application is at home in Germany, and dates its lines by the clock there. */
export const clock = clockIn(cityNamed('Berlin'));

const gateway = positionOf(cityNamed('Frankfurt'));
const phoneShare = 0.15;

export interface Login {
  readonly minute: number;
  readonly position: Position;
  readonly device: 'laptop' | 'phone';
}

export function loginRecord(traveller: Traveller, time: number, login: Login, random: Random): EventRecord {
  const { latitude, longitude } = located(login.position, random);
  return {
    id: random.identifier(),
    event_time: clock.textOf(time),
    user: traveller.user,
    latitude,
    longitude,
    device: login.device,
  };
}

export function emitTravellerDay(traveller: Traveller, day: number, emit: Emit): void {
  const { person } = traveller;
  const random = Random.at(person.seed, caseName, person.index, 'logins', day);
  const work = workDayOf(person, day);
  if (work === undefined || isFlying(traveller, day)) return;
  const count = 1 + random.poisson(3.2 * Math.min(1.4, work.workload));
  const local = clockIn(work.city);
  for (const { minute, stretch } of momentsIn(work.stretches, count, random)) {
    const login = loginOn(traveller, day, { minute, place: stretch.place }, random);
    const time = local.instantAt(day, minute);
    emit(time, loginRecord(traveller, time, login, random), person.index % 3);
  }
  if (work.stretches[0]!.place !== 'office' || person.absences.tripCity(day) !== undefined) return;
  for (const login of phoneLoginsAtHome(traveller, work.stretches, random)) {
    const time = local.instantAt(day, login.minute);
    emit(time, loginRecord(traveller, time, login, random), person.index % 3);
  }
}

/** Mail before the way to the office, and after the way home, which takes a commuter an hour or so. */
function phoneLoginsAtHome(traveller: Traveller, office: readonly Stretch[], random: Random): Login[] {
  const wayMinutes = 20 + traveller.commuteKm * 0.7;
  const position = traveller.hasFarGateway ? gateway : traveller.home;
  const logins: Login[] = [];
  const before = office[0]!.from - wayMinutes - random.between(5, 50);
  if (random.chance(0.4)) logins.push({ minute: before, position, device: 'phone' });
  const after = office.at(-1)!.to + wayMinutes + random.between(5, 60);
  if (office.at(-1)!.place === 'office' && random.chance(0.4))
    logins.push({ minute: after, position, device: 'phone' });
  return logins;
}

/** The first day of a trip abroad and the one after it are spent on an aeroplane. */
export function isFlying({ person }: Traveller, day: number): boolean {
  const today = person.absences.tripCity(day);
  const yesterday = person.absences.tripCity(day - 1);
  return (
    today !== yesterday && [today, yesterday].some((city) => city !== undefined && city.country !== 'DE')
  );
}

function loginOn(
  traveller: Traveller,
  day: number,
  at: { readonly minute: number; readonly place: Place },
  random: Random,
): Login {
  const { person, home, hasFarGateway } = traveller;
  const { minute, place } = at;
  const tripCity = person.absences.tripCity(day);
  const city = tripCity ?? cityOn(person, day);
  const isPhone = place === 'mobile' || random.chance(phoneShare);
  const device = isPhone ? 'phone' : 'laptop';
  if (isPhone && hasFarGateway && city.country === 'DE') return { minute, device, position: gateway };
  const isHome = tripCity === undefined && city === person.city && (place === 'home' || place === 'mobile');
  return { minute, device, position: isHome ? home : positionOf(city) };
}
