/** The database accounts: administrators by team, and the accounts of applications and jobs. */
import { type City, citiesIn, offices } from '../world/cities.ts';
import { nameOf } from '../world/names.ts';
import { type Person, personOf, type Shift } from '../world/person.ts';
import { Random } from '../world/random.ts';

export const caseName = 'dba-account';

export interface Administrator {
  readonly kind: 'administrator';
  readonly account: string;
  readonly name: string;
  readonly team: string;
  readonly person: Person;
  /** The first is used most. */
  readonly databases: readonly string[];
  /** Minutes between two sessions, on average. */
  readonly gapMinutes: number;
  readonly rowsMedian: number;
  readonly exportShare: number;
  readonly exportRowsMedian: number;
  readonly grantShare: number;
  readonly definitionShare: number;
  readonly typingErrorChance: number;
  /** The week in five in which the telephone is theirs; −1 for nobody's turn. */
  readonly onCallTurn: number;
  /** Rolls out changes on release evenings. */
  readonly releases: boolean;
}

export type JobKind = 'etl' | 'backup' | 'pool' | 'report' | 'reconcile';

export interface Service {
  readonly kind: 'service';
  readonly account: string;
  readonly index: number;
  readonly job: JobKind;
  readonly database: string;
  /** The minute of the hour, or of the night, at which its schedule fires. */
  readonly minute: number;
  readonly rowsMedian: number;
}

export type Account = Administrator | Service;

interface Team {
  readonly name: string;
  readonly city: City;
  readonly databases: readonly string[];
}

const teams: Readonly<Record<string, Team>> = {
  core: {
    name: 'Core Banking',
    city: offices[0]!.city,
    databases: ['core', 'ledger', 'customer', 'archive'],
  },
  payments: {
    name: 'Payments',
    city: offices[0]!.city,
    databases: ['payments', 'settlement', 'ledger', 'fraud'],
  },
  data: {
    name: 'Data Platform',
    city: offices[1]!.city,
    databases: ['warehouse', 'marts', 'staging', 'customer'],
  },
  risk: { name: 'Risk', city: offices[2]!.city, databases: ['risk', 'fraud', 'warehouse', 'customer'] },
  operations: {
    name: 'Operations',
    city: offices[3]!.city,
    databases: ['core', 'payments', 'warehouse', 'risk'],
  },
  channels: {
    name: 'Channels',
    city: offices[1]!.city,
    databases: ['mobile', 'customer', 'sessions', 'archive'],
  },
};

/** Eight accounts in a row: six administrators and two services. */
const pattern = ['core', 'payments', 'data', 'service', 'risk', 'operations', 'channels', 'service'];

/** What services do, and how their accounts are named after the system they serve. */
const jobs: readonly { readonly kind: JobKind; readonly before: string; readonly after: string }[] = [
  { kind: 'etl', before: 'job_', after: '_etl' },
  { kind: 'backup', before: 'job_', after: '_backup' },
  { kind: 'pool', before: 'app_', after: '' },
  { kind: 'report', before: 'job_', after: '_report' },
  { kind: 'etl', before: 'job_', after: '_sync' },
  { kind: 'reconcile', before: 'job_', after: '_reconcile' },
  { kind: 'pool', before: 'web_', after: '' },
];
const systems = [
  'orders',
  'ledger',
  'crm',
  'risk',
  'payments',
  'mobile',
  'marts',
  'fraud',
  'customer',
  'archive',
  'hr',
];

/** The account at `index`; it depends on seed and index alone. */
export function accountAt(seed: number, index: number): Account {
  const role = pattern[index % pattern.length]!;
  return role === 'service' ? serviceAt(seed, index) : administratorAt(seed, index, teams[role]!);
}

function administratorAt(seed: number, index: number, team: Team): Administrator {
  const random = Random.at(seed, caseName, index, 'administrator');
  const name = nameOf('CN', index);
  const round = name.round > 1 ? String(name.round) : '';
  const person = personOf({
    seed,
    caseName,
    index,
    country: 'CN',
    city: team.city,
    shift: shiftOf(index, team),
    tripCities: citiesIn('CN'),
    homeDaysMean: team.name === 'Operations' ? 0 : 0.7,
  });
  const senior = random.chance(0.3);
  return {
    kind: 'administrator',
    account: `dba_${name.given.toLowerCase()}.${name.family.toLowerCase()}${round}`,
    name: name.full,
    team: team.name,
    person,
    databases: databasesOf(team, random),
    gapMinutes: random.logNormal(220, 0.35),
    rowsMedian: random.logNormal(35, 0.6),
    exportShare: random.chance(0.55) ? random.between(0.02, 0.09) : 0,
    exportRowsMedian: random.logNormal(4_000, 0.7),
    grantShare: senior ? random.between(0.01, 0.04) : 0,
    definitionShare: random.between(0.005, 0.05),
    typingErrorChance: random.between(0.015, 0.07),
    onCallTurn: random.chance(0.4) ? random.whole(0, 4) : -1,
    releases: random.chance(0.25),
  };
}

/** Two to four of the team's databases, from a place of the list on. */
function databasesOf(team: Team, random: Random): readonly string[] {
  const first = random.weighted([5, 3, 1, 1]);
  return [...team.databases.slice(first), ...team.databases.slice(0, first)].slice(0, random.whole(2, 4));
}

/** Operations is staffed around the clock: two on rotating shifts to one who always works at night. */
function shiftOf(index: number, team: Team): Shift {
  if (team.name !== 'Operations') return 'office';
  return Math.floor(index / pattern.length) % 3 === 1 ? 'nights' : 'rotating';
}

function serviceAt(seed: number, index: number): Service {
  const random = Random.at(seed, caseName, index, 'service');
  const number = Math.floor(index / pattern.length) * 2 + (index % pattern.length === 7 ? 1 : 0);
  const job = jobs[number % jobs.length]!;
  const system = systems[number % systems.length]!;
  const copy = Math.floor(number / (jobs.length * systems.length));
  return {
    kind: 'service',
    account: `${job.before}${system}${job.after}${copy > 0 ? copy + 1 : ''}`,
    index,
    job: job.kind,
    database: system,
    minute: random.pick([0, 5, 10, 15, 20, 30, 35, 45, 50]),
    rowsMedian: random.logNormal(20_000, 0.8),
  };
}
