/** Now, as a key's own clock and calendar tell it. */

import { dayMs, type Moment, type SampleList, Zone, zonesRememberedMax } from '../../src/index.ts';

/** The moment being judged or learnt. Reused. */
export class CurrentMoment implements Moment {
  /** Epoch ms. */
  time = 0;
  day = 0;
  isDayOff = false;
  observations = 1;
  readonly earlier: SampleList;
  readonly #daysOff: ReadonlySet<number>;

  constructor(earlier: SampleList, daysOff: ReadonlySet<number>) {
    this.earlier = earlier;
    this.#daysOff = daysOff;
  }

  /** @param time epoch ms @param day local time in days */
  set(time: number, day: number, observations: number): void {
    this.time = time;
    this.day = day;
    this.observations = observations;
    const date = Math.floor(day);
    this.isDayOff = isWeekend(date) || this.#daysOff.has(date);
  }
}

/** Day 0, 1970-01-01, was a Thursday. */
function isWeekend(date: number): boolean {
  return (((date + 3) % 7) + 7) % 7 >= 5;
}

/** Local time in days since 1970-01-01. */
export function localDay(time: number, zone: Zone): number {
  return (time + zone.offsetMs(time)) / dayMs;
}

/** Zones of keys by the names that events give them. What is no zone is the zone of the source. */
export class KeyZones {
  readonly #source: Zone;
  readonly #known = new Map<string, Zone>();

  constructor(source: Zone) {
    this.#source = source;
  }

  of(name: string | undefined): Zone {
    if (name === undefined) return this.#source;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const zone = zoneNamed(name) ?? this.#source;
    if (this.#known.size < zonesRememberedMax) this.#known.set(name, zone);
    return zone;
  }
}

function zoneNamed(name: string): Zone | undefined {
  try {
    return Zone.of(name);
  } catch {
    return undefined;
  }
}
