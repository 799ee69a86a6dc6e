/** What the edge servers count in an hour: a line for each site and country, and one more for every thousand requests. */
import { hourMs, minuteMs } from '../../src/time/duration.ts';
import { localMidnightMs, weekdayOf } from '../world/calendar.ts';
import { LocalClock } from '../world/clock.ts';
import type { Emit } from '../world/delivery.ts';
import type { EventRecord } from '../world/generator.ts';
import { Random } from '../world/random.ts';
import { caseName, farCountries, type Site } from './sites.ts';

const clock = new LocalClock('UTC');

/** Traffic by local hour, the busiest is 1. */
const dayShape = [
  ...[0.22, 0.13, 0.09, 0.07, 0.07, 0.1, 0.2, 0.38, 0.52, 0.6, 0.64, 0.68],
  ...[0.74, 0.68, 0.64, 0.64, 0.68, 0.74, 0.82, 0.92, 1, 0.96, 0.74, 0.44],
];

const lineRequestsMax = 1_000;

/** Requests of one country to one site within an hour. */
export interface Count {
  readonly country: string;
  readonly requests: number;
  /** Addresses they came from. */
  readonly clients: number;
}

/** Hours since the first one. */
export function startOf(hour: number): number {
  return localMidnightMs(0) + hour * hourMs;
}

/** Requests that an ordinary hour of a site would have on average, before the accidents of the day. */
export function usualRequests(site: Site, hour: number): number {
  const localHour = hour + site.zoneHours;
  const isWeekend = weekdayOf(Math.floor(localHour / 24)) > 4;
  return site.peakRequests * dayShape[((localHour % 24) + 24) % 24]! * (isWeekend ? site.weekendFactor : 1);
}

export function emitUsualHour(site: Site, seed: number, hour: number, emit: Emit): void {
  const random = Random.at(seed, caseName, site.index, 'hour', hour);
  const mood = Random.at(seed, caseName, site.index, 'day', Math.floor(hour / 24)).logNormal(1, 0.08);
  const expected = usualRequests(site, hour) * mood * random.logNormal(1, 0.1);
  const counts: Count[] = site.markets.map(({ country, share }) => {
    const requests = random.poisson(expected * share);
    return { country, requests, clients: Math.ceil(requests / random.between(6, 9)) };
  });
  if (random.chance(0.02)) {
    counts.push({ country: random.pick(farCountries), requests: random.whole(1, 15), clients: 1 });
  }
  for (const count of counts) emitCount(site, { hour, ...count }, random, emit);
}

/** What is left when the hour is over comes in its last minutes. */
export function emitCount(
  site: Site,
  { hour, ...count }: Count & { readonly hour: number },
  random: Random,
  emit: Emit,
): void {
  const lines = Math.ceil(count.requests / lineRequestsMax);
  for (let line = 1; line <= lines; line++) {
    const part = (whole: number): number =>
      Math.floor((whole * line) / lines) - Math.floor((whole * (line - 1)) / lines);
    const time = startOf(hour) + Math.floor((line / lines) * 50 * minuteMs + random.between(0, 9 * minuteMs));
    const counted = { ...count, requests: part(count.requests), clients: part(count.clients) };
    emit(time, trafficRecord(site, time, counted, random), site.index % 4);
  }
}

function trafficRecord(site: Site, time: number, count: Count, random: Random): EventRecord {
  return {
    id: random.identifier(),
    event_time: clock.textOf(time),
    site: site.site,
    country: count.country,
    requests: count.requests,
    clients: count.clients,
  };
}
