/** Cases of people: when they log in, from where, how often, and what they send and take. */

import type { Label } from '../../../scenarios/index.ts';
import type { LabelledCase, SightedRecord } from '../labelled-case.ts';

/** A stranger who logs in at night is at an unusual hour as well. */
const isAtNight = ({ kind, strength }: Label) =>
  kind === 'unusual-hour' || (strength === 'blatant' && (kind === 'new-place' || kind === 'new-country'));
const isElsewhere = ({ kind }: Label) =>
  kind === 'new-place' || kind === 'new-network' || kind === 'new-country';

const hourOnly = [{ kind: 'hour histogram' }, { kind: 'hour sigma' }] as const;

export const casesOfPeople: readonly LabelledCase[] = [
  {
    name: 'logon-hour-dba',
    world: 'dba-account',
    judges: 'events',
    counts: isAtNight,
    alternatives: ['similar-keys', 'generations'],
    naive: hourOnly,
    sight: ({ record, hour }) =>
      isLoginOfPerson(record) ? { key: `${record.account}`, amount: hour, texts: [] } : undefined,
  },
  {
    name: 'logon-hour-vpn',
    world: 'vpn-user',
    judges: 'events',
    counts: isAtNight,
    alternatives: ['own-zone', 'similar-keys', 'generations'],
    naive: hourOnly,
    sight: ({ record, hour }) =>
      record.outcome === 'success' ? { key: `${record.user}`, amount: hour, texts: [] } : undefined,
  },
  {
    name: 'new-place-dba',
    world: 'dba-account',
    judges: 'events',
    counts: isElsewhere,
    alternatives: ['generations'],
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
    alternatives: ['generations'],
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
    alternatives: ['generations'],
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
    alternatives: ['generations', 'generations-warm'],
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
    alternatives: ['generations'],
    naive: [{ kind: 'fixed sigma', per: 'day' }],
    sight: ({ record }) =>
      Number(record.external) > 0 ? { key: `${record.sender}`, amount: 1, texts: [] } : undefined,
  },
  {
    name: 'login-count',
    world: 'vpn-user',
    judges: 'windows',
    counts: ({ kind }) => kind === 'shared-account',
    alternatives: ['generations', 'generations-warm'],
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
    alternatives: ['generations'],
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
