/**
 * Brings events into the order in which they reach the engine. Collectors forward within seconds; now and then one stalls
 * for some minutes, then sends what it held and, not sure what had arrived, the last of what it sent before. Single
 * events are delayed or sent twice as well. A second copy is the same record with the same id.
 *
 * Only the events of one day and the delayed ones are held. Whether an event is late depends on its collector and its
 * own id, not on its neighbours, so a larger population leaves the order of the others as it was.
 */
import { dayMs, minuteMs, secondMs } from '../../src/time/duration.ts';
import type { EventRecord, GeneratedEvent } from './generator.ts';
import { Random } from './random.ts';

/** Hands over one event; `collector` is a small whole number naming the machine that forwards it. */
export type Emit = (time: number, record: EventRecord, collector: number) => void;

export interface DeliveryOptions {
  readonly seed: number;
  readonly caseName: string;
  readonly days: number;
  readonly eventsMax: number;
  /** Instant at which day `day` begins where it begins first: no later day has an event before it. */
  dayStart(day: number): number;
  /** Emits every event of local day `day`, in any order. */
  eventsOf(day: number, emit: Emit): void;
}

/** No event is delayed by more than this, which leaves half a minute to the ten minutes promised. */
const delayMsMax = 9.5 * minuteMs;

const stallsPerDayMean = 1.2;
const stragglerChance = 0.004;
const repeatChance = 0.0012;
/** After a stall a collector repeats what it sent in this time before it, if its position was not yet saved. */
const unsavedMs = 45 * secondMs;

interface Held {
  readonly arrival: number;
  readonly event: GeneratedEvent;
}

interface Stall {
  readonly from: number;
  readonly to: number;
  readonly repeats: boolean;
}

export function* deliver(options: DeliveryOptions): Generator<GeneratedEvent, void, undefined> {
  let held: Held[] = [];
  let sent = 0;
  const collectors = new Collectors(options);
  for (let day = 0; day < options.days; day++) {
    options.eventsOf(day, (time, record, collector) =>
      collectors.schedule({ time, record }, collector, held),
    );
    held.sort((left, right) => left.arrival - right.arrival);
    const last = day === options.days - 1;
    const boundary = last ? Number.POSITIVE_INFINITY : options.dayStart(day + 1);
    let at = 0;
    for (; at < held.length && held[at]!.arrival < boundary; at++) {
      if (sent++ === options.eventsMax) return;
      yield held[at]!.event;
    }
    held = held.slice(at);
  }
}

class Collectors {
  private readonly options: DeliveryOptions;
  /** Stalls by collector and UTC day. Two days are open at a time; older ones are forgotten. */
  private readonly stalls = new Map<string, readonly Stall[]>();

  constructor(options: DeliveryOptions) {
    this.options = options;
  }

  schedule(event: GeneratedEvent, collector: number, held: Held[]): void {
    const random = Random.at(this.options.seed, this.options.caseName, 'delivery', String(event.record.id));
    const { time } = event;
    let arrival = time + random.between(200, 2_500);
    for (const stall of this.stallsOf(collector, Math.floor(time / dayMs))) {
      if (time >= stall.from && time < stall.to) arrival = stall.to + random.between(0, 3_000);
      else if (stall.repeats && time < stall.from && time >= stall.from - unsavedMs) {
        held.push({ arrival: stall.to + random.between(0, 3_000), event });
      }
    }
    if (random.chance(stragglerChance)) arrival += random.exponential(90 * secondMs);
    arrival = Math.min(arrival, time + delayMsMax);
    held.push({ arrival, event });
    if (random.chance(repeatChance)) {
      held.push({ arrival: Math.min(arrival + random.exponential(minuteMs), time + delayMsMax), event });
    }
  }

  private stallsOf(collector: number, utcDay: number): readonly Stall[] {
    const name = `${collector}/${utcDay}`;
    const known = this.stalls.get(name);
    if (known !== undefined) return known;
    if (this.stalls.size > 64) this.stalls.clear();
    const random = Random.at(this.options.seed, this.options.caseName, 'stalls', collector, utcDay);
    const stalls: Stall[] = [];
    for (let count = random.poisson(stallsPerDayMean); count > 0; count--) {
      const from = utcDay * dayMs + random.between(minuteMs, dayMs - 10 * minuteMs);
      const to = from + Math.min(8 * minuteMs, random.exponential(2.5 * minuteMs));
      stalls.push({ from, to, repeats: random.chance(0.35) });
    }
    this.stalls.set(name, stalls);
    return stalls;
  }
}
