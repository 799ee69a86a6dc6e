/** The labelled cases, the worlds they live in, and the seeds that rules were chosen on. */

import { casesOfActions } from './cases/actions.ts';
import { casesOfDesks } from './cases/desks.ts';
import { casesOfPeople } from './cases/people.ts';
import { casesOfServers } from './cases/servers.ts';
import { casesOfTravel } from './cases/travel.ts';
import type { LabelledCase, World } from './labelled-case.ts';

/** The seeds on which rule texts were chosen; figures are reported on others. */
export const tuningSeeds: readonly number[] = [1, 2, 3, 4, 5];

export const worlds: readonly World[] = [
  { name: 'dba-account', zone: 'Asia/Shanghai', days: 75, keys: { whole: 400, quick: 240 } },
  { name: 'vpn-user', zone: 'Asia/Shanghai', days: 75, keys: { whole: 600, quick: 300 } },
  { name: 'mailbox', zone: 'Asia/Shanghai', days: 75, keys: { whole: 300, quick: 200 } },
  { name: 'web-errors', zone: 'UTC', days: 28, keys: { whole: 600, quick: 300 } },
  { name: 'audit-log', zone: 'Asia/Shanghai', days: 75, keys: { whole: 300, quick: 160 } },
  { name: 'impossible-travel', zone: 'Europe/Berlin', days: 75, keys: { whole: 300, quick: 160 } },
  { name: 'servers', zone: 'Europe/Berlin', days: 75, keys: { whole: 160, quick: 100 } },
  { name: 'desks', zone: 'Europe/Berlin', days: 75, keys: { whole: 300, quick: 200 } },
];

export const cases: readonly LabelledCase[] = [
  ...casesOfPeople,
  ...casesOfActions,
  ...casesOfTravel,
  ...casesOfServers,
  ...casesOfDesks,
];
