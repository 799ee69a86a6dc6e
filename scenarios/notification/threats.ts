/** What somebody has to be told of: at once, or with everything else of the day. */
import { cities } from '../world/cities.ts';
import type { Label } from '../world/generator.ts';
import type { Incident } from '../world/incidents.ts';
import { Random } from '../world/random.ts';
import { addressAt, strangeAddress } from '../world/whereabouts.ts';
import { caseName, quietPlaces } from './company.ts';
import { clock, type Employee, employeeAt, type Login, loginRecord } from './logins.ts';

interface Threat {
  readonly kind: 'guessing-at-quiet-place' | 'guessing-at-busy-place' | 'after-hours' | 'after-hours-payroll';
  readonly strength: Label['strength'];
}

/** Employees are walked in blocks; each block meets one of these a fortnight. */
const threats: readonly Threat[] = [
  { kind: 'guessing-at-quiet-place', strength: 'blatant' },
  { kind: 'after-hours', strength: 'faint' },
  { kind: 'guessing-at-busy-place', strength: 'clear' },
  { kind: 'after-hours', strength: 'faint' },
  { kind: 'guessing-at-quiet-place', strength: 'clear' },
  { kind: 'after-hours-payroll', strength: 'clear' },
  { kind: 'guessing-at-busy-place', strength: 'blatant' },
  { kind: 'guessing-at-quiet-place', strength: 'clear' },
];

/** Names that are tried where nobody knows who works there. */
const triedNames = [
  ...['admin', 'administrator', 'root', 'service', 'operator', 'backup', 'test', 'guest', 'support', 'user'],
  ...['scanner', 'manager', 'control', 'remote', 'technician', 'oracle', 'sql', 'print'],
];

const blockSize = 10;
const fortnightDays = 14;
/** The first days of a fortnight are quiet. */
const quietDays = 3;

/** Incidents by day. */
export function threatsOf(options: {
  readonly seed: number;
  readonly keys: number;
  readonly days: number;
}): Map<number, Incident[]> {
  const { seed, keys, days } = options;
  const byDay = new Map<number, Incident[]>();
  for (let block = 0; block * blockSize < keys; block++) {
    for (let start = 0; start < days; start += fortnightDays) {
      const random = Random.at(seed, caseName, block, 'threat', start);
      const index = block * blockSize + random.whole(0, blockSize - 1);
      const day = start + random.whole(quietDays, fortnightDays - 2);
      if (index >= keys || day >= days) continue;
      const threat = threats[(block + start / fortnightDays) % threats.length]!;
      const incident = toIncident(threat, employeeAt(seed, index), day, random);
      byDay.set(day, [...(byDay.get(day) ?? []), incident]);
    }
  }
  return byDay;
}

interface Script {
  readonly key: string;
  readonly minute: number;
  /** Between two logins, on average. */
  readonly paceMinutes: number;
  readonly logins: readonly Login[];
  readonly note: string;
}

function toIncident(threat: Threat, employee: Employee, day: number, random: Random): Incident {
  const { key, minute, paceMinutes, logins, note } = scriptOf(threat, employee, day, random);
  let next = minute;
  const events = logins.map((login) => {
    const time = clock.instantAt(day, next);
    next += paceMinutes * random.between(0.6, 1.4);
    return { time, record: loginRecord(login, time, random) };
  });
  const { kind, strength } = threat;
  const label: Label = {
    key,
    from: events[0]!.time,
    to: events.at(-1)!.time + 1,
    kind,
    strength,
    note,
  };
  return { day, label, events };
}

function scriptOf({ kind, strength }: Threat, employee: Employee, day: number, random: Random): Script {
  const { person, user } = employee;
  switch (kind) {
    case 'guessing-at-quiet-place':
    case 'guessing-at-busy-place': {
      const isQuiet = kind === 'guessing-at-quiet-place';
      const isBlatant = strength === 'blatant';
      const count = isBlatant ? random.whole(40, 80) : random.whole(7, 11);
      const place = isQuiet ? random.pick(quietPlaces) : 'vpn';
      const address = strangeAddress(person, random.pick(cities), random);
      const logins = Array.from({ length: count }, (): Login => {
        const name = isBlatant ? random.pick(triedNames) : user;
        const application = isQuiet ? 'plant-control' : 'mail';
        return { user: name, address, place, application, outcome: 'failure' };
      });
      return {
        key: `${address} / ${place}`,
        minute: random.between(30, 1_380),
        paceMinutes: isBlatant ? 0.1 : 0.6,
        logins,
        note: `${count} failed logins from one address, at ${place}`,
      };
    }
    default: {
      const application = kind === 'after-hours' ? 'canteen' : 'payroll';
      const address = addressAt({ person, day, place: 'home', city: person.city }, random);
      const count = kind === 'after-hours' ? random.whole(4, 6) : random.whole(2, 3);
      const login: Login = { user, address, place: 'vpn', application, outcome: 'success' };
      return {
        key: `${user} / ${application}`,
        minute: random.between(1_320, 1_350),
        paceMinutes: 12,
        logins: Array.from({ length: count }, () => login),
        note: `${count} logins at ${application} late in the evening`,
      };
    }
  }
}
