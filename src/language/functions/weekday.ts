/** Day of the week on the local calendar. */

import { localHourOfWeek } from '../../time/calendar.ts';
import { Zone } from '../../time/zone.ts';
import { defineFunction } from './definition.ts';

const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export const weekday = defineFunction({
  name: 'weekday',
  summary: "The day of the week of a time in the source's zone: Mon, Tue, Wed, Thu, Fri, Sat or Sun.",
  parameters: [{ name: 'time', types: ['time'] }],
  returns: 'text',
  examples: [
    { call: 'weekday("2024-03-01T09:30:00Z")', result: 'Fri' },
    { call: 'weekday("2024-03-03T23:59:59Z")', result: 'Sun' },
  ],
  evaluate: (time) => weekdayIn(time, Zone.of('UTC')),
  evaluateIn: (zone) => (time) => weekdayIn(time, zone),
});

function weekdayIn(time: number, zone: Zone): string {
  return weekdayNames[Math.floor(localHourOfWeek(time, zone) / 24)];
}
