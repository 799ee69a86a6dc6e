/** What goes wrong on servers, as the labels tell it: a day of another shape, failures, odd hours, and bytes that grow slowly. */

import { isWorkday, weekdayOf } from '../../../../scenarios/world/calendar.ts';
import type { Label } from '../../../../scenarios/world/generator.ts';
import { Random } from '../../../../scenarios/world/random.ts';
import { type Server, worldName } from './fleet.ts';
import { type Change, clock, unchanged } from './server-day.ts';

export type DisturbanceKind = 'other-shape' | 'failing' | 'surge' | 'outage' | 'stuck' | 'creep';

export interface Disturbance {
  readonly kind: DisturbanceKind;
  readonly strength: Label['strength'];
  /** The last day of it; all but a creep last no longer. */
  readonly day: number;
  /** Hours of the day, from the first to before the second. */
  readonly hours: readonly [from: number, to: number];
}

/** Nothing is labelled before. */
const learningDays = 31;
/** Days that bytes go on growing. */
const creepDays = 18;
const disturbedShare = 0.9;

/** A backup hides what creeps, and what is not like it shows best beside one. */
const kinds: readonly DisturbanceKind[] = ['failing', 'surge', 'outage', 'stuck'];
const kindWeights = [4, 2, 1, 1];
const ownKindChance = 0.55;
const strengths = ['blatant', 'clear', 'faint'] as const;

const failureFactors = { blatant: 8, clear: 3, faint: 1.8 };
const surgeFactors = { blatant: 5, clear: 2.5, faint: 1.6 };
const growthADay = { blatant: 0.07, clear: 0.045, faint: 0.028 };

/** At most one a server, and none on one that is new or changes for good. */
export function disturbanceOf(server: Server, seed: number, days: number): Disturbance | undefined {
  const random = Random.at(seed, worldName, server.index, 'disturbance');
  if (server.firstDay > 0 || server.changeDay < days || !random.chance(disturbedShare)) return undefined;
  const ownKind = server.backupDays > 0 ? 'other-shape' : 'creep';
  const kind = random.chance(ownKindChance) ? ownKind : kinds[random.weighted(kindWeights)]!;
  const strength = random.pick(strengths);
  const first = learningDays + (kind === 'creep' ? creepDays : 0);
  for (let day = random.whole(first, first + 10); day < days - 1; day++) {
    if (random.chance(0.9) || !suits(kind, strength, day)) continue;
    return { kind, strength, day, hours: hoursOf(kind, strength, random) };
  }
  return undefined;
}

/** What a disturbance makes of an hour. */
export function changeAt(
  { kind, strength, day: last, hours }: Disturbance,
  day: number,
  hour: number,
): Change {
  if (kind === 'creep') {
    const gone = day - (last - creepDays);
    if (gone <= 0 || day > last) return unchanged;
    return { ...unchanged, bytes: (1 + growthADay[strength]) ** gone };
  }
  if (day !== last || hour < hours[0] || hour >= hours[1]) return unchanged;
  switch (kind) {
    case 'other-shape':
      if (strength === 'faint') return { ...unchanged, reachesOut: true };
      return {
        ...unchanged,
        backup: hour >= 9 && hour < 12 ? 1 : 0,
        targets: strength === 'blatant' ? 2.5 : 1,
      };
    case 'failing':
      return { ...unchanged, failures: failureFactors[strength] };
    case 'surge':
      return { ...unchanged, requests: surgeFactors[strength] };
    case 'outage':
      return { ...unchanged, requests: strength === 'blatant' ? 0.01 : strength === 'clear' ? 0.15 : 0.45 };
    case 'stuck':
      return { ...unchanged, stuckAt: hours[0] };
  }
}

/** Days on which a creep is under way bear a label of their own kind, which no case looks for. */
export function labelsOf(server: Server, disturbance: Disturbance): Label[] {
  const { kind, strength, day, hours } = disturbance;
  const from = clock.instantAt(day, hours[0] * 60);
  const to = clock.instantAt(day, hours[1] * 60);
  const label = { key: server.name, strength, note: notes[kind] };
  const before = Array.from({ length: kind === 'creep' ? creepDays - 1 : 0 }, (_, back): Label => {
    const earlier = day - 1 - back;
    return {
      ...label,
      kind: 'creep-begun',
      from: clock.instantAt(earlier, 0),
      to: clock.instantAt(earlier, 1_440),
    };
  });
  return [{ ...label, kind, from, to }, ...before];
}

const notes: Readonly<Record<DisturbanceKind, string>> = {
  'other-shape': 'requests, bytes and targets of the day do not go together',
  failing: 'a larger share of the requests failed than usual',
  surge: 'many more requests than usual at these hours',
  outage: 'hardly any requests in working hours',
  stuck: 'reported the same numbers for hours',
  creep: 'sent a little more every day for eighteen days',
};

function suits(kind: DisturbanceKind, strength: Label['strength'], day: number): boolean {
  if (kind === 'other-shape' && strength === 'faint') return weekdayOf(day) === 5;
  return isWorkday('DE', day);
}

function hoursOf(
  kind: DisturbanceKind,
  strength: Label['strength'],
  random: Random,
): readonly [from: number, to: number] {
  switch (kind) {
    case 'surge': {
      const from = random.whole(6, 16);
      return [from, from + 5];
    }
    case 'outage': {
      const from = random.whole(9, 12);
      return [from, from + 4];
    }
    case 'stuck': {
      const from = random.whole(5, 8);
      return [from, from + (strength === 'faint' ? 6 : 12)];
    }
    default:
      return [0, 24];
  }
}
