/** The labelled cases: which world, which of its labels count, and what the naive alternatives look at. */

import type { Label } from '../../scenarios/index.ts';
import type { Sighting } from './naive/scorer.ts';

export type WorldName = 'dba-account' | 'vpn-user' | 'mailbox' | 'web-errors';

/** The seeds on which rule texts were chosen; figures are reported on others. */
export const tuningSeeds: readonly number[] = [1, 2, 3, 4, 5];

export interface World {
  /** Name of its generator. */
  readonly name: WorldName;
  readonly zone: string;
  /** Days told, the learning period included. */
  readonly days: number;
  readonly keys: { readonly whole: number; readonly quick: number };
}

export type Naive =
  | { readonly kind: 'hour histogram' | 'hour sigma' | 'first seen' }
  | { readonly kind: 'fixed sigma'; readonly per: 'hour' | 'day' };

export interface LabelledCase {
  /** Also the folder of its rules: `base.rules` says which key-days are judged, every other file is an ablation. */
  readonly name: string;
  readonly world: WorldName;
  /** A window is judged at its end, which lies in the next day; an event at its own time. */
  readonly judges: 'events' | 'windows';
  /** Whether a label is to be found here. The key-days of all other labels are set aside. */
  readonly counts: (label: Label) => boolean;
  readonly naive: readonly Naive[];
  /** What the naive alternatives see of an event; undefined when the rules do not look at it either. */
  readonly sight: (record: SightedRecord) => Omit<Sighting, 'time'> | undefined;
}

/** A record of a generator, with its hour of the day, 0 to 23, in the zone of its world. */
export interface SightedRecord {
  readonly record: Readonly<Record<string, string | number | boolean>>;
  readonly hour: number;
}

export const worlds: readonly World[] = [
  { name: 'dba-account', zone: 'Asia/Shanghai', days: 75, keys: { whole: 400, quick: 240 } },
  { name: 'vpn-user', zone: 'Asia/Shanghai', days: 75, keys: { whole: 600, quick: 300 } },
  { name: 'mailbox', zone: 'Asia/Shanghai', days: 75, keys: { whole: 300, quick: 200 } },
  { name: 'web-errors', zone: 'UTC', days: 28, keys: { whole: 600, quick: 300 } },
];

/** A stranger who logs in at night is at an unusual hour as well. */
const isAtNight = ({ kind, strength }: Label) =>
  kind === 'unusual-hour' || (strength === 'blatant' && (kind === 'new-place' || kind === 'new-country'));
const isElsewhere = ({ kind }: Label) =>
  kind === 'new-place' || kind === 'new-network' || kind === 'new-country';

const hourOnly = [{ kind: 'hour histogram' }, { kind: 'hour sigma' }] as const;

export const cases: readonly LabelledCase[] = [
  {
    name: 'logon-hour-dba',
    world: 'dba-account',
    judges: 'events',
    counts: isAtNight,
    naive: hourOnly,
    sight: ({ record, hour }) =>
      isLoginOfPerson(record) ? { key: `${record.account}`, amount: hour, texts: [] } : undefined,
  },
  {
    name: 'logon-hour-vpn',
    world: 'vpn-user',
    judges: 'events',
    counts: isAtNight,
    naive: hourOnly,
    sight: ({ record, hour }) =>
      record.outcome === 'success' ? { key: `${record.user}`, amount: hour, texts: [] } : undefined,
  },
  {
    name: 'new-place-dba',
    world: 'dba-account',
    judges: 'events',
    counts: isElsewhere,
    naive: [{ kind: 'first seen' }],
    sight: ({ record }) =>
      isLoginOfPerson(record)
        ? { key: `${record.account}`, amount: 0, texts: [`${record.city}`, networkOf(record)] }
        : undefined,
  },
  {
    name: 'new-place-vpn',
    world: 'vpn-user',
    judges: 'events',
    counts: isElsewhere,
    naive: [{ kind: 'first seen' }],
    sight: ({ record }) =>
      record.outcome === 'success'
        ? { key: `${record.user}`, amount: 0, texts: [`${record.country}`, `${record.device}`] }
        : undefined,
  },
  {
    name: 'exported-rows',
    world: 'dba-account',
    judges: 'windows',
    counts: ({ kind }) => kind === 'mass-export',
    naive: [{ kind: 'fixed sigma', per: 'day' }],
    sight: ({ record }) =>
      record.action === 'export' && isOfPerson(record)
        ? { key: `${record.account}`, amount: Number(record.rows), texts: [] }
        : undefined,
  },
  {
    name: 'attachments',
    world: 'mailbox',
    judges: 'windows',
    counts: () => true,
    naive: [{ kind: 'fixed sigma', per: 'day' }],
    sight: ({ record }) =>
      Number(record.external) > 0
        ? { key: `${record.sender}`, amount: Number(record.attachments), texts: [] }
        : undefined,
  },
  {
    name: 'mail-volume',
    world: 'mailbox',
    judges: 'windows',
    counts: () => true,
    naive: [{ kind: 'fixed sigma', per: 'day' }],
    sight: ({ record }) =>
      Number(record.external) > 0 ? { key: `${record.sender}`, amount: 1, texts: [] } : undefined,
  },
  {
    name: 'login-count',
    world: 'vpn-user',
    judges: 'windows',
    counts: ({ kind }) => kind === 'shared-account',
    naive: [{ kind: 'fixed sigma', per: 'day' }],
    sight: ({ record }) =>
      record.outcome === 'success' ? { key: `${record.user}`, amount: 1, texts: [] } : undefined,
  },
  {
    name: 'web-errors',
    world: 'web-errors',
    judges: 'windows',
    // A flood is answered in full: it causes no errors of its own.
    counts: ({ kind }) => kind !== 'flood',
    naive: [{ kind: 'fixed sigma', per: 'hour' }],
    sight: ({ record }) => ({
      key: `${record.ip_address}`,
      amount: Number(record.status_code) >= 400 ? 1 : 0,
      texts: [],
    }),
  },
];

function isOfPerson(record: SightedRecord['record']): boolean {
  return `${record.account}`.startsWith('dba_');
}

function isLoginOfPerson(record: SightedRecord['record']): boolean {
  return record.action === 'login' && record.outcome === 'success' && isOfPerson(record);
}

/** The first three numbers of an IPv4 address. */
function networkOf({ client_ip: address }: SightedRecord['record']): string {
  return `${address}`.replace(/\.\d+$/, '');
}
