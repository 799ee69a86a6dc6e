/** One day of a person: when they work and from where. A pure function of person and day. */
import { isHoliday, isWorkday, weekdayOf } from './calendar.ts';
import { type City, officeIn } from './cities.ts';
import { cityOn, type Person } from './person.ts';
import { Random } from './random.ts';

export type Place = 'office' | 'home' | 'mobile' | 'hotel';

/** A piece of working time, in minutes since local midnight of the day; `to` passes 1440 on a night shift. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly place: Place;
}

export interface WorkDay {
  /** In order, at least one. */
  readonly stretches: readonly Stretch[];
  readonly city: City;
  /** How busy this week and day are, 1 on average; multiplies any rate. */
  readonly workload: number;
}

/** Undefined on a day without work. */
export function workDayOf(person: Person, day: number): WorkDay | undefined {
  if (day < person.hiredDay || day > person.departedDay || person.absences.isAway(day)) return undefined;
  const random = Random.at(person.seed, person.caseName, person.index, 'workday', day);
  if (person.shift !== 'office') return shiftDay(person, day, random);
  if (!isWorkday(person.country, day)) return weekendDay(person, day, random);
  return officeDay(person, day, random);
}

/** The week of a rotating shift: two weeks of days, one of nights; everyone on a phase of their own. */
function worksNights(person: Person, day: number): boolean {
  if (person.shift === 'nights') return true;
  return person.shift === 'rotating' && (Math.floor(day / 7) + person.index) % 3 === 0;
}

function shiftDay(person: Person, day: number, random: Random): WorkDay | undefined {
  const city = cityOn(person, day);
  const workload = workloadOn(person, day, random);
  if (worksNights(person, day)) {
    // Four nights on, three off when always at night; Monday to Friday in a week of nights.
    const on = person.shift === 'nights' ? (day + person.index) % 7 < 4 : weekdayOf(day) < 5;
    if (!on || (isHoliday(person.country, day) && random.chance(0.4))) return undefined;
    const from = random.normal(1290, 6);
    const to = from + random.normal(600, 10);
    const pause = random.normal(1620, 20);
    return { stretches: cut([{ from, to, place: 'office' }], pause, pause + 45), city, workload };
  }
  if (!isWorkday(person.country, day) && !random.chance(0.25)) return undefined;
  const from = random.normal(470, 8);
  const stretches = cut([{ from, to: from + random.normal(560, 12), place: 'office' }], 720, 760);
  return { stretches, city, workload };
}

function officeDay(person: Person, day: number, random: Random): WorkDay | undefined {
  if (random.chance(0.012)) return undefined;
  const tripCity = person.absences.tripCity(day);
  const usualStart = day < person.newHoursDay ? person.startMinute : person.newStartMinute;
  let from = Math.max(360, random.normal(usualStart, person.jitterMinutes));
  let to = from + person.lengthMinutes + random.normal(0, 20);
  if (random.chance(0.04)) from += random.between(45, 150);
  if (random.chance(0.03)) to -= random.between(90, 200);
  if (random.chance(0.1)) to += random.exponential(55);
  if (weekdayOf(day) === 4) to -= random.between(0, 40);
  if (isHoliday(person.country, day + 1) && random.chance(0.5)) to -= random.between(30, 180);
  to = Math.min(to, 1380);
  const place = placeOn(person, day, random, tripCity);
  const lunch = person.lunchMinute + random.normal(0, 8);
  let stretches = cut([{ from, to, place }], lunch, lunch + person.lunchMinutes + random.normal(0, 6));
  for (const meeting of person.meetings) {
    if (meeting.weekday !== weekdayOf(day) || random.chance(0.15)) continue;
    stretches = cut(stretches, meeting.fromMinute, meeting.toMinute + random.normal(0, 7));
  }
  if (stretches.length === 0) return undefined;
  if (random.chance(person.eveningChance) && to < 1200) {
    const evening = random.between(1215, 1275);
    const length = random.between(25, 110);
    stretches = [...stretches, { from: evening, to: evening + length, place: tripCity ? 'hotel' : 'home' }];
  }
  return { stretches, city: tripCity ?? cityOn(person, day), workload: workloadOn(person, day, random) };
}

function weekendDay(person: Person, day: number, random: Random): WorkDay | undefined {
  const chance = isHoliday(person.country, day) ? person.weekendChance / 2 : person.weekendChance;
  if (!random.chance(chance)) return undefined;
  const from = random.between(570, 1260);
  const place = random.chance(0.15) ? 'office' : 'home';
  const stretches: Stretch[] = [{ from, to: from + random.between(20, 150), place }];
  return { stretches, city: cityOn(person, day), workload: 0.6 };
}

function placeOn(person: Person, day: number, random: Random, tripCity: City | undefined): Place {
  if (tripCity !== undefined) return officeIn(tripCity) && random.chance(0.7) ? 'office' : 'hotel';
  const usuallyHome = (person.homeWeekdays & (1 << weekdayOf(day))) !== 0;
  // Even those who are never at home wait for the plumber once.
  const atHome = random.chance(usuallyHome ? 0.88 : 0.03);
  if (!atHome) return 'office';
  return random.chance(person.hotspotChance) ? 'mobile' : 'home';
}

/** A week's own level (projects come and go) times a day's own. */
function workloadOn(person: Person, day: number, random: Random): number {
  const week = Random.at(person.seed, person.caseName, person.index, 'week', Math.floor(day / 7));
  return week.logNormal(0.98, 0.2) * random.logNormal(0.96, 0.25);
}

/** The stretches without the time from `from` to `to`; what would be left of a few minutes is dropped. */
function cut(stretches: readonly Stretch[], from: number, to: number): Stretch[] {
  const left: Stretch[] = [];
  for (const stretch of stretches) {
    if (to <= stretch.from || from >= stretch.to) left.push(stretch);
    else {
      if (from - stretch.from > 5) left.push({ ...stretch, to: from });
      if (stretch.to - to > 5) left.push({ ...stretch, from: to });
    }
  }
  return left;
}
