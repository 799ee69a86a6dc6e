/** Logins with the place their address belongs to: people commute and fly; a few accounts are in two places at once. */
import { cityNamed } from '../world/cities.ts';
import { deliver } from '../world/delivery.ts';
import { checkOptions, type Generated, type Generator } from '../world/generator.ts';
import { incidentsOf, labelsOf } from '../world/incidents.ts';
import { fitOf, plans, stage } from './elsewhere.ts';
import { emitTravellerDay } from './logins.ts';
import { caseName, clockIn, travellerAt } from './travellers.ts';

/** A key is a user name. */
export const impossibleTravel: Generator = {
  name: caseName,
  summary: 'Logins of German offices with latitude and longitude, some of them too far apart',
  defaults: { keys: 60, days: 75, seed: 1 },
  generate(options): Generated {
    checkOptions(caseName, options);
    const { seed, keys, days } = options;
    const travellers = Array.from({ length: keys }, (_, index) => travellerAt(seed, index));
    const incidents = incidentsOf({
      seed,
      caseName,
      keys,
      days,
      blockSize: 9,
      plans,
      fit: (index) => fitOf(seed, index),
      stage: (strength, at) => stage(strength, { seed, ...at }),
    });
    // A local day begins in the east: nobody travels further that way than Tokyo.
    const first = clockIn(cityNamed('Tokyo'));
    const events = deliver({
      seed,
      caseName,
      days,
      eventsMax: options.eventsMax ?? Number.POSITIVE_INFINITY,
      dayStart: (day) => first.instantAt(day, 0),
      eventsOf(day, emit) {
        for (const traveller of travellers) emitTravellerDay(traveller, day, emit);
        for (const incident of incidents.get(day) ?? []) {
          for (const { time, record } of incident.events) emit(time, record, 0);
        }
      },
    });
    return { events, labels: labelsOf(incidents), tables: [] };
  },
};
