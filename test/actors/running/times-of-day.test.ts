import { expect, it } from 'vitest';
import { dayMs } from '../../../src/time/duration.ts';
import { type Row, run } from '../../runtime/run-rules.ts';
import { everySource, rulesOf } from './every-kind.ts';

/** A Monday. */
const firstDay = Date.UTC(2025, 0, 6);

it.each(['UTC', 'Asia/Kathmandu'])('every quarter of an hour begins where it begins: %s', (zone) => {
  const source = everySource.replace('"UTC"', `"${zone}"`);
  const rules = rulesOf([{ feature: 'usual hours of at', per: 'event' }], 'no calibration', source);
  const rows = Array.from(
    { length: 30 * 96 },
    (_, quarter): Row => [firstDay + (quarter * dayMs) / 96, { who: 'ada' }],
  );
  const { scores } = run({ rules }, rows);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  expect(scores.length).toBeGreaterThan(20 * 96);
  expect(scores.filter(({ time, observed }) => observed !== clock.format(time))).toEqual([]);
});
