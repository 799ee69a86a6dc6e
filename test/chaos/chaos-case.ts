/** What the chaos run is about: rules of every kind, and seeded events that give them something to report. */

import { hashBytes } from '../../src/memory/key-table.ts';

export const topics = { events: 'chaos-events', calm: 'chaos-alerts-calm', chaos: 'chaos-alerts' } as const;

/** Rules that report to a topic. Their times fit events that are a second apart. */
export function rulesTo(topic: string): string {
  return `source activity
  from kafka topic "${topics.events}"
  fields at: time as "epoch milliseconds", account: text, place: text, code: number, bytes: number
  time at, up to 5 minutes late, zone "UTC"

rule error_burst "Many errors of one account"
  on activity where code >= 400
  for each account
  alert "{account} has {count()} errors" when count() > 4 over 20 minutes every 10 minutes

baseline places "Where an account works"
  on activity
  for each account
  learn place = usual values of place, slot = usual hours of at
  during 2 hours with at least 10 events, relearn every 2 hours, keep 6 hours
  alert "{account} works in {place}"
    when new place
  once per 1 hour

baseline traffic "How much an account sends"
  on activity
  for each account
  learn sent = range of sum(bytes) per hour, against everyone
  during 6 hours, keep 24 hours
  alert "{account} sent {sent} bytes" when sent is unusually high

view codes on activity
  for each code
  keep count() as events

sink alerts
  to kafka topic "${topic}"
`;
}

export interface ChaosEvent {
  readonly partition: number;
  readonly value: string;
}

/** The events of a run by their number: the same seed, the same events. O(1) each. */
export class ChaosEvents {
  readonly #seed: number;
  readonly #partitions: number;
  readonly #accounts: number;

  constructor(options: { readonly seed: number; readonly partitions: number; readonly accounts: number }) {
    this.#seed = options.seed;
    this.#partitions = options.partitions;
    this.#accounts = options.accounts;
  }

  /** Out of order by up to half a minute. */
  at(number: number): ChaosEvent {
    const chance = (what: number) => mix(this.#seed, number, what) / 0x1_0000_0000;
    const account = Math.floor(chance(1) ** 2 * this.#accounts);
    const at = start + number * intervalMs - Math.floor(chance(2) * disorderMs);
    const isOdd = chance(3) < 0.002;
    const place = `city-${isOdd ? Math.floor(chance(4) * 500) : account % 7}`;
    // Now and then an account has an hour full of errors.
    const isBadHour = mix(this.#seed, account, Math.floor((number * intervalMs) / hourMs)) % 50 === 0;
    const code = chance(5) < (isBadHour ? 0.7 : 0.01) ? 500 : 200;
    const bytes = Math.floor(chance(6) * 1_000) * (chance(7) < 0.0005 ? 200 : 1);
    return {
      partition: account % this.#partitions,
      value: JSON.stringify({ at, account: `account-${account}`, place, code, bytes }),
    };
  }

  /** Events that end everything before them: a day later, in every partition. */
  end(after: number): readonly ChaosEvent[] {
    return Array.from({ length: this.#partitions }, (_, partition) => ({
      partition,
      value: JSON.stringify({
        at: start + after * intervalMs + dayMs,
        account: 'the-end',
        place: 'end',
        code: 200,
        bytes: 0,
      }),
    }));
  }
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.UTC(2026, 0, 5);
const intervalMs = 1_000;
const disorderMs = 30_000;

function mix(...numbers: readonly number[]): number {
  const bytes = new Uint8Array(Uint32Array.from(numbers).buffer);
  return hashBytes(bytes, 0, bytes.length);
}
