/** The shipped scenarios' generators by name. */
import { auditLog } from './audit-log/generator.ts';
import { dbaAccount } from './dba-account/generator.ts';
import { impossibleTravel } from './impossible-travel/generator.ts';
import { mailbox } from './mailbox/generator.ts';
import { notification } from './notification/generator.ts';
import { serverLogs } from './server-logs/generator.ts';
import { trafficSurge } from './traffic-surge/generator.ts';
import { vpnUser } from './vpn-user/generator.ts';
import { webErrors } from './web-errors/generator.ts';
import type { Generator } from './world/generator.ts';

export type {
  GeneratedEvent,
  GeneratedTable,
  Generator,
  GeneratorOptions,
  Label,
} from './world/generator.ts';

export const generators: ReadonlyMap<string, Generator> = new Map(
  [
    ...[serverLogs, webErrors, trafficSurge, dbaAccount, auditLog, mailbox, vpnUser, impossibleTravel],
    notification,
  ].map((generator) => [generator.name, generator]),
);
