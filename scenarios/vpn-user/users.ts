/** Who uses the VPN: staff in three countries, their devices, and how their connections behave. */
import type { Country } from '../world/calendar.ts';
import { type City, cities, citiesIn, cityNamed } from '../world/cities.ts';
import { LocalClock } from '../world/clock.ts';
import { nameOf } from '../world/names.ts';
import { type Person, personOf, type Shift } from '../world/person.ts';
import { Random } from '../world/random.ts';

export const caseName = 'vpn-user';

export interface User {
  readonly user: string;
  readonly name: string;
  readonly department: string;
  readonly person: Person;
  /** Of the gateway at home, which dates its lines by it. */
  readonly clock: LocalClock;
  readonly laptop: string;
  readonly newLaptop: string;
  readonly newLaptopDay: number;
  /** A telephone that connects by itself; undefined for those without. */
  readonly phone: string | undefined;
  /** Connections lost on an ordinary hour; a few have bad lines. */
  readonly dropsPerHour: number;
  /** Share of days on which a bad line falls apart. */
  readonly flakyChance: number;
  readonly typingErrorChance: number;
  /** Day on which the password expires, every ninety days. */
  readonly passwordPhase: number;
  /** Whether the laptop connects from inside the office too, because of what is only reachable so. */
  readonly connectsInOffice: boolean;
}

const clocks = new Map(cities.map((city) => [city.zone, new LocalClock(city.zone)]));

/** The wall clock that people in `city` live by. */
export function clockIn(city: City): LocalClock {
  return clocks.get(city.zone)!;
}

/** Most trips stay in the country; some lead to another office or to a customer anywhere. */
const tripCities: Readonly<Record<Country, readonly City[]>> = {
  CN: [...citiesIn('CN'), ...citiesIn('CN'), ...abroad('CN')],
  DE: [...Array.from({ length: 6 }, () => citiesIn('DE')).flat(), ...abroad('DE')],
  US: [...Array.from({ length: 6 }, () => citiesIn('US')).flat(), ...abroad('US')],
};

/** Twenty users in a row: twelve in China, five in Germany, three in the United States. */
const pattern = 'CN CN DE CN US CN CN DE CN CN CN DE CN US CN DE CN CN US DE'.split(
  ' ',
) as readonly Country[];

const departmentNames = ['Engineering', 'Sales', 'Finance', 'Operations', 'Consulting', 'Support'];

const homeCities: Readonly<Record<Country, readonly string[]>> = {
  CN: ['Shanghai', 'Shanghai', 'Beijing', 'Shenzhen', 'Chengdu'],
  DE: ['Berlin'],
  US: ['New York'],
};

/** The user at `index`; depends on seed and index alone. */
export function userAt(seed: number, index: number): User {
  const country = pattern[index % pattern.length]!;
  const random = Random.at(seed, caseName, index, 'user');
  const name = nameOf(country, index + 419);
  const department = departmentNames[random.weighted([5, 3, 2, 2, 3, 2])]!;
  const city = cityNamed(random.pick(homeCities[country]));
  const person = personOf({
    seed,
    caseName,
    index,
    country,
    city,
    shift: shiftOf(index),
    tripCities: tripCities[country],
    homeDaysMean: random.pick([0.8, 2, 2, 3, 5]),
  });
  const flaky = random.chance(0.14);
  return {
    user: userName(country, name),
    name: name.full,
    department: shiftOf(index) === 'office' ? department : 'Operations',
    person,
    clock: clockIn(city),
    laptop: `LT-${random.whole(10_000, 99_999)}`,
    newLaptop: `LT-${random.whole(10_000, 99_999)}`,
    newLaptopDay: random.chance(0.1) ? random.whole(10, 70) : Number.POSITIVE_INFINITY,
    phone: random.chance(0.5) ? `PH-${random.whole(10_000, 99_999)}` : undefined,
    dropsPerHour: flaky ? random.between(0.4, 0.9) : random.logNormal(0.17, 0.5),
    flakyChance: flaky ? random.between(0.25, 0.5) : 0.002,
    typingErrorChance: random.between(0.01, 0.07),
    passwordPhase: random.whole(0, 89),
    connectsInOffice: random.chance(0.5) || person.homeWeekdays === 0 || person.shift !== 'office',
  };
}

function abroad(country: Country): readonly City[] {
  return cities.filter(
    (city) => city.country !== country && (city.country !== 'CN' || city.name === 'Shanghai'),
  );
}

/** One in twenty-five works nights, one in twenty-five by turns. */
function shiftOf(index: number): Shift {
  if (index % 25 === 9) return 'nights';
  return index % 25 === 16 ? 'rotating' : 'office';
}

function userName(country: Country, name: { given: string; family: string; round: number }): string {
  const given = name.given.toLowerCase();
  const family = name.family.toLowerCase();
  const round = name.round > 1 ? String(name.round) : '';
  if (country === 'CN') return `${family}${given}${round}`;
  return country === 'DE' ? `${given}.${family}${round}` : `${family}.${given}${round}`;
}
