/** The address a person is seen from: shared office egress, a home line on a lease, a telephone, a hotel. */
import { type City, fixedNetwork, homeNetworks, mobileNetwork, officeIn } from './cities.ts';
import type { Person } from './person.ts';
import { Random } from './random.ts';
import type { Place } from './workday.ts';

export interface Whereabouts {
  readonly person: Person;
  readonly day: number;
  readonly place: Place;
  readonly city: City;
}

/** How long a home line keeps its address, in days: forced nightly change, dynamic leases, practically fixed. */
const leaseDays = [1, 6, 13, 24, 400];
const leaseWeights = [0.12, 0.2, 0.3, 0.23, 0.15];

/** The same place on the same day gives the same address, except for what an office's load balancer does. */
export function addressAt(at: Whereabouts, random: Random): string {
  const office = officeIn(at.city);
  if (at.place === 'office' && office !== undefined) {
    const usual = at.person.index % office.egressCount;
    const egress = random.chance(0.9) ? usual : random.whole(0, office.egressCount - 1);
    return `${office.network}.${10 + egress}`;
  }
  if (at.place === 'mobile') return mobileAddress(at);
  if (at.place === 'hotel') return hotelAddress(at);
  return homeAddress(at);
}

/** An address of a fixed line in `city` that lies in no network this person's own line is in. */
export function strangeAddress(person: Person, city: City, random: Random): string {
  const own = homeLine(person, 0, city).whole(0, homeNetworks - 1);
  const other = (own + random.whole(2, homeNetworks - 1)) % homeNetworks;
  return `${fixedNetwork(city, other)}.${random.whole(2, 251)}`;
}

/** What is fixed about a home line; the first draw from it is its usual network. */
function homeLine(person: Person, moved: number, city: City): Random {
  return Random.at(person.seed, person.caseName, person.index, 'line', moved, city.index);
}

function homeAddress({ person, day, city }: Whereabouts): string {
  const moved = day < person.movedDay ? 0 : 1;
  const line = homeLine(person, moved, city);
  const network = line.whole(0, homeNetworks - 1);
  const neighbour = (network + 1) % homeNetworks;
  const lease = leaseDays[line.weighted(leaseWeights)]!;
  const term = Math.floor((day + line.whole(0, lease - 1)) / lease);
  const assigned = Random.at(person.seed, person.caseName, person.index, 'lease', moved, city.index, term);
  // A provider draws from a few networks; one of them is met most of the time.
  const drawn = assigned.chance(0.8) ? network : neighbour;
  return `${fixedNetwork(city, drawn)}.${assigned.whole(2, 251)}`;
}

function mobileAddress({ person, day, city }: Whereabouts): string {
  const carrier = Random.at(person.seed, person.caseName, person.index, 'carrier').whole(0, 2);
  const shared = Random.at(person.seed, person.caseName, person.index, 'mobile', day);
  return `${mobileNetwork(city, carrier * 8 + shared.whole(0, 3))}.${shared.whole(1, 40)}`;
}

function hotelAddress({ person, day, city }: Whereabouts): string {
  const stay = Random.at(
    person.seed,
    person.caseName,
    person.index,
    'hotel',
    city.index,
    Math.floor(day / 14),
  );
  return `${fixedNetwork(city, 12 + stay.whole(0, 1))}.${stay.whole(2, 30)}`;
}
