/** Day of the month on the local calendar. */

import { localDayNumber } from '../../time/calendar.ts';
import { civilDay, civilFromDays } from '../../time/civil.ts';
import { Zone } from '../../time/zone.ts';
import { defineFunction } from './definition.ts';

export const day = defineFunction({
  name: 'day',
  summary: "The day of the month of a time in the source's zone, 1 to 31.",
  parameters: [{ name: 'time', types: ['time'] }],
  returns: 'number',
  examples: [
    { call: 'day("2024-02-29T23:00:00Z")', result: 29 },
    { call: 'day("2024-03-01T00:00:00Z")', result: 1 },
  ],
  evaluate: (time) => dayIn(time, Zone.of('UTC')),
  evaluateIn: (zone) => (time) => dayIn(time, zone),
});

function dayIn(time: number, zone: Zone): number {
  return civilDay(civilFromDays(localDayNumber(time, zone)));
}
