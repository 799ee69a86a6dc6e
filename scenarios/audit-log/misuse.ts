/** What is done with accounts that are abused, as the labels tell it. */
import { isWorkday } from '../world/calendar.ts';
import type { Label } from '../world/generator.ts';
import type { Incident } from '../world/incidents.ts';
import { isSettled } from '../world/person.ts';
import type { Random } from '../world/random.ts';
import { workDayOf } from '../world/workday.ts';
import { type Account, accountAt, type Role } from './accounts.ts';
import { type Action, auditRecord, clock, drawsOf, type Entry, entryOf } from './audit.ts';

export interface Misuse {
  readonly kind:
    | 'takeover'
    | 'mass-deletion'
    | 'first-privilege'
    | 'self-grant'
    | 'cleared-log'
    | 'night-work';
  readonly strength: Label['strength'];
  readonly role: Role;
}

export const plans: readonly (readonly Misuse[])[] = [
  [
    { kind: 'takeover', strength: 'blatant', role: 'staff' },
    { kind: 'mass-deletion', strength: 'faint', role: 'staff' },
  ],
  [
    { kind: 'mass-deletion', strength: 'clear', role: 'staff' },
    { kind: 'first-privilege', strength: 'clear', role: 'staff' },
  ],
  [
    { kind: 'cleared-log', strength: 'clear', role: 'administrator' },
    { kind: 'mass-deletion', strength: 'blatant', role: 'administrator' },
  ],
  [
    { kind: 'self-grant', strength: 'blatant', role: 'administrator' },
    { kind: 'night-work', strength: 'faint', role: 'administrator' },
  ],
];

/** Somebody of the right role whose own life does not look like it. */
export function fitOf(seed: number, index: number, plan: readonly Misuse[]): number {
  const { person, role } = accountAt(seed, index);
  if (plan.some((misuse) => misuse.role !== role) || !isSettled(person)) return 0;
  return 1 + (person.eveningChance < 0.05 ? 2 : 0) + (person.travel === 'never' ? 1 : 0);
}

/** Undefined when nothing of the kind can be that day. */
export function stage(
  misuse: Misuse,
  at: { readonly seed: number; readonly index: number; readonly day: number },
): Incident | undefined {
  const account = accountAt(at.seed, at.index);
  const work = workDayOf(account.person, at.day);
  if (!isWorkday('CN', at.day) || work === undefined) return undefined;
  const random = drawsOf(account, 'misuse', at.day);
  const { minute, paceMinutes, entries, note } = scriptOf(account, misuse, work.stretches[0]!.from, random);
  let next = minute;
  const events = entries.map((entry) => {
    const time = clock.instantAt(at.day, next);
    next += paceMinutes * random.logNormal(1, 0.5);
    return { time, record: auditRecord(account, time, entry, random) };
  });
  const { kind, strength } = misuse;
  const label: Label = {
    key: account.account,
    from: events[0]!.time,
    to: events.at(-1)!.time + 1,
    kind,
    strength,
    note,
  };
  return { day: at.day, label, events };
}

interface Script {
  readonly minute: number;
  /** Between two actions, on average. */
  readonly paceMinutes: number;
  readonly entries: readonly Entry[];
  readonly note: string;
}

function scriptOf(account: Account, { kind, strength }: Misuse, start: number, random: Random): Script {
  const does = (action: Action, change: Partial<Entry> = {}): Entry => ({
    ...entryOf(account, action, random),
    ...change,
  });
  const byDay = start + random.between(60, 180);
  const atNight = random.between(100, 230);
  const toSelf = { host: 'directory-1', target: account.account };
  switch (kind) {
    case 'takeover':
      return {
        minute: atNight,
        paceMinutes: 2,
        entries: [
          does('login', { host: 'directory-1', target: 'directory-1' }),
          does('create-account', { host: 'directory-1', target: 'svc.update' }),
          does('grant', toSelf),
          does('clear-log', { host: 'directory-1' }),
        ],
        note: 'at night a clerk makes an account, grants itself rights, and clears the log',
      };
    case 'mass-deletion': {
      const [least, most] = { blatant: [300, 500], clear: [80, 140], faint: [24, 32] }[strength] as [
        number,
        number,
      ];
      const count = random.whole(least, most);
      const paceMinutes = strength === 'faint' ? 4 : 0.15;
      const entries = Array.from({ length: count }, () => does('delete'));
      return { minute: byDay, paceMinutes, entries, note: `deleted ${count} files, some a day are usual` };
    }
    case 'first-privilege': {
      const entries = [does('login'), does('reset-password'), does('reset-password')];
      return {
        minute: byDay,
        paceMinutes: 3,
        entries,
        note: 'reset passwords, which this account never does',
      };
    }
    case 'self-grant':
      return {
        minute: byDay,
        paceMinutes: 2,
        entries: [does('login'), does('grant', toSelf)],
        note: 'an administrator granted rights to itself',
      };
    case 'cleared-log':
      return {
        minute: byDay,
        paceMinutes: 3,
        entries: [does('change-policy', { host: 'erp-1' }), does('clear-log', { host: 'erp-1' })],
        note: 'changed a policy on a server in use, then cleared its log',
      };
    case 'night-work': {
      const entries = [does('login'), does('grant'), does('change-policy')];
      return {
        minute: atNight,
        paceMinutes: 5,
        entries,
        note: 'an administrator does what it does by day, at about three in the morning',
      };
    }
  }
}
