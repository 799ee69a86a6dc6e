/** A working person with habits of their own: hours, lunch, meetings, days at home, travel, and what changes for good. */
import { Absences, type TravelHabit } from './absences.ts';
import type { Country } from './calendar.ts';
import { type City, offices } from './cities.ts';
import { Random } from './random.ts';

export type Shift = 'office' | 'rotating' | 'nights';

/** A meeting that comes back every week; no work of one's own during it. */
export interface Meeting {
  readonly weekday: number;
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface Person {
  readonly seed: number;
  readonly caseName: string;
  readonly index: number;
  readonly country: Country;
  /** Where the person works from until `movedDay`, and `movedTo` from then on. */
  readonly city: City;
  readonly movedDay: number;
  readonly movedTo: City;
  readonly shift: Shift;
  /** Usual first minute of the day, in local minutes since midnight, until `newHoursDay`. */
  readonly startMinute: number;
  readonly newHoursDay: number;
  readonly newStartMinute: number;
  readonly lengthMinutes: number;
  /** Deviation of the start from day to day. */
  readonly jitterMinutes: number;
  readonly lunchMinute: number;
  readonly lunchMinutes: number;
  readonly meetings: readonly Meeting[];
  /** Weekdays usually worked at home, one bit each, bit 0 for Monday. */
  readonly homeWeekdays: number;
  readonly eveningChance: number;
  readonly weekendChance: number;
  /** Share of days at home on a telephone's connection. */
  readonly hotspotChance: number;
  readonly travel: TravelHabit;
  readonly usualTripCities: readonly City[];
  /** First and last day with the company; a new hire begins inside the span, a leaver ends inside it. */
  readonly hiredDay: number;
  readonly departedDay: number;
  readonly absences: Absences;
}

export interface PersonOptions {
  readonly seed: number;
  readonly caseName: string;
  readonly index: number;
  readonly country: Country;
  readonly city: City;
  readonly shift: Shift;
  /** Where business trips lead; a city named twice is twice as likely. */
  readonly tripCities: readonly City[];
  /** 0 for nobody at home, 5 for everybody always; the person's own number is drawn around it. */
  readonly homeDaysMean: number;
}

/** Changes for good, hirings and departures are drawn over this many days, whatever the span. */
const storyDays = 75;

/** Where in the day the usual start lies, by country, in minutes; offices in China start later than in Germany. */
const usualStart: Readonly<Record<Country, number>> = { CN: 545, DE: 515, US: 530 };

export function personOf(options: PersonOptions): Person {
  const { seed, caseName, index, country, city, shift } = options;
  const random = Random.at(seed, caseName, index, 'person');
  const travel = (['never', 'rarely', 'regularly'] as const)[random.weighted([0.6, 0.25, 0.15])]!;
  const elsewhere = options.tripCities.filter((other) => other !== city);
  const usualTripCities = [random.pick(elsewhere), random.pick(elsewhere)];
  const startMinute = Math.round(random.normal(usualStart[country], 38) / 5) * 5;
  const changesHours = random.chance(0.05);
  const moves = random.chance(0.06);
  const hired = random.chance(0.07);
  return {
    seed,
    caseName,
    index,
    country,
    city,
    movedDay: moves ? random.whole(12, storyDays - 10) : Number.POSITIVE_INFINITY,
    movedTo: movedTo(random, city),
    shift,
    startMinute,
    newHoursDay: changesHours ? random.whole(15, storyDays - 15) : Number.POSITIVE_INFINITY,
    newStartMinute: startMinute + random.pick([-75, -60, 60, 90]),
    lengthMinutes: Math.round(random.normal(country === 'CN' ? 555 : 520, 30)),
    jitterMinutes: random.pick([6, 9, 12, 15, 20, 35]),
    lunchMinute: Math.round(random.normal(country === 'CN' ? 722 : 745, 12)),
    lunchMinutes: random.whole(35, country === 'CN' ? 95 : 60),
    meetings: meetingsOf(random),
    homeWeekdays: homeWeekdaysOf(random, options.homeDaysMean),
    eveningChance: random.chance(0.3) ? random.between(0.1, 0.4) : random.between(0, 0.04),
    weekendChance: random.chance(0.12) ? random.between(0.05, 0.12) : random.between(0, 0.015),
    hotspotChance: random.chance(0.2) ? random.between(0.04, 0.12) : 0,
    travel,
    usualTripCities,
    hiredDay: hired ? random.whole(8, storyDays - 15) : Number.NEGATIVE_INFINITY,
    departedDay: !hired && random.chance(0.05) ? random.whole(20, storyDays - 3) : Number.POSITIVE_INFINITY,
    absences: new Absences({
      seed,
      path: [caseName, index],
      country,
      travel,
      usualTripCities,
      tripCities: elsewhere,
    }),
  };
}

export function cityOn(person: Person, day: number): City {
  return day < person.movedDay ? person.city : person.movedTo;
}

/** True when nothing about the person changes for good, so that what is unusual later is unusual indeed. */
export function isSettled(person: Person): boolean {
  return (
    person.hiredDay < 0 &&
    person.departedDay === Number.POSITIVE_INFINITY &&
    person.movedDay === Number.POSITIVE_INFINITY &&
    person.newHoursDay === Number.POSITIVE_INFINITY
  );
}

/** Mostly another flat in the same city, sometimes the office of another one. */
function movedTo(random: Random, city: City): City {
  const others = offices.filter((office) => office.city !== city && office.city.country === city.country);
  return others.length > 0 && random.chance(0.25) ? random.pick(others).city : city;
}

function meetingsOf(random: Random): readonly Meeting[] {
  const meetings: Meeting[] = [];
  for (let count = random.whole(1, 5); count > 0; count--) {
    const fromMinute = random.pick([570, 600, 630, 660, 840, 870, 900, 930, 960, 1020]);
    const toMinute = fromMinute + random.pick([30, 30, 60, 60, 90]);
    meetings.push({ weekday: random.whole(0, 4), fromMinute, toMinute });
  }
  return meetings;
}

function homeWeekdaysOf(random: Random, mean: number): number {
  let bits = 0;
  // Fridays and Mondays are the favourites.
  const weights = [1.2, 0.8, 1, 0.7, 1.3];
  for (let weekday = 0; weekday < 5; weekday++) {
    if (random.chance((mean / 5) * weights[weekday]!)) bits |= 1 << weekday;
  }
  return bits;
}
