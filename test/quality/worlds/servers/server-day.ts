/** A day of a server, hour by hour: requests, failures, bytes, and how many others it talked to. */

import { isWorkday, weekdayOf, workdaysLeftInMonth } from '../../../../scenarios/world/calendar.ts';
import { LocalClock } from '../../../../scenarios/world/clock.ts';
import type { Emit } from '../../../../scenarios/world/delivery.ts';
import type { EventRecord } from '../../../../scenarios/world/generator.ts';
import { Random } from '../../../../scenarios/world/random.ts';
import { type Server, trades, worldName } from './fleet.ts';

export const clock = new LocalClock('Europe/Berlin');

/** What of an hour is other than usual; 1, 0 and false change nothing. */
export interface Change {
  readonly requests: number;
  readonly failures: number;
  readonly bytes: number;
  readonly targets: number;
  /** Bytes beside the usual ones, as a share of what a backup takes in an hour. */
  readonly backup: number;
  /** Talks to as many as on a working day. */
  readonly reachesOut: boolean;
  /** Reports what it reported at this hour, again and again. */
  readonly stuckAt: number | undefined;
}

export const unchanged: Change = {
  ...{ requests: 1, failures: 1, bytes: 1, targets: 1, backup: 0 },
  ...{ reachesOut: false, stuckAt: undefined },
};

export interface DayOptions {
  readonly seed: number;
  readonly day: number;
  changeAt(hour: number): Change;
}

const backupHours = [1, 2, 3];

export function emitServerDay(server: Server, { seed, day, changeAt }: DayOptions, emit: Emit): void {
  if (day < server.firstDay) return;
  const random = Random.at(seed, worldName, server.index, 'day', day);
  // Switched off for a day, once in half a year.
  if (random.chance(0.006)) return;
  const mood = moodOf(server, seed, day, random);
  let stuck: EventRecord | undefined;
  for (let hour = 0; hour < 24; hour++) {
    const change = changeAt(hour);
    const time = clock.instantAt(day, hour * 60 + server.minute + random.between(-0.8, 0.8));
    const measured = measure(server, { day, hour, mood, change }, random);
    const numbers = change.stuckAt !== undefined && stuck !== undefined ? stuck : measured;
    if (change.stuckAt === hour) stuck = measured;
    const record = {
      id: random.identifier(),
      event_time: clock.textOf(time),
      server: server.name,
      ...numbers,
    };
    emit(time, record, server.index % 3);
  }
}

interface Mood {
  readonly load: number;
  readonly failures: number;
}

/** How busy the week and the day are, and whether networks are bad for everyone. */
function moodOf(server: Server, seed: number, day: number, random: Random): Mood {
  const week = Random.at(seed, worldName, server.index, 'week', Math.floor(day / 7)).logNormal(1, 0.12);
  const change = day >= server.changeDay ? server.changeFactor : 1;
  const monthEnd = server.role === 'batch' && workdaysLeftInMonth('DE', day) < 2 ? 2 : 1;
  const weather = Random.at(seed, worldName, 'weather', day);
  const storm = weather.chance(0.06) ? weather.between(1.4, 2) : 1;
  const release = server.role === 'web' && day % 14 === 3 ? 1.5 : 1;
  return {
    load: server.level * week * change * monthEnd * random.logNormal(1, 0.1),
    failures: storm * release * random.logNormal(1, 0.25),
  };
}

interface HourOptions {
  readonly day: number;
  readonly hour: number;
  readonly mood: Mood;
  readonly change: Change;
}

function measure(server: Server, { day, hour, mood, change }: HourOptions, random: Random): EventRecord {
  const trade = trades[server.role];
  const daily = curve(hour, trade);
  const weekly = isWorkday('DE', day) ? 1 : trade.weekend;
  const mean = trade.requestsPerHour * mood.load * daily * weekly * random.logNormal(1, 0.12);
  const requests = random.poisson(mean * change.requests);
  const failures = Math.min(
    requests,
    random.poisson(requests * server.failureShare * mood.failures * change.failures),
  );
  const isBackup = weekdayOf(day) === 6 && backupHours.includes(hour);
  const backupBytes =
    (server.backupDays * dailyBytes(server) * mood.load) / server.level / backupHours.length;
  const bytes =
    requests * trade.bytesPerRequest * random.logNormal(1, 0.15) * change.bytes +
    backupBytes * ((isBackup ? 1 : 0) + change.backup) * random.logNormal(1, 0.1);
  const reached = change.reachesOut ? daily : daily * weekly;
  const targets = trade.targets * Math.sqrt(server.level) * reached * random.logNormal(1, 0.08);
  return { requests, failures, bytes: Math.round(bytes), targets: Math.round(targets * change.targets) };
}

/** Of a working day. */
function dailyBytes(server: Server): number {
  const trade = trades[server.role];
  const hours = Array.from({ length: 24 }, (_, hour) => curve(hour, trade));
  return (
    hours.reduce((sum, share) => sum + share, 0) *
    trade.requestsPerHour *
    server.level *
    trade.bytesPerRequest
  );
}

/** From the share of the night up to 1 at the busiest hour. */
function curve(
  hour: number,
  { night, peakHour }: { readonly night: number; readonly peakHour: number },
): number {
  const height = Math.max(0, Math.cos(((hour - peakHour) * Math.PI) / 12) + 0.35) / 1.35;
  return night + (1 - night) * height;
}
