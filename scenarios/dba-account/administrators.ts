/** A day of a database administrator: sessions at work, calls at night, release evenings. */
import { isWorkday, weekdayOf } from '../world/calendar.ts';
import { type City, officeIn } from '../world/cities.ts';
import type { Emit } from '../world/delivery.ts';
import { cityOn } from '../world/person.ts';
import { Random } from '../world/random.ts';
import { addressAt } from '../world/whereabouts.ts';
import { type Place, type Stretch, workDayOf } from '../world/workday.ts';
import type { Administrator } from './accounts.ts';
import { caseName } from './accounts.ts';
import { auditRecord, type Connection, clock, type Entry } from './audit.ts';

interface Session {
  readonly connection: Connection;
  readonly day: number;
  readonly from: number;
  readonly to: number;
  readonly statements: number;
  /** Share of data definitions among the statements. */
  readonly definitionShare: number;
}

export function emitAdministratorDay(admin: Administrator, day: number, emit: Emit): void {
  const { person } = admin;
  const random = Random.at(person.seed, caseName, person.index, 'sessions', day);
  const work = workDayOf(person, day);
  if (work !== undefined) {
    for (const stretch of work.stretches) emitStretch(admin, day, { stretch, ...work }, random, emit);
    if (admin.releases && isReleaseEvening(day) && random.chance(0.85)) emitRelease(admin, day, random, emit);
  }
  if (isOnCall(admin, day) && random.chance(isWorkday('CN', day) ? 0.2 : 0.35))
    emitCall(admin, day, random, emit);
}

/** The address an administrator is seen from, and the city it belongs to. */
export function connectionFrom(
  admin: Administrator,
  at: { readonly day: number; readonly place: Place; readonly city: City },
  random: Random,
): Connection {
  const place = at.place === 'office' && officeIn(at.city) === undefined ? 'home' : at.place;
  const weights = admin.databases.map((_, rank) => 1 / (rank + 1) ** 1.5);
  return {
    account: admin.account,
    address: addressAt({ person: admin.person, ...at, place }, random),
    city: at.city.name,
    database: admin.databases[random.weighted(weights)]!,
  };
}

function emitStretch(
  admin: Administrator,
  day: number,
  at: { readonly stretch: Stretch; readonly city: City; readonly workload: number },
  random: Random,
  emit: Emit,
): void {
  const { stretch, city } = at;
  const gap = admin.gapMinutes / at.workload;
  let from = stretch.from + Math.min(random.exponential(gap * 0.35), 150);
  while (from < stretch.to - 3) {
    const to = Math.min(stretch.to, from + random.logNormal(22, 0.8));
    const connection = connectionFrom(admin, { day, place: stretch.place, city }, random);
    const statements = 1 + random.poisson(Math.min(6, (to - from) / 11));
    const { definitionShare } = admin;
    emitSession(admin, { connection, day, from, to, statements, definitionShare }, random, emit);
    from = to + 1 + random.exponential(gap);
  }
}

function emitSession(admin: Administrator, session: Session, random: Random, emit: Emit): void {
  const { connection, day } = session;
  const collector = admin.person.index % 3;
  const write = (minute: number, entry: Entry): void => {
    const time = clock.instantAt(day, minute);
    emit(time, auditRecord(connection, time, entry, random), collector);
  };
  let login = session.from;
  // Passwords are mistyped most on the first morning of the week.
  const mistyped = admin.typingErrorChance * (weekdayOf(day) === 0 ? 2 : 1);
  for (let attempt = 0; attempt < 3 && random.chance(mistyped); attempt++) {
    write(login, { action: 'login', outcome: 'failure' });
    login += random.between(0.07, 0.5);
  }
  write(login, { action: 'login' });
  const end = Math.max(login + 0.5, session.to);
  const moments = Array.from({ length: session.statements }, () => random.between(login + 0.05, end));
  for (const minute of moments.sort((left, right) => left - right)) {
    write(minute, statementOf(admin, session, random));
  }
  // The rest is ended by the idle timeout, which the gateway does not record.
  if (random.chance(0.9)) write(end + random.between(0.02, 0.4), { action: 'logout' });
}

function statementOf(admin: Administrator, session: Session, random: Random): Entry {
  const outcome = random.chance(0.015) ? 'failure' : 'success';
  if (random.chance(admin.grantShare)) return { action: 'grant', outcome };
  if (random.chance(session.definitionShare)) return { action: 'ddl', outcome };
  if (random.chance(admin.exportShare)) {
    return { action: 'export', rows: Math.round(random.logNormal(admin.exportRowsMedian, 0.7)) };
  }
  if (outcome === 'failure') return { action: 'query', outcome, rows: 0 };
  // Look-ups by key find one row or none; listings stop at the client's page of a thousand.
  const look = random.unit();
  const rows =
    look < 0.12 ? 0 : look < 0.3 ? 1 : Math.min(1_000, Math.ceil(random.logNormal(admin.rowsMedian, 1.1)));
  return { action: 'query', rows };
}

/** Every second Thursday. */
function isReleaseEvening(day: number): boolean {
  return weekdayOf(day) === 3 && Math.floor(day / 7) % 2 === 0;
}

function emitRelease(admin: Administrator, day: number, random: Random, emit: Emit): void {
  const from = random.between(1268, 1300);
  const connection = connectionFrom(admin, { day, place: 'home', city: cityOn(admin.person, day) }, random);
  const to = from + random.between(25, 80);
  emitSession(
    admin,
    { connection, day, from, to, statements: random.whole(4, 9), definitionShare: 0.6 },
    random,
    emit,
  );
}

function isOnCall(admin: Administrator, day: number): boolean {
  const { person } = admin;
  if (day < person.hiredDay + 14 || day > person.departedDay || person.absences.isAway(day)) return false;
  return Math.floor(day / 7) % 5 === admin.onCallTurn && person.shift === 'office';
}

function emitCall(admin: Administrator, day: number, random: Random, emit: Emit): void {
  const from = random.between(1320, 1440 + 330);
  const city = admin.person.absences.tripCity(day) ?? cityOn(admin.person, day);
  const place = city === cityOn(admin.person, day) ? 'home' : 'hotel';
  const connection = connectionFrom(admin, { day, place, city }, random);
  const to = from + random.between(6, 50);
  const definitionShare = 0;
  emitSession(
    admin,
    { connection, day, from, to, statements: random.whole(2, 6), definitionShare },
    random,
    emit,
  );
}
