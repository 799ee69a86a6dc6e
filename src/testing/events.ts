/**
 * Random events of an outlined source, in order of time. Time is drawn as differences, so that shrinking brings events
 * together instead of moving each alone. Every case draws its own rates first: how many keys, how long the silences,
 * how much is missing; so some cases are all bursts and ties, and others mostly days of nothing.
 */

import fc from 'fast-check';
import { caseEventsMax } from '../limits.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../time/duration.ts';
import { chance } from './chance.ts';
import type { FieldOutline, SourceOutline } from './outline.ts';

export type FieldValues = Readonly<Record<string, string | number | undefined>>;

export interface EventStep {
  /** Time since the event before, in ms. */
  readonly gapMs: number;
  readonly fields: FieldValues;
  /** 32 bits from which relations draw what becomes of the event on its way. */
  readonly fate: number;
}

export interface TimedEvent {
  readonly id: string;
  /** Epoch ms. */
  readonly time: number;
  readonly fields: FieldValues;
  readonly fate: number;
}

/** A Monday. */
const firstTime = Date.UTC(2025, 0, 6);

/** Longest gap of each pace. */
const paces = { tie: 0, burst: 20 * secondMs, minutes: 30 * minuteMs, hours: 6 * hourMs, days: 5 * dayMs };
type Pace = keyof typeof paces;

interface Rates {
  readonly keys: number;
  readonly values: number;
  /** Percent of events with a key that hardly comes again. */
  readonly flood: number;
  /** Percent of values that are missing. */
  readonly missing: number;
  /** Percent of followers that leave what they follow. */
  readonly wander: number;
  readonly weights: Readonly<Record<Pace, number>>;
}

const rates: fc.Arbitrary<Rates> = fc.record({
  keys: fc.integer({ min: 1, max: 8 }),
  values: fc.integer({ min: 1, max: 8 }),
  flood: fc.constantFrom(0, 0, 0, 30),
  missing: fc.constantFrom(0, 0, 3, 25),
  wander: fc.constantFrom(0, 0, 10),
  weights: fc.record({
    tie: fc.integer({ min: 0, max: 4 }),
    burst: fc.integer({ min: 0, max: 8 }),
    minutes: fc.integer({ min: 1, max: 8 }),
    hours: fc.integer({ min: 0, max: 4 }),
    days: fc.constantFrom(0, 0, 0, 1),
  }),
});

interface Draw {
  readonly pace: number;
  readonly gap: number;
  readonly fate: number;
  readonly fields: readonly number[];
}

const parts = 10_000;

/** Up to `caseEventsMax` events. */
export function events(source: SourceOutline): fc.Arbitrary<readonly EventStep[]> {
  const part = fc.nat(parts - 1);
  const draw: fc.Arbitrary<Draw> = fc.record({
    pace: part,
    gap: part,
    fate: fc.integer(),
    fields: fc.tuple(...source.fields.map(() => part)),
  });
  const draws = fc.array(draw, { minLength: 1, maxLength: caseEventsMax, size: 'max' });
  return fc.tuple(rates, draws).map(([ofCase, all]) => all.map((one) => stepOf(source, ofCase, one)));
}

/** Events with ids and times. */
export function timed(steps: readonly EventStep[]): readonly TimedEvent[] {
  let time = firstTime;
  return steps.map(({ gapMs, fields, fate }, index) => {
    time += gapMs;
    return { id: `e${index}`, time, fields, fate };
  });
}

function stepOf(source: SourceOutline, ofCase: Rates, draw: Draw): EventStep {
  const indexes = new Map<string, number>();
  const fields: Record<string, string | number | undefined> = {};
  source.fields.forEach((field, place) => {
    const isHere = chance(draw.fate, 100 + place) * 100 >= ofCase.missing;
    const index = indexOf(field, { ofCase, draw: draw.fields[place]!, fate: draw.fate, indexes });
    indexes.set(field.name, index);
    fields[field.name] = isHere ? valueAt(field, index) : undefined;
  });
  return { gapMs: gapOf(ofCase, draw), fields, fate: draw.fate };
}

function gapOf({ weights }: Rates, { pace, gap }: Draw): number {
  const names = Object.keys(paces) as Pace[];
  const total = names.reduce((sum, name) => sum + weights[name], 0);
  let left = (pace * total) / parts;
  const chosen = names.find((name) => {
    left -= weights[name];
    return left < 0;
  });
  return Math.ceil((paces[chosen ?? 'minutes'] * gap) / parts / secondMs) * secondMs;
}

function indexOf(
  field: FieldOutline,
  of: { ofCase: Rates; draw: number; fate: number; indexes: ReadonlyMap<string, number> },
): number {
  const { ofCase, draw, fate, indexes } = of;
  if (field.values !== undefined) return draw % field.values.length;
  if (field.follows !== undefined && chance(fate, 98) * 100 >= ofCase.wander) {
    return (indexes.get(field.follows) ?? 0) % 3;
  }
  if (field.type === 'number') return draw % 10 === 9 ? draw : draw % 100;
  if (field.follows !== undefined) return draw % 3;
  if (field.isKey && chance(fate, 99) * 100 < ofCase.flood) return 10 + (draw % 500);
  return draw % (field.isKey ? ofCase.keys : ofCase.values);
}

/** Some of the words need escapes in JSON, or more than a byte a letter. */
function valueAt(field: FieldOutline, index: number): string | number {
  if (field.values !== undefined) return field.values[index]!;
  if (field.type === 'number') return index;
  const flourish = index % 4 === 3 ? ' "ü"' : '';
  return `${field.name}-${index}${flourish}`;
}
