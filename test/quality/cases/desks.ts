/** Cases of people at their desks: nights, days off, machines, and what follows from one account to the next. */

import type { LabelledCase } from '../labelled-case.ts';

export const casesOfDesks: readonly LabelledCase[] = [
  {
    name: 'long-nights',
    world: 'desks',
    judges: 'events',
    counts: ({ kind }) => kind === 'night',
    alternatives: ['hours', 'hours-and-presence'],
    naive: [{ kind: 'hours at night' }, { kind: 'hour sigma' }],
    sight: ({ record, hour }) => ({ key: `${record.account}`, amount: hour, texts: [] }),
  },
  {
    name: 'days-off',
    world: 'desks',
    judges: 'events',
    counts: ({ kind }) => kind === 'day-off',
    alternatives: ['of-week', 'of-day'],
    naive: [{ kind: 'weekday histogram' }],
    sight: ({ record, weekday }) => ({ key: `${record.account}`, amount: weekday, texts: [] }),
  },
  {
    name: 'new-machine',
    world: 'desks',
    judges: 'events',
    counts: ({ kind }) => kind === 'strange-machine' || kind === 'first-account',
    alternatives: ['values'],
    naive: [{ kind: 'first seen' }],
    sight: ({ record }) => ({ key: `${record.account}`, amount: 0, texts: [`${record.machine}`] }),
  },
  {
    name: 'second-account',
    world: 'desks',
    judges: 'events',
    counts: ({ kind }) => kind === 'second-account',
    alternatives: ['with-evidence'],
    naive: [{ kind: 'first seen' }, { kind: 'hour sigma' }],
    sight: ({ record, hour }) => ({
      key: `${record.account}`,
      amount: hour,
      texts: [`${record.machine}`],
    }),
  },
];
