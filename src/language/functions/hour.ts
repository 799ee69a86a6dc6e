/** Hour on the local clock. */

import { localHourOfDay } from '../../time/calendar.ts';
import { Zone } from '../../time/zone.ts';
import { defineFunction } from './definition.ts';

export const hour = defineFunction({
  name: 'hour',
  summary: "The hour of a time on the clock of the source's zone, 0 to 23.",
  parameters: [{ name: 'time', types: ['time'] }],
  returns: 'number',
  examples: [{ call: 'hour("2024-03-01T09:30:00Z")', result: 9 }],
  evaluate: (time) => localHourOfDay(time, Zone.of('UTC')),
  evaluateIn: (zone) => (time) => localHourOfDay(time, zone),
});
