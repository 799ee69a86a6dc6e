/** An ordinary day of logins: office workers at their applications, technicians at the doors of the plants. */
import { cityNamed } from '../world/cities.ts';
import { LocalClock } from '../world/clock.ts';
import type { Emit } from '../world/delivery.ts';
import type { EventRecord } from '../world/generator.ts';
import { nameOf } from '../world/names.ts';
import { type Person, personOf } from '../world/person.ts';
import { Random } from '../world/random.ts';
import { momentsIn } from '../world/times.ts';
import { addressAt } from '../world/whereabouts.ts';
import { type Stretch, workDayOf } from '../world/workday.ts';
import { caseName, officeApplications, quietPlaces } from './company.ts';

export const clock = new LocalClock('Asia/Shanghai');

export interface Employee {
  readonly index: number;
  readonly user: string;
  readonly person: Person;
  /** The quiet place a technician works at; undefined for office workers. */
  readonly post: string | undefined;
  /** Works with salaries. */
  readonly paysOut: boolean;
  readonly loginsPerDay: number;
  readonly typingErrorChance: number;
}

export interface Login {
  readonly user: string;
  readonly address: string;
  readonly place: string;
  readonly application: string;
  readonly outcome: 'success' | 'failure';
}

/** The employee at `index`; depends on seed and index alone. */
export function employeeAt(seed: number, index: number): Employee {
  const random = Random.at(seed, caseName, index, 'employee');
  const { given, family, round } = nameOf('CN', index + 733);
  const isTechnician = index % 8 === 5;
  const shanghai = cityNamed('Shanghai');
  return {
    index,
    user: `${given.toLowerCase()}.${family.toLowerCase()}${round > 1 ? round : ''}`,
    person: personOf({
      seed,
      caseName,
      index,
      country: 'CN',
      city: shanghai,
      shift: isTechnician ? 'rotating' : 'office',
      tripCities: [cityNamed('Beijing'), cityNamed('Chengdu')],
      homeDaysMean: isTechnician ? 0 : 1,
    }),
    post: isTechnician ? quietPlaces[Math.floor(index / 8) % quietPlaces.length] : undefined,
    paysOut: index % 8 === 2,
    loginsPerDay: random.logNormal(isTechnician ? 4 : 10, 0.3),
    typingErrorChance: random.between(0.01, 0.08),
  };
}

export function loginRecord(login: Login, time: number, random: Random): EventRecord {
  return {
    id: random.identifier(),
    event_time: clock.textOf(time),
    user: login.user,
    client_ip: login.address,
    place: login.place,
    application: login.application,
    outcome: login.outcome,
  };
}

export function emitEmployeeDay(employee: Employee, day: number, emit: Emit): void {
  const { person } = employee;
  const work = workDayOf(person, day);
  if (work === undefined) return;
  const random = Random.at(person.seed, caseName, employee.index, 'logins', day);
  const moments = momentsIn(work.stretches, 1 + random.poisson(employee.loginsPerDay), random);
  for (const { minute, stretch } of moments) {
    const address = addressAt({ person, day, place: stretch.place, city: work.city }, random);
    const login = { user: employee.user, address, ...whereTo(employee, stretch, random) };
    let next = minute;
    const write = (outcome: Login['outcome']): void => {
      const time = clock.instantAt(day, next);
      emit(time, loginRecord({ ...login, outcome }, time, random), employee.index % 2);
      next += random.between(0.1, 0.6);
    };
    for (let attempt = 0; attempt < 3 && random.chance(employee.typingErrorChance); attempt++)
      write('failure');
    write('success');
  }
}

function whereTo(
  { post, paysOut }: Employee,
  { place }: Stretch,
  random: Random,
): { readonly place: string; readonly application: string } {
  if (post !== undefined && random.chance(0.8)) return { place: post, application: 'plant-control' };
  const through = place === 'office' ? 'head-office' : 'vpn';
  if (paysOut && random.chance(0.4)) return { place: through, application: 'payroll' };
  const chosen = random.weighted(officeApplications.map(([, weight]) => weight));
  return { place: through, application: officeApplications[chosen]![0] };
}
