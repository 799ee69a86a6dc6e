/** The web shop and its access log: pages, what they answer, and the bad minutes in which everyone gets errors. */
import { dayMs, minuteMs, secondMs } from '../../src/time/duration.ts';
import { localMidnightMs, weekdayOf } from '../world/calendar.ts';
import type { EventRecord } from '../world/generator.ts';
import { Random } from '../world/random.ts';

export const caseName = 'web-errors';

export type Action = 'access' | 'modify' | 'delete' | 'login' | 'logout';
export type Status = 200 | 301 | 400 | 401 | 404 | 500;

export interface Visit {
  readonly address: string;
  /** "-" for nobody in particular. */
  readonly user: string;
  readonly action: Action;
  readonly resource: string;
  readonly status: Status;
}

/** One line of the log; `time` is in whole seconds, and so is `timestamp`, in UTC. */
export function visitRecord(time: number, visit: Visit, random: Random): EventRecord {
  return {
    id: random.identifier(),
    timestamp: new Date(time).toISOString().slice(0, 19).replace('T', ' '),
    ip_address: visit.address,
    user: visit.user,
    action: visit.action,
    resource: visit.resource,
    status_code: visit.status,
  };
}

/** The instant, in whole seconds, at a UTC minute of `day`. */
export function secondAt(day: number, minute: number): number {
  return localMidnightMs(day) + Math.floor((minute * minuteMs) / secondMs) * secondMs;
}

/** Products by popularity: a few are looked at by everyone. */
export function productPage(random: Random): string {
  return `/products/${1_000 + Math.floor(random.exponential(60)) * 7}`;
}

/** Pages that the shop itself links to and that are gone: what gives every visitor a 404 now and then. */
export const brokenLinks = [
  '/products/1174',
  '/img/spring-banner.jpg',
  '/help/returns-2023',
  '/apple-touch-icon.png',
];

/** Addresses that have moved. */
export const movedPages = ['/home', '/shop', '/index.php', '/products'];

interface Trouble {
  readonly from: number;
  readonly to: number;
  /** Share of requests answered with 500. */
  readonly share: number;
}

/** When an answer fails: releases, a database that was down, a flood. O(1) after the first question about a day. */
export class Weather {
  private readonly seed: number;
  private readonly troubles = new Map<number, readonly Trouble[]>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /** `status`, or 500 when the shop is in trouble. */
  answer(time: number, status: Status, random: Random): Status {
    const day = Math.floor((time - localMidnightMs(0)) / dayMs);
    for (const trouble of this.troublesOf(day)) {
      if (time >= trouble.from && time < trouble.to && random.chance(trouble.share)) return 500;
    }
    return random.chance(0.0007) ? 500 : status;
  }

  private troublesOf(day: number): readonly Trouble[] {
    const known = this.troubles.get(day);
    if (known !== undefined) return known;
    if (this.troubles.size > 8) this.troubles.clear();
    const random = Random.at(this.seed, caseName, 'troubles', day);
    const troubles: Trouble[] = [];
    const add = (minute: number, length: number, share: number): void => {
      const from = secondAt(day, minute);
      troubles.push({ from, to: from + length * minuteMs, share });
    };
    // Released on working mornings and afternoons of the team, at UTC+8; never on a Friday.
    if (weekdayOf(day) < 4 && random.chance(0.7)) add(random.between(120, 560), random.between(3, 12), 0.5);
    if (random.chance(0.12)) add(random.between(0, 1_400), random.between(10, 25), 0.75);
    const flood = floodOf(this.seed, Math.floor(day / 7));
    if (flood.day === day) add(flood.minute + 1, flood.minutes, 0.35);
    this.troubles.set(day, troubles);
    return troubles;
  }
}

export interface Flood {
  readonly day: number;
  readonly minute: number;
  readonly minutes: number;
}

/** The flood of a week: many addresses at once, for some minutes. */
export function floodOf(seed: number, week: number): Flood {
  const random = Random.at(seed, caseName, 'flood', week);
  const day = week * 7 + random.whole(2, 6);
  return { day, minute: random.between(300, 900), minutes: random.between(6, 10) };
}
