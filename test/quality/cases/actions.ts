/** Cases of what accounts do: how often each action, and which part of the attempts fails. */

import type { LabelledCase } from '../labelled-case.ts';

/** Kinds of labels that show in the number of an account's actions of one sort. */
const countable = ['takeover', 'mass-deletion', 'first-privilege', 'cleared-log'];

export const casesOfActions: readonly LabelledCase[] = [
  {
    name: 'actions',
    world: 'audit-log',
    judges: 'events',
    counts: ({ kind }) => countable.includes(kind),
    alternatives: ['values'],
    naive: [{ kind: 'first seen' }],
    sight: ({ record }) => ({ key: `${record.account}`, amount: 0, texts: [`${record.action}`] }),
  },
  {
    name: 'deletions',
    world: 'audit-log',
    judges: 'windows',
    counts: ({ kind }) => kind === 'mass-deletion',
    alternatives: ['filtered', 'share'],
    naive: [{ kind: 'fixed sigma', per: 'day' }],
    sight: ({ record }) => ({
      key: `${record.account}`,
      amount: record.action === 'delete' ? 1 : 0,
      texts: [],
    }),
  },
  {
    name: 'failed-logins',
    world: 'vpn-user',
    judges: 'windows',
    counts: ({ kind }) => kind === 'guessed-password',
    alternatives: ['count'],
    naive: [{ kind: 'sigma of the share', per: 'day' }],
    sight: ({ record }) => ({
      key: `${record.user}`,
      amount: 0,
      texts: [],
      amounts: [record.outcome === 'failure' ? 1 : 0, 1],
    }),
  },
];
