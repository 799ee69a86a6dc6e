/** Made-up log of a small server: a hundred addresses that ask for this and that, and a few that only cause errors. */
import { hourMs, minuteMs, secondMs } from '../../src/time/duration.ts';
import { localMidnightMs } from '../world/calendar.ts';
import {
  checkOptions,
  type EventRecord,
  type Generated,
  type GeneratedEvent,
  type Generator,
  type GeneratorOptions,
  type Label,
} from '../world/generator.ts';
import { Random } from '../world/random.ts';

const caseName = 'server-logs';

const users = 20;
const actions = ['login', 'logout', 'access', 'modify', 'delete'];
const resources = ['/api/data', '/api/user', '/api/admin', '/api/settings', '/api/info'];

const statusCodes = [200, 301, 400, 401, 404, 500];
const usualWeights = [90, 7, 0.6, 0.8, 1.2, 0.4];
const badWeights = [0, 0, 2, 6, 3, 1];

/** Requests of an ordinary address in an hour, on average. */
const requestsPerHour = 0.9;
/** One address in so many misbehaves, in some of the hours of each day. */
const blockSize = 12;
const badHourChance = 0.35;
/** One of the servers behind the address writes status codes as texts. */
const textShare = 0.3;

interface Burst {
  readonly events: readonly GeneratedEvent[];
  readonly label: Label;
}

/** A key is an address. The log is written by one clock: in order, each line once. */
export const serverLogs: Generator = {
  name: caseName,
  summary: 'Log of a small server: the tutorial',
  defaults: { keys: 100, days: 1, seed: 1 },
  generate(options): Generated {
    checkOptions(caseName, options);
    const hours = Array.from({ length: options.days * 24 }, (_, hour) => hour);
    const labels = hours.flatMap((hour) => burstsIn(hour, options).map(({ label }) => label));
    labels.sort((left, right) => left.from - right.from || (left.key < right.key ? -1 : 1));
    return { events: eventsOf(hours, options), labels, tables: [] };
  },
};

function* eventsOf(hours: readonly number[], options: GeneratorOptions): Iterable<GeneratedEvent> {
  let left = options.eventsMax ?? Number.POSITIVE_INFINITY;
  for (const hour of hours) {
    const events = [
      ...usualRequests(hour, options),
      ...burstsIn(hour, options).flatMap(({ events }) => events),
    ];
    for (const event of events.sort((one, other) => one.time - other.time)) {
      if (left-- <= 0) return;
      yield event;
    }
  }
}

function usualRequests(hour: number, { seed, keys }: GeneratorOptions): GeneratedEvent[] {
  const events: GeneratedEvent[] = [];
  for (let index = 0; index < keys; index++) {
    const random = Random.at(seed, caseName, index, 'usual', hour);
    for (let count = random.poisson(requestsPerHour); count > 0; count--) {
      events.push(request(index, startOf(hour) + random.between(0, hourMs), usualWeights, random));
    }
  }
  return events;
}

/** Never across the end of an hour. */
function burstsIn(hour: number, { seed, keys }: GeneratorOptions): Burst[] {
  const bursts: Burst[] = [];
  for (let block = 0; block * blockSize < keys; block++) {
    const index = block * blockSize + Random.at(seed, caseName, block, 'bad').whole(0, blockSize - 1);
    const random = Random.at(seed, caseName, block, 'burst', hour);
    if (index < keys && random.chance(badHourChance)) bursts.push(burst(index, hour, random));
  }
  return bursts;
}

function burst(index: number, hour: number, random: Random): Burst {
  const count = random.whole(4, 9);
  let time = startOf(hour) + random.between(0, 45 * minuteMs);
  const events = Array.from({ length: count }, () => {
    const event = request(index, time, badWeights, random);
    time = Math.min(time + random.exponential(40 * secondMs), startOf(hour) + hourMs - secondMs);
    return event;
  });
  const label: Label = {
    key: addressOf(index),
    from: events[0]!.time,
    to: events.at(-1)!.time + 1,
    kind: 'errors',
    strength: count >= 7 ? 'blatant' : 'clear',
    note: `${count} requests within minutes, and an error each`,
  };
  return { events, label };
}

function request(index: number, instant: number, weights: readonly number[], random: Random): GeneratedEvent {
  const time = Math.floor(instant / secondMs) * secondMs;
  const status = statusCodes[random.weighted(weights)]!;
  const record: EventRecord = {
    timestamp: new Date(time).toISOString().slice(0, 19).replace('T', ' '),
    ip_address: addressOf(index),
    user: `user${random.whole(1, users)}`,
    action: random.pick(actions),
    resource: random.pick(resources),
    status_code: random.chance(textShare) ? String(status) : status,
  };
  return { time, record };
}

function startOf(hour: number): number {
  return localMidnightMs(0) + hour * hourMs;
}

/** 192.168.1.1 to 192.168.1.100; a larger population goes on in 10.0.0.0/8. */
export function addressOf(index: number): string {
  if (index < 100) return `192.168.1.${index + 1}`;
  return `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
}
