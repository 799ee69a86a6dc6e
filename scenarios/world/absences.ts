/** When a person is not at the usual place: leave, sickness and business trips, drawn once for the year. */
import { type Country, isWorkday, weekdayOf } from './calendar.ts';
import type { City } from './cities.ts';
import { daysMax } from './generator.ts';
import { Random } from './random.ts';

export type TravelHabit = 'never' | 'rarely' | 'regularly';

export interface AbsenceOptions {
  readonly seed: number;
  /** Names the person: case and index. */
  readonly path: readonly (string | number)[];
  readonly country: Country;
  readonly travel: TravelHabit;
  /** Where regular trips lead; a rare trip leads to one of `tripCities`. */
  readonly usualTripCities: readonly City[];
  readonly tripCities: readonly City[];
}

const present = 0;
const away = 1;
/** A trip to `tripTargets[code − firstTrip]`. */
const firstTrip = 2;

/** Weeks of leave and rare trips are drawn per period of this many days, so a longer span repeats no draw. */
const periodDays = 45;
const travelPeriodDays = 21;

export class Absences {
  /** Always for the longest span, so that a shorter one tells the same story. */
  private readonly codes = new Uint8Array(daysMax);
  private readonly tripTargets: City[] = [];

  constructor(options: AbsenceOptions) {
    for (let period = 0; period * periodDays < daysMax; period++) this.drawPeriod(options, period);
    if (options.travel !== 'regularly') return;
    for (let period = 0; period * travelPeriodDays < daysMax; period++) this.drawRegularTrip(options, period);
  }

  isAway(day: number): boolean {
    return this.codes[day] === away;
  }

  /** The city of a business trip on `day`, undefined when there is none. */
  tripCity(day: number): City | undefined {
    const code = this.codes[day] ?? present;
    return code >= firstTrip ? this.tripTargets[code - firstTrip] : undefined;
  }

  private drawPeriod(options: AbsenceOptions, period: number): void {
    const random = Random.at(options.seed, ...options.path, 'absences', period);
    const start = period * periodDays;
    if (random.chance(0.3)) {
      // Whole weeks from a Monday, now and then two of them.
      const monday = start + 7 * random.whole(0, 5) - weekdayOf(start);
      this.mark(monday, monday + (random.chance(0.25) ? 14 : 7), away);
    }
    for (let single = random.poisson(0.7); single > 0; single--) {
      const day = start + random.whole(0, periodDays - 1);
      this.mark(day, day + 1, away);
    }
    if (random.chance(0.3)) {
      const day = start + random.whole(0, periodDays - 1);
      this.mark(day, day + random.whole(1, 3), away);
    }
    if (options.travel === 'rarely' && random.chance(0.4)) {
      const day = start + random.whole(0, periodDays - 3);
      this.markTrip(options, { day, length: random.whole(2, 3), city: random.pick(options.tripCities) });
    }
  }

  private drawRegularTrip(options: AbsenceOptions, period: number): void {
    const random = Random.at(options.seed, ...options.path, 'regular trip', period);
    if (random.chance(0.15)) return;
    const day = period * travelPeriodDays + 7 * random.whole(0, 2) + random.whole(0, 2);
    this.markTrip(options, { day, length: random.whole(2, 4), city: random.pick(options.usualTripCities) });
  }

  private markTrip(options: AbsenceOptions, trip: { day: number; length: number; city: City }): void {
    this.tripTargets.push(trip.city);
    const code = firstTrip + this.tripTargets.length - 1;
    for (let day = Math.max(0, trip.day); day < trip.day + trip.length; day++) {
      if (isWorkday(options.country, day) && this.codes[day] === present) this.codes[day] = code;
    }
  }

  private mark(from: number, to: number, code: number): void {
    for (let day = Math.max(0, from); day < to; day++) this.codes[day] = code;
  }
}
