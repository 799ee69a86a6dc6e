/** Access log of a web shop: visitors, crawlers, probes and partners, bad minutes for everyone, and attackers. */
import { deliver } from '../world/delivery.ts';
import { checkOptions, type Generated, type Generator } from '../world/generator.ts';
import { labelsOf } from '../world/incidents.ts';
import { attacksOf, isAttacker } from './attackers.ts';
import { clientAt } from './clients.ts';
import { emitMachineDay } from './machines.ts';
import { caseName, secondAt, Weather } from './site.ts';
import { emitVisitorDay } from './visitors.ts';

/** A key is an address. Rules learn for a day here, so labels begin after the first. */
export const webErrors: Generator = {
  name: caseName,
  summary: 'Access log of a web shop with scanners, password guessing and a flood',
  defaults: { keys: 300, days: 7, seed: 1 },
  generate(options): Generated {
    checkOptions(caseName, options);
    const { seed, keys, days } = options;
    const clients = Array.from({ length: keys }, (_, index) => clientAt(seed, index));
    const attacks = attacksOf({ seed, keys, days });
    const weather = new Weather(seed);
    const events = deliver({
      seed,
      caseName,
      days,
      eventsMax: options.eventsMax ?? Number.POSITIVE_INFINITY,
      dayStart: (day) => secondAt(day, 0),
      eventsOf(day, emit) {
        for (const client of clients) {
          const person = client.role === 'visitor' || client.role === 'office' || isAttacker(client);
          if (person) emitVisitorDay(client, seed, day, weather, emit);
          else emitMachineDay(client, seed, day, weather, emit);
        }
        for (const attack of attacks.get(day) ?? []) {
          for (const { time, record } of attack.events) emit(time, record, 0);
        }
      },
    });
    return { events, labels: labelsOf(attacks), tables: [] };
  },
};
