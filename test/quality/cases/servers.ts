/** Cases of numbers: what servers report every hour, judged by the hour, by the day, and over weeks. */

import type { LabelledCase, SightedRecord } from '../labelled-case.ts';

function ofServer({ record }: SightedRecord, ...fields: readonly string[]) {
  const amounts = fields.map((field) => Number(record[field]));
  return { key: `${record.server}`, amount: amounts[0], texts: [], amounts };
}

export const casesOfServers: readonly LabelledCase[] = [
  {
    name: 'day-shape',
    world: 'servers',
    judges: 'windows',
    counts: ({ kind }) => kind === 'other-shape',
    alternatives: ['isolation', 'expected', 'ranges'],
    naive: [{ kind: 'sigmas together', per: 'day' }],
    sight: (sighted) => ofServer(sighted, 'requests', 'bytes', 'targets'),
  },
  {
    name: 'failed-requests',
    world: 'servers',
    judges: 'windows',
    counts: ({ kind }) => kind === 'failing',
    alternatives: ['sums'],
    naive: [{ kind: 'sigma of the share', per: 'day' }],
    sight: (sighted) => ofServer(sighted, 'failures', 'requests'),
  },
  {
    name: 'hourly-requests',
    world: 'servers',
    judges: 'windows',
    counts: ({ kind }) => kind === 'surge' || kind === 'outage' || kind === 'stuck',
    alternatives: ['periodic', 'smoothed', 'range'],
    naive: [{ kind: 'fixed sigma', per: 'hour' }],
    sight: (sighted) => ofServer(sighted, 'requests'),
  },
  {
    name: 'creeping-bytes',
    world: 'servers',
    judges: 'windows',
    counts: ({ kind }) => kind === 'creep',
    alternatives: ['drifting', 'slow', 'smoothed'],
    byAlerts: ['drifting'],
    naive: [{ kind: 'fixed sigma', per: 'day' }],
    sight: (sighted) => ofServer(sighted, 'bytes'),
  },
];
