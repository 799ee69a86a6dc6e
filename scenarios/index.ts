/** The shipped scenarios' generators by name. */
import { dbaAccount } from './dba-account/generator.ts';
import { mailbox } from './mailbox/generator.ts';
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
  [dbaAccount, mailbox, vpnUser, webErrors].map((generator) => [generator.name, generator]),
);
