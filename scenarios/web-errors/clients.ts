/** Who calls the shop: one address each, a life for it. */
import { cities, fixedNetwork, networksPerCity } from '../world/cities.ts';
import { Random } from '../world/random.ts';
import { caseName } from './site.ts';

export type Role =
  | 'visitor'
  | 'probe'
  | 'crawler'
  | 'partner'
  | 'office'
  | 'feed-reader'
  | 'scanner'
  | 'guesser'
  | 'slow-scanner'
  | 'flooder';

export interface Client {
  readonly index: number;
  readonly role: Role;
  readonly address: string;
  /** Of a pair of attackers the second is the less noisy one. */
  readonly quieter: boolean;
  /** Hours from UTC to the visitor's own clock. */
  readonly zoneHours: number;
  /** Share of days with a visit. */
  readonly visitChance: number;
  /** The user name of a member; "-" for someone without an account. */
  readonly user: string;
  /** A number of its own in [0, 1): the phase of its schedule, the share of its bad links. */
  readonly quirk: number;
}

/** A hundred clients hold these, in a shuffled order; the rest are visitors. */
const roles: readonly (readonly [Role, number])[] = [
  ['probe', 1],
  ['crawler', 5],
  ['partner', 4],
  ['office', 3],
  ['feed-reader', 1],
  ['scanner', 2],
  ['guesser', 2],
  ['slow-scanner', 1],
  ['flooder', 5],
];

const slots: readonly (readonly [Role, number])[] = roles.flatMap(([role, count]) => {
  return Array.from({ length: count }, (_, ordinal) => [role, ordinal] as const);
});

/** The client at `index`; depends on seed and index alone. */
export function clientAt(seed: number, index: number): Client {
  // 37 shares no divisor with 100, so that each hundred meets every slot once.
  const [role, ordinal] = slots[(index * 37) % 100] ?? (['visitor', 0] as const);
  const random = Random.at(seed, caseName, index, 'client');
  const regular = random.chance(0.3);
  return {
    index,
    role,
    address: addressOf(role, index),
    quieter: ordinal === 1,
    zoneHours: [8, 1, -5][random.weighted([0.76, 0.15, 0.09])]!,
    visitChance:
      role === 'visitor' ? (regular ? random.between(0.5, 0.95) : random.between(0.08, 0.45)) : 0.25,
    user: random.chance(0.6) ? `user${1_000 + index * 3 + random.whole(0, 2)}` : '-',
    quirk: random.unit(),
  };
}

/** Different for every index. Crawlers, probes and partners sit in ranges of their own, all others on lines anywhere. */
function addressOf(role: Role, index: number): string {
  if (role === 'crawler') return addressInRange(100, index);
  if (role === 'probe') return addressInRange(104, index);
  if (role === 'partner') return addressInRange(108 + 2 * (index % 8), index);
  const hosts = 253;
  const total = cities.length * networksPerCity * hosts;
  // The step is a prime that does not divide the total: each index meets a line of its own.
  const place = (index * 40_009 + 1_337) % total;
  const network = Math.floor(place / hosts);
  const city = cities[Math.floor(network / networksPerCity)]!;
  return `${fixedNetwork(city, network % networksPerCity)}.${2 + (place % hosts)}`;
}

function addressInRange(second: number, index: number): string {
  const network = Math.floor(index / 250);
  return `100.${second + Math.floor(network / 250)}.${network % 250}.${1 + (index % 250)}`;
}
