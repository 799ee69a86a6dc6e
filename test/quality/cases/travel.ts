/** Cases of places on the globe: accounts that are used where their owner is not. */

import type { LabelledCase } from '../labelled-case.ts';

const whereabouts: Pick<LabelledCase, 'world' | 'judges' | 'counts' | 'sight'> = {
  world: 'impossible-travel',
  judges: 'events',
  counts: () => true,
  sight: ({ record }) => ({
    key: `${record.user}`,
    amount: 0,
    texts: [],
    amounts: [Number(record.latitude), Number(record.longitude)],
  }),
};

export const casesOfTravel: readonly LabelledCase[] = [
  { ...whereabouts, name: 'travel-speed', alternatives: ['with-places'], naive: [{ kind: 'speed' }] },
  { ...whereabouts, name: 'places', alternatives: [], naive: [{ kind: 'distance from the mean place' }] },
];
