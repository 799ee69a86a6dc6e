/** Who works at the desks: clerks, administrators and a help desk, with their machines. */

import { cities } from '../../../../scenarios/world/cities.ts';
import { nameOf } from '../../../../scenarios/world/names.ts';
import { type Person, personOf } from '../../../../scenarios/world/person.ts';
import { Random } from '../../../../scenarios/world/random.ts';

export const worldName = 'desks';

export type Role = 'clerk' | 'administrator' | 'help-desk';

export interface Worker {
  readonly account: string;
  readonly index: number;
  readonly role: Role;
  readonly department: string;
  readonly person: Person;
  /** From this day on the laptop is another one. */
  readonly newLaptopDay: number;
  /** Of an administrator: the servers usually worked on, the favourite first. */
  readonly servers: readonly string[];
  /** Chance of an unlocked machine in a meeting room. */
  readonly meetingShare: number;
  /** Chance of a machine that wakes up at night and lets its owner in again: an update, a lost line. */
  readonly wakeChance: number;
  /** Chance of a call at night. */
  readonly callChance: number;
}

const departments = ['sales', 'finance', 'production', 'legal', 'purchasing'];
const serverCount = 20;
const meetingRooms = 12;

/** The worker at `index`; depends on seed and index alone. */
export function workerAt(seed: number, index: number): Worker {
  const random = Random.at(seed, worldName, index, 'worker');
  const { given, family, round } = nameOf('DE', index + 97);
  const role = (['clerk', 'administrator', 'help-desk'] as const)[random.weighted([0.75, 0.17, 0.08])]!;
  const city = cities.find(({ name }) => name === 'Berlin')!;
  const person = personOf({
    ...{ seed, caseName: worldName, index, country: 'DE', city, shift: 'office' },
    ...{ tripCities: cities.filter(({ country }) => country === 'DE'), homeDaysMean: 2 },
  });
  const first = random.whole(0, serverCount - 1);
  return {
    account: `${given}.${family}${round > 1 ? round : ''}`.toLowerCase(),
    index,
    role,
    department: role === 'clerk' ? random.pick(departments) : role,
    person,
    newLaptopDay: random.chance(0.1) ? random.whole(10, 72) : Number.POSITIVE_INFINITY,
    servers: role === 'administrator' ? [0, 3, 4, 9].map((step) => serverAt(first + step)) : [],
    meetingShare: random.chance(0.3) ? random.between(0.02, 0.06) : 0.0005,
    wakeChance: random.chance(0.15) ? random.between(0.03, 0.08) : 0.002,
    callChance: role === 'administrator' && random.chance(0.5) ? 0.07 : 0,
  };
}

export function serverAt(place: number): string {
  return `SRV-${(place % serverCount) + 1}`;
}

export function meetingRoomAt(random: Random): string {
  return `MR-${random.whole(1, meetingRooms)}`;
}

export function laptopOf({ index, newLaptopDay }: Worker, day: number): string {
  return `LT-${1_000 + index * 2 + (day < newLaptopDay ? 0 : 1)}`;
}
