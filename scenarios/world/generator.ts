/** The contract of a scenario generator: seeded options in, events in order of arrival, labels and tables out. */

export interface GeneratorOptions {
  /** How many keys (accounts, senders, users, addresses) the population has, 1 to `keysMax`. */
  readonly keys: number;
  /** How many local days are told, from Monday 2025-03-03 on, 1 to `daysMax`. */
  readonly days: number;
  /** A whole number; the same options and seed give the same bytes. */
  readonly seed: number;
  /** Stop after this many events. Labels later than the last event are then still returned. */
  readonly eventsMax?: number;
}

/** What an attentive person would want to be told: something unusual about `key` in the interval [from, to). */
export interface Label {
  readonly key: string;
  /** First instant of the unusual activity, milliseconds since 1970. */
  readonly from: number;
  /** First instant after it, milliseconds since 1970. */
  readonly to: number;
  readonly kind: string;
  readonly strength: 'blatant' | 'clear' | 'faint';
  readonly note: string;
}

export type EventRecord = Record<string, string | number | boolean>;

export interface GeneratedEvent {
  /** Event time, milliseconds since 1970. */
  readonly time: number;
  /** Written as one line of JSON. */
  readonly record: EventRecord;
}

export interface GeneratedTable {
  /** Becomes `tables/<name>.csv`. */
  readonly name: string;
  readonly csv: string;
}

export interface Generated {
  /** Nearly by time: an event is at most ten minutes behind the newest one before it. Can be walked once. */
  readonly events: Iterable<GeneratedEvent>;
  readonly labels: Label[];
  readonly tables: GeneratedTable[];
}

export interface Generator {
  readonly name: string;
  readonly summary: string;
  readonly defaults: GeneratorOptions;
  /** Throws RangeError when an option is out of range. Holds about a day of events at a time. */
  generate(options: GeneratorOptions): Generated;
}

/** A population beyond this is a load test and has a generator of its own. */
export const keysMax = 100_000;

/** Up to 31 December 2025: the working calendar knows the holidays of that year only. */
export const daysMax = 304;

/** Throws RangeError naming the first option that is out of range. */
export function checkOptions(generator: string, options: GeneratorOptions): void {
  const bounds: readonly [string, number, number, number][] = [
    ['keys', options.keys, 1, keysMax],
    ['days', options.days, 1, daysMax],
    ['seed', options.seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['eventsMax', options.eventsMax ?? 0, 0, Number.MAX_SAFE_INTEGER],
  ];
  for (const [option, value, least, most] of bounds) {
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new RangeError(
        `generator ${generator}: ${option} must be a whole number from ${least} to ${most}, found ${value}; ` +
          'choose a value in that range',
      );
    }
  }
}
