/** The audit log of the database gateway: one record for each login, logout and statement. */
import { LocalClock } from '../world/clock.ts';
import type { EventRecord } from '../world/generator.ts';
import type { Random } from '../world/random.ts';

export const clock = new LocalClock('Asia/Shanghai');

export type Action = 'login' | 'logout' | 'query' | 'export' | 'grant' | 'ddl';

/** What all records of one connection share. */
export interface Connection {
  readonly account: string;
  readonly address: string;
  readonly city: string;
  readonly database: string;
}

export interface Entry {
  readonly action: Action;
  readonly outcome?: 'success' | 'failure';
  /** Only queries and exports have rows. */
  readonly rows?: number;
}

export function auditRecord(connection: Connection, time: number, entry: Entry, random: Random): EventRecord {
  const record: EventRecord = {
    id: random.identifier(),
    event_time: clock.textOf(time),
    account: connection.account,
    client_ip: connection.address,
    city: connection.city,
    action: entry.action,
    outcome: entry.outcome ?? 'success',
    database: connection.database,
  };
  if (entry.rows !== undefined) record.rows = entry.rows;
  return record;
}
