/** Generators of instants for property tests: anywhere from 1970 to 2040, and crowded around the changes of a clock. */
import fc from 'fast-check';
import { dayMs, secondMs } from '../../src/time/duration.ts';
import { unusualZones } from './local-clock-oracle.ts';

export const anyInstant = fc
  .integer({ min: 0, max: Date.UTC(2040, 0) / secondMs })
  .map((seconds) => seconds * secondMs);

/** A zone and whole seconds in it; half of them within 40 hours of a change. */
export const zoneAndInstant = fc.constantFrom(...unusualZones).chain(({ name, changes }) => {
  const near = fc
    .tuple(fc.constantFrom(...changes, '2026-01-01T00:00:00Z'), fc.integer({ min: -144_000, max: 144_000 }))
    .map(([change, seconds]) => Date.parse(change) + seconds * secondMs);
  return fc.record({ name: fc.constant(name as string), instant: fc.oneof(near, anyInstant) });
});

export const fewDaysMs = fc.integer({ min: 0, max: 4 * dayMs });
