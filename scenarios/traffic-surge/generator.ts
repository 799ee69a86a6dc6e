/** Traffic of sites by country, as edge servers count it: days and nights, sales, and floods from where nobody usually is. */
import { deliver } from '../world/delivery.ts';
import { checkOptions, type Generated, type Generator } from '../world/generator.ts';
import { Random } from '../world/random.ts';
import { emitCount, emitUsualHour, startOf } from './hours.ts';
import { caseName, siteAt } from './sites.ts';
import { surgesOf } from './surges.ts';

/** A key is a site; labels name a site and an hour of the day. Rules learn for ten days here. */
export const trafficSurge: Generator = {
  name: caseName,
  summary: 'Traffic of sites by country, with floods, ramps and sales',
  defaults: { keys: 30, days: 15, seed: 1 },
  generate(options): Generated {
    checkOptions(caseName, options);
    const { seed, keys, days } = options;
    const sites = Array.from({ length: keys }, (_, index) => siteAt(seed, index));
    const surges = surgesOf({ seed, keys, days });
    const events = deliver({
      seed,
      caseName,
      days,
      eventsMax: options.eventsMax ?? Number.POSITIVE_INFINITY,
      dayStart: (day) => startOf(day * 24),
      eventsOf(day, emit) {
        for (let hour = day * 24; hour < day * 24 + 24; hour++) {
          for (const site of sites) emitUsualHour(site, seed, hour, emit);
          for (const { site, counts } of surges.get(hour) ?? []) {
            const random = Random.at(seed, caseName, site.index, 'surge', hour);
            for (const count of counts) emitCount(site, { hour, ...count }, random, emit);
          }
        }
      },
    });
    const labels = [...surges.values()].flat().flatMap(({ label }) => (label === undefined ? [] : [label]));
    labels.sort((left, right) => left.from - right.from || (left.key < right.key ? -1 : 1));
    return { events, labels, tables: [] };
  },
};
