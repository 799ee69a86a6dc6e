/** A day of an application's or a job's account: runs by the clock, from servers, without weekends. */
import { isWorkday, weekdayOf, workdaysGoneInMonth } from '../world/calendar.ts';
import { dataCentres } from '../world/cities.ts';
import type { Emit } from '../world/delivery.ts';
import { Random } from '../world/random.ts';
import { caseName, type Service } from './accounts.ts';
import { auditRecord, type Connection, clock, type Entry } from './audit.ts';

/** One connection of a job: when it begins, and its statements. */
interface Run {
  /** Minutes since midnight. */
  readonly minute: number;
  readonly statements: readonly Entry[];
  /** Minutes from login to logout. */
  readonly length: number;
}

export function emitServiceDay(service: Service, seed: number, day: number, emit: Emit): void {
  const random = Random.at(seed, caseName, service.index, 'runs', day);
  // When a password is rotated, a forgotten copy of the old one fails for a while.
  let staleLogins = random.chance(1 / 90) ? random.whole(2, 5) : 0;
  for (const run of runsOf(service, day, random)) {
    const connection = connectionOf(service, seed, day, random);
    let minute = run.minute + random.between(0.01, 0.25);
    const write = (entry: Entry): void => {
      const time = clock.instantAt(day, minute);
      emit(time, auditRecord(connection, time, entry, random), 3);
    };
    for (; staleLogins > 0 && run.minute > 540; staleLogins--) {
      write({ action: 'login', outcome: 'failure' });
      minute += 0.5;
    }
    write({ action: 'login' });
    for (const statement of run.statements) {
      minute += (run.length / (run.statements.length + 0.2)) * random.between(0.6, 1);
      write(statement);
    }
    minute += run.length * 0.05;
    write({ action: 'logout' });
  }
}

function runsOf(service: Service, day: number, random: Random): Run[] {
  const query = (share: number, hour: number): Entry => ({
    action: 'query',
    rows: rowsAt(service, day, hour, share, random),
  });
  const at = (hour: number): number => hour * 60 + service.minute;
  switch (service.job) {
    case 'etl':
      return hoursEvery(2).map((hour) => {
        return { minute: at(hour), statements: [query(0.3, hour)], length: random.logNormal(1.2, 0.3) };
      });
    case 'reconcile':
      return hoursEvery(4).map((hour) => {
        return {
          minute: at(hour),
          statements: [query(1, hour), query(0.02, hour)],
          length: random.logNormal(3, 0.2),
        };
      });
    case 'pool':
      return hoursEvery(6).map((hour) => {
        const statements = Array.from({ length: random.poisson(hour >= 6 ? 6 : 1.5) }, () =>
          query(0.001, hour),
        );
        return { minute: at(hour) + random.between(-20, 20) + 25, statements, length: 290 };
      });
    case 'report': {
      if (!isWorkday('CN', day)) return [];
      const first = workdaysGoneInMonth('CN', day) === 0;
      const statements = [query(0.2, 6), query(0.2, 6), query(0.1, 6), ...(first ? [query(4, 6)] : [])];
      const rows = rowsAt(service, day, 6, first ? 3 : 0.3, random);
      return [
        {
          minute: at(6),
          statements: [...statements, { action: 'export', rows }],
          length: random.logNormal(9, 0.2),
        },
      ];
    }
    case 'backup': {
      // In full on Sundays, what changed on other days.
      const rows = rowsAt(service, day, 1, weekdayOf(day) === 6 ? 60 : 4, random);
      return [
        { minute: at(1), statements: [{ action: 'export', rows }], length: random.logNormal(25, 0.15) },
      ];
    }
  }
}

/** Rows grow with the business, and follow the hours and days of its customers. */
function rowsAt(service: Service, day: number, hour: number, share: number, random: Random): number {
  const growth = 1 + day * 0.0012;
  const weekend = isWorkday('CN', day) ? 1 : 0.7;
  const daylight = 0.25 + 0.75 * Math.max(0, Math.sin(((hour - 5) / 18) * Math.PI));
  return Math.max(
    1,
    Math.round(service.rowsMedian * share * growth * weekend * daylight * random.logNormal(1, 0.12)),
  );
}

/** Two servers take turns; one in ten pairs is replaced for good during the year. */
function connectionOf(service: Service, seed: number, day: number, random: Random): Connection {
  const placed = Random.at(seed, caseName, service.index, 'servers');
  const centre = dataCentres[placed.weighted([0.7, 0.3])]!;
  const replaced = placed.chance(0.1) && day >= placed.whole(20, 90) ? 1 : 0;
  const rack = placed.whole(1, 40) + replaced;
  const host = placed.whole(10, 200) + (random.chance(0.5) ? 1 : 0);
  return {
    account: service.account,
    address: `${centre.network}.${rack}.${host}`,
    city: centre.city.name,
    database: service.database,
  };
}

function hoursEvery(step: number): number[] {
  return Array.from({ length: 24 / step }, (_, ordinal) => ordinal * step);
}
