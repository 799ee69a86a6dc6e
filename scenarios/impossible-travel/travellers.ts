/** Who logs in: staff of German offices, some of whom live far out, some of whom carry a telephone that seems to be elsewhere. */
import { type City, cities, citiesIn } from '../world/cities.ts';
import { LocalClock } from '../world/clock.ts';
import { nameOf } from '../world/names.ts';
import { type Person, personOf } from '../world/person.ts';
import { Random } from '../world/random.ts';
import { inDirection, type Position, positionOf } from './positions.ts';

export const caseName = 'impossible-travel';

export interface Traveller {
  readonly user: string;
  readonly person: Person;
  /** As far from the middle of the city as people commute. */
  readonly home: Position;
  /** Kilometres from home to the middle of the city. */
  readonly commuteKm: number;
  /** The telephone's carrier sends all its traffic through one gateway, hundreds of kilometres away. */
  readonly hasFarGateway: boolean;
}

const clocks = new Map(cities.map((city) => [city.zone, new LocalClock(city.zone)]));

/** The wall clock that people in `city` live by. */
export function clockIn(city: City): LocalClock {
  return clocks.get(city.zone)!;
}

const germanCities = citiesIn('DE');

/** Half of all trips stay in the country. */
const tripCities = [
  ...Array.from({ length: 5 }, () => germanCities).flat(),
  ...cities.filter(({ country }) => country !== 'DE' && country !== 'CN'),
  ...cities.filter(({ name }) => name === 'Shanghai'),
];

/** The traveller at `index`; depends on seed and index alone. */
export function travellerAt(seed: number, index: number): Traveller {
  const random = Random.at(seed, caseName, index, 'traveller');
  const name = nameOf('DE', index + 211);
  const city = random.pick(germanCities);
  const person = personOf({
    seed,
    caseName,
    index,
    country: 'DE',
    city,
    shift: 'office',
    tripCities,
    homeDaysMean: 1.5,
  });
  const commuteKm = random.chance(0.3) ? random.between(40, 110) : random.between(1, 15);
  const round = name.round > 1 ? String(name.round) : '';
  return {
    user: `${name.given}.${name.family}${round}`.toLowerCase(),
    person,
    home: inDirection(positionOf(city), random.between(0, 360), commuteKm),
    commuteKm,
    hasFarGateway: random.chance(0.1),
  };
}
