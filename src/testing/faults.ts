/** What may happen to events on their way: they overtake each other, come far too late, or are not readable any more. */

import fc from 'fast-check';
import { chance } from './chance.ts';
import type { TimedEvent } from './events.ts';

export interface Faults {
  /** Part of the allowed lateness by which events overtake each other, 0 … 1. */
  readonly disorder: number;
  /** Part of the events that come after everybody has stopped waiting. */
  readonly tooLate: number;
  /** Part of the records with an unreadable one before them. */
  readonly broken: number;
  /** Tells several arrivals of the same events apart. */
  readonly salt: number;
}

export const noFaults: Faults = { disorder: 0, tooLate: 0, broken: 0, salt: 0 };

/** Each case draws its own rates. */
export const faults: fc.Arbitrary<Faults> = fc.record({
  disorder: fc.constantFrom(0, 0.5, 1),
  tooLate: fc.constantFrom(0, 0, 0.05, 0.3),
  broken: fc.constantFrom(0, 0, 0.05),
  salt: fc.nat(1_000),
});

/**
 * The order in which events arrive. By disorder alone none is late: an event is delayed by less than `latenessMs`, so
 * whatever comes before it is less than that ahead of it.
 */
export function arrivals(
  events: readonly TimedEvent[],
  { latenessMs, faults }: { readonly latenessMs: number; readonly faults: Faults },
): readonly TimedEvent[] {
  const { salt } = faults;
  const delayOf = ({ fate }: TimedEvent) => {
    const isTooLate = chance(fate, salt + 1) < faults.tooLate;
    const share = chance(fate, salt + 2);
    return isTooLate ? latenessMs * (1 + share * 9) + 1_000 : latenessMs * faults.disorder * share;
  };
  const onTheirWay = events.map((event, index) => {
    const tie = faults.disorder === 0 ? index : chance(event.fate, salt + 3);
    return { event, arrival: event.time + delayOf(event), tie };
  });
  onTheirWay.sort((left, right) => left.arrival - right.arrival || left.tie - right.tie);
  return onTheirWay.map(({ event }) => event);
}

const brokenRecords: readonly (string | Uint8Array)[] = [
  '{"id":"x","at":"2025-01-06T00:00:00Z"',
  'not a record',
  '[]',
  '{"id":"x","at":"yesterday"}',
  '{"id":"x"}',
  '',
  '   \r',
  Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d),
  Uint8Array.of(0x00, 0x01, 0x02),
];

/** The record that stands before an event, if its fate is that one does. */
export function brokenRecordBefore(event: TimedEvent, faults: Faults): string | Uint8Array | undefined {
  if (chance(event.fate, faults.salt + 4) >= faults.broken) return undefined;
  return brokenRecords[Math.floor(chance(event.fate, faults.salt + 5) * brokenRecords.length)];
}
