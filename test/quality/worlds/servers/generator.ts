/** What servers of a company report every hour, some of them disturbed: a world of numbers. */

import { toCsv } from '../../../../scenarios/world/csv.ts';
import { deliver } from '../../../../scenarios/world/delivery.ts';
import { checkOptions, type Generated, type Generator } from '../../../../scenarios/world/generator.ts';
import { changeAt, type Disturbance, disturbanceOf, labelsOf } from './disturbances.ts';
import { serverAt, worldName } from './fleet.ts';
import { clock, emitServerDay, unchanged } from './server-day.ts';

/** A key is a server. */
export const servers: Generator = {
  name: worldName,
  summary: 'Requests, failures, bytes and targets of servers by the hour',
  defaults: { keys: 160, days: 75, seed: 1 },
  generate(options): Generated {
    checkOptions(worldName, options);
    const { seed, keys, days } = options;
    const fleet = Array.from({ length: keys }, (_, index) => serverAt(seed, index));
    const disturbances = new Map<number, Disturbance>();
    for (const server of fleet) {
      const disturbance = disturbanceOf(server, seed, days);
      if (disturbance !== undefined) disturbances.set(server.index, disturbance);
    }
    const events = deliver({
      seed,
      caseName: worldName,
      days,
      eventsMax: options.eventsMax ?? Number.POSITIVE_INFINITY,
      dayStart: (day) => clock.instantAt(day, 0),
      eventsOf(day, emit) {
        for (const server of fleet) {
          const disturbance = disturbances.get(server.index);
          const at = (hour: number) =>
            disturbance === undefined ? unchanged : changeAt(disturbance, day, hour);
          emitServerDay(server, { seed, day, changeAt: at }, emit);
        }
      },
    });
    const labels = fleet.flatMap((server) => {
      const disturbance = disturbances.get(server.index);
      return disturbance === undefined ? [] : labelsOf(server, disturbance);
    });
    const rows = fleet.map(({ name, role }) => [name, role]);
    return { events, labels, tables: [{ name: 'server', csv: toCsv(['server', 'role'], rows) }] };
  },
};
