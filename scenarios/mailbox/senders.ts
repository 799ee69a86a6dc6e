/** Who sends mail: staff of the departments, and mailboxes of systems. */
import { citiesIn, offices } from '../world/cities.ts';
import { nameOf } from '../world/names.ts';
import { type Person, personOf } from '../world/person.ts';
import { Random } from '../world/random.ts';
import { type Department, departments } from './departments.ts';

export const caseName = 'mailbox';

export interface Staff {
  readonly kind: 'staff';
  readonly sender: string;
  readonly name: string;
  readonly title: string;
  readonly department: Department;
  readonly person: Person;
  /** The person's own level against the department's, 1 on average. */
  readonly mailLevel: number;
  readonly attachmentLevel: number;
  readonly subjectLength: number;
  /** Working days from which a colleague's cases are covered for a while; −1 for never. */
  readonly coversFromDay: number;
  readonly coversDays: number;
}

export interface SystemMailbox {
  readonly kind: 'system';
  readonly sender: string;
  readonly index: number;
  readonly duty: 'invoices' | 'alerts' | 'newsletter';
}

export type Sender = Staff | SystemMailbox;

const domain = 'harbour-trade.example';

/** Twenty senders in a row. */
const pattern: readonly (keyof typeof departments | 'system')[] = [
  ...(['engineering', 'sales', 'finance', 'legal', 'marketing'] as const),
  ...(['engineering', 'support', 'sales', 'people', 'engineering'] as const),
  ...(['legal', 'sales', 'engineering', 'finance', 'marketing'] as const),
  ...(['support', 'engineering', 'board', 'sales', 'system'] as const),
];

const duties: readonly SystemMailbox['duty'][] = ['invoices', 'alerts', 'newsletter'];

/** The sender at `index`; depends on seed and index alone. */
export function senderAt(seed: number, index: number): Sender {
  const role = pattern[index % pattern.length]!;
  if (role !== 'system') return staffAt(seed, index, departments[role]);
  const number = Math.floor(index / pattern.length);
  const duty = duties[number % duties.length]!;
  const copy = Math.floor(number / duties.length);
  return { kind: 'system', sender: `${duty}${copy > 0 ? copy + 1 : ''}@${domain}`, index, duty };
}

function staffAt(seed: number, index: number, department: Department): Staff {
  const random = Random.at(seed, caseName, index, 'staff');
  // Not the same people as in other worlds.
  const name = nameOf('CN', index + 731);
  const round = name.round > 1 ? String(name.round) : '';
  const nights = department.name === 'Customer Support' && Math.floor(index / pattern.length) % 2 === 1;
  const person = personOf({
    seed,
    caseName,
    index,
    country: 'CN',
    city: offices[random.weighted([0.5, 0.25, 0.15, 0.1])]!.city,
    shift: nights ? (index % pattern.length === 6 ? 'nights' : 'rotating') : 'office',
    tripCities: citiesIn('CN'),
    homeDaysMean: 0.8,
  });
  // In departments full of documents some hardly send any: the hard cases for a rule that knows only the sender.
  const documents = department.attachmentShare > 0.4;
  const quiet = documents && random.chance(0.35);
  return {
    kind: 'staff',
    sender: `${name.given.toLowerCase()}.${name.family.toLowerCase()}${round}@${domain}`,
    name: name.full,
    title: random.pick(department.titles),
    department,
    person,
    mailLevel: random.logNormal(0.94, 0.35),
    attachmentLevel: quiet ? random.between(0.1, 0.25) : random.logNormal(0.97, 0.25),
    subjectLength: random.between(16, 34),
    coversFromDay: quiet && random.chance(0.7) ? random.whole(33, 66) : -1,
    coversDays: random.whole(2, 5),
  };
}
