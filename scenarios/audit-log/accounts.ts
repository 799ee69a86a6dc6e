/** Whose actions the audit log tells: staff, the help desk, administrators, and the accounts of jobs. */
import { cityNamed } from '../world/cities.ts';
import { nameOf } from '../world/names.ts';
import { type Person, personOf } from '../world/person.ts';
import { Random } from '../world/random.ts';

export const caseName = 'audit-log';

export type Role = 'staff' | 'help-desk' | 'administrator' | 'job';

export interface Account {
  readonly index: number;
  readonly account: string;
  readonly role: Role;
  readonly person: Person;
  /** Where it works; the first is used most. */
  readonly hosts: readonly string[];
  /** What it does on a working day, on average. */
  readonly actionsPerDay: number;
  /** Files deleted on a day on which it tidies up, on average. */
  readonly tidiedMean: number;
  /** Takes part in the maintenance of every Wednesday evening. */
  readonly maintains: boolean;
}

/** Ten accounts in a row. */
const roles: readonly Role[] = [
  ...(['staff', 'administrator', 'staff', 'staff', 'help-desk'] as const),
  ...(['administrator', 'staff', 'job', 'staff', 'administrator'] as const),
];

const fileServers = ['files-1', 'files-2', 'projects-1', 'archive-1'];
const servers = ['directory-1', 'erp-1', 'mail-1', 'web-1', 'test-1', 'directory-2', 'test-2'];
const jobs = ['backup', 'sync', 'scan', 'report'];

/** The account at `index`; depends on seed and index alone. */
export function accountAt(seed: number, index: number): Account {
  const role = roles[index % roles.length]!;
  const random = Random.at(seed, caseName, index, 'account');
  const person = personOf({
    seed,
    caseName,
    index,
    country: 'CN',
    city: cityNamed('Shanghai'),
    shift: 'office',
    tripCities: [cityNamed('Beijing'), cityNamed('Shenzhen')],
    homeDaysMean: 1,
  });
  const places = role === 'staff' ? fileServers : servers;
  const first = random.whole(0, places.length - 1);
  return {
    index,
    account: nameOfAccount(role, index),
    role,
    person,
    hosts: [0, 1, 2].map((step) => places[(first + step) % places.length]!),
    actionsPerDay: role === 'staff' ? random.logNormal(5, 0.4) : random.logNormal(8, 0.3),
    tidiedMean: random.logNormal(3, 0.4),
    maintains: role === 'administrator' && random.chance(0.7),
  };
}

function nameOfAccount(role: Role, index: number): string {
  if (role === 'job') {
    const ordinal = Math.floor(index / roles.length);
    return `job_${jobs[ordinal % jobs.length]!}_${ordinal + 1}`;
  }
  const { given, family, round } = nameOf('CN', index + 211);
  const before = role === 'administrator' ? 'adm.' : '';
  return `${before}${given.toLowerCase()}.${family.toLowerCase()}${round > 1 ? round : ''}`;
}
