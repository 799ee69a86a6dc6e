/** The servers of a company: what each is for, how busy it is at which hour, and what changes about it for good. */

import { Random } from '../../../../scenarios/world/random.ts';

export const worldName = 'servers';

export type Role = 'web' | 'database' | 'files' | 'mail' | 'batch';

export interface Server {
  readonly name: string;
  readonly index: number;
  readonly role: Role;
  /** Against others of its role. */
  readonly level: number;
  /** From `changeDay` on its level is this many times what it was: a service was moved here. */
  readonly changeDay: number;
  readonly changeFactor: number;
  /** Bytes that a backup takes at a weekend, in usual days of this server; 0 without. */
  readonly backupDays: number;
  /** First day; most have been there before. */
  readonly firstDay: number;
  /** In which minute of the hour it reports. */
  readonly minute: number;
  readonly failureShare: number;
}

interface Trade {
  readonly requestsPerHour: number;
  readonly bytesPerRequest: number;
  /** Others that it talks to in a busy hour. */
  readonly targets: number;
  readonly failureShare: number;
  /** Of the busiest hour. */
  readonly night: number;
  readonly weekend: number;
  readonly peakHour: number;
}

export const trades: Readonly<Record<Role, Trade>> = {
  web: {
    ...{ requestsPerHour: 2_000, bytesPerRequest: 40_000, targets: 500, failureShare: 0.02 },
    ...{ night: 0.15, weekend: 0.7, peakHour: 15 },
  },
  database: {
    ...{ requestsPerHour: 5_000, bytesPerRequest: 8_000, targets: 14, failureShare: 0.003 },
    ...{ night: 0.3, weekend: 0.4, peakHour: 11 },
  },
  files: {
    ...{ requestsPerHour: 400, bytesPerRequest: 900_000, targets: 60, failureShare: 0.01 },
    ...{ night: 0.05, weekend: 0.15, peakHour: 10 },
  },
  mail: {
    ...{ requestsPerHour: 600, bytesPerRequest: 120_000, targets: 200, failureShare: 0.06 },
    ...{ night: 0.2, weekend: 0.3, peakHour: 10 },
  },
  batch: {
    ...{ requestsPerHour: 3_000, bytesPerRequest: 20_000, targets: 6, failureShare: 0.005 },
    ...{ night: 0.05, weekend: 0.8, peakHour: 2 },
  },
};

const roles: readonly Role[] = ['web', 'database', 'files', 'mail', 'batch'];

/** The server at `index`; depends on seed and index alone. */
export function serverAt(seed: number, index: number): Server {
  const random = Random.at(seed, worldName, index, 'server');
  const role = roles[random.weighted([3, 3, 3, 2, 1])]!;
  const changes = random.chance(0.1);
  const isNew = random.chance(0.08);
  const hasBackup = role !== 'web' && role !== 'batch' && random.chance(0.8);
  return {
    name: `${role}-${index + 1}`,
    index,
    role,
    level: random.logNormal(1, 0.6),
    changeDay: changes ? random.whole(10, 70) : Number.POSITIVE_INFINITY,
    changeFactor: random.pick([0.5, 1.5, 2.2]),
    backupDays: hasBackup ? random.between(2, 5) : 0,
    firstDay: isNew ? random.whole(8, 55) : 0,
    minute: random.between(1, 58),
    failureShare: trades[role].failureShare * random.logNormal(1, 0.4),
  };
}
