/** Every key of a population has a name of its own, however large the population. */
import { expect, it } from 'vitest';
import { accountAt as auditedAt } from '../../scenarios/audit-log/accounts.ts';
import { accountAt } from '../../scenarios/dba-account/accounts.ts';
import { travellerAt } from '../../scenarios/impossible-travel/travellers.ts';
import { senderAt } from '../../scenarios/mailbox/senders.ts';
import { employeeAt } from '../../scenarios/notification/logins.ts';
import { addressOf } from '../../scenarios/server-logs/generator.ts';
import { siteAt } from '../../scenarios/traffic-surge/sites.ts';
import { userAt } from '../../scenarios/vpn-user/users.ts';
import { clientAt } from '../../scenarios/web-errors/clients.ts';

/** More than once through the longest list of names. */
const population = 4_000;

it.each([
  ['accounts', (index: number) => accountAt(1, index).account],
  ['senders', (index: number) => senderAt(1, index).sender],
  ['users', (index: number) => userAt(1, index).user],
  ['addresses', (index: number) => clientAt(1, index).address],
  ['audited accounts', (index: number) => auditedAt(1, index).account],
  ['employees', (index: number) => employeeAt(1, index).user],
  ['travellers', (index: number) => travellerAt(1, index).user],
  ['sites', (index: number) => siteAt(1, index).site],
  ['addresses of the tutorial', addressOf],
])('%s differ from each other', (_, keyAt) => {
  const keys = new Set(Array.from({ length: population }, (_, index) => keyAt(index)));
  expect(keys.size).toBe(population);
});
