/** The audit log of the servers: who did what, where, and to whom or what. */
import { LocalClock } from '../world/clock.ts';
import type { EventRecord } from '../world/generator.ts';
import { Random } from '../world/random.ts';
import { type Account, accountAt, caseName } from './accounts.ts';

export const clock = new LocalClock('Asia/Shanghai');

export type Action =
  | 'login'
  | 'read'
  | 'write'
  | 'delete'
  | 'restart'
  | 'rotate-log'
  | 'reset-password'
  | 'create-account'
  | 'grant'
  | 'change-policy'
  | 'clear-log';

export interface Entry {
  readonly action: Action;
  readonly host: string;
  /** A file, a service, a log, or an account. */
  readonly target: string;
}

export function auditRecord(account: Account, time: number, entry: Entry, random: Random): EventRecord {
  return {
    id: random.identifier(),
    event_time: clock.textOf(time),
    account: account.account,
    host: entry.host,
    action: entry.action,
    target: entry.target,
  };
}

const folders = ['contracts', 'drawings', 'invoices', 'minutes', 'offers', 'plans'];
const services = ['indexer', 'scheduler', 'queue', 'gateway'];

/** An action of an account where it usually works, on something it usually has to do with. */
export function entryOf(account: Account, action: Action, random: Random): Entry {
  const host = account.hosts[random.weighted([6, 3, 1])]!;
  return { action, host, target: targetOf(account, action, host, random) };
}

function targetOf(account: Account, action: Action, host: string, random: Random): string {
  switch (action) {
    case 'login':
      return host;
    case 'read':
    case 'write':
    case 'delete':
      return `/${random.pick(folders)}/${random.whole(1_000, 9_999)}`;
    case 'restart':
      return random.pick(services);
    case 'rotate-log':
    case 'clear-log':
      return 'security.log';
    case 'change-policy':
      return random.pick(['password-length', 'lockout', 'log-retention', 'remote-access']);
    default:
      return colleagueOf(account, random);
  }
}

/** Somebody else, of the same ten and the ten after them. */
function colleagueOf(account: Account, random: Random): string {
  const first = account.index - (account.index % 10);
  const step = random.whole(1, 19);
  return accountAt(account.person.seed, first + ((account.index - first + step) % 20)).account;
}

/** Draws for one account and day, for one purpose. */
export function drawsOf(account: Account, purpose: string, day: number): Random {
  return Random.at(account.person.seed, caseName, account.index, purpose, day);
}
