/** From measurements to figures, each with the target it is held against. */

import { eventBytes } from './events.ts';
import type { Measurement } from './measure-side.ts';
import { modelBytes } from './model-bytes.ts';
import type { Plan, Runs } from './plan.ts';

export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** Null where nothing is asked for. */
  readonly target: number | null;
  readonly met: boolean;
}

type Target = { readonly atLeast: number } | { readonly atMost: number };

/** An engine that does more than a plain loop is no slower than it, and several times as fast as a chain per key. */
const plainRatioMin = 1;
const groupByRatioMin = 3;
/** What an actor may take beyond its models: key, generation, timer, place in the tables. */
const actorBytesMax = 250;
/** Ten times the events may take this much more time each. */
const linearityMax = 1.2;
const residentBytesMax = 2 * 2 ** 30;

/** Figures of the runs in which all sides took the same events. */
export function sideFigures(plan: Plan, runs: Runs): Figure[] {
  const at = `${shown(plan.keys)} keys, ${shown(plan.events)} events`;
  const others = [
    { name: 'plain', shown: 'plain loop', ratioMin: plainRatioMin },
    { name: 'groupBy', shown: 'groupBy', ratioMin: groupByRatioMin },
  ] as const;
  const run = others.filter(({ name }) => runs[name].length > 0);
  const seconds = fastest(runs.engine);
  return [
    figure(`engine, ${at}`, plan.events / seconds, 'events/s'),
    ...run.map(({ name, shown: title }) =>
      figure(`${title}, ${at}`, plan.events / fastest(runs[name]), 'events/s'),
    ),
    ...run.map(({ name, shown: title, ratioMin }) =>
      figure(`engine / ${title}, ${at}`, fastest(runs[name]) / seconds, 'times', { atLeast: ratioMin }),
    ),
  ];
}

/** What ten times the events cost, each. */
export function linearityFigures(few: [Plan, Measurement], many: [Plan, Measurement]): Figure[] {
  const [[fewPlan, fewRun], [manyPlan, manyRun]] = [few, many];
  const perEvent = (plan: Plan, { seconds }: Measurement) => seconds / plan.events;
  const name = `time per event, ${shown(manyPlan.events)} against ${shown(fewPlan.events)} events, ${shown(manyPlan.keys)} keys`;
  return [
    figure(
      `engine, ${shown(manyPlan.keys)} keys, ${shown(manyPlan.events)} events`,
      manyPlan.events / manyRun.seconds,
      'events/s',
    ),
    figure(name, perEvent(manyPlan, manyRun) / perEvent(fewPlan, fewRun), 'times', { atMost: linearityMax }),
  ];
}

/** What an actor weighs, from two runs with the same events per key: what does not grow with the keys cancels out. */
export function memoryFigures(few: Measurement, many: Measurement): Figure[] {
  const models = modelBytes();
  const keys = many.keys - few.keys;
  const accounted = ((many.weightBytes ?? 0) - (few.weightBytes ?? 0)) / keys;
  const measured = (many.residentBytes - few.residentBytes) / keys;
  const at = `${shown(many.keys)} keys`;
  return [
    figure("bytes of a key's models", models, 'bytes'),
    figure('bytes of an actor beyond its models, accounted', accounted - models, 'bytes', {
      atMost: actorBytesMax,
    }),
    figure('bytes of an actor beyond its models, resident', measured - models, 'bytes', {
      atMost: actorBytesMax,
    }),
    figure(`resident memory at its peak, engine, ${at}`, many.residentBytesPeak, 'bytes', {
      atMost: residentBytesMax,
    }),
  ];
}

/** What the figures were measured on, in words. */
export function setting(): string {
  return `events of ${eventBytes} bytes, each side in a process of its own, warmed up, the fastest of its rounds; making the events is not counted`;
}

export function figure(name: string, value: number, unit: string, target?: Target): Figure {
  if (target === undefined) return { figure: name, value, unit, target: null, met: true };
  const met = 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
  return { figure: name, value, unit, target: 'atLeast' in target ? target.atLeast : target.atMost, met };
}

/** Seconds of the fastest round: whatever else a machine does only ever slows a side down. */
function fastest(rounds: readonly Measurement[]): number {
  return Math.min(...rounds.map(({ seconds }) => seconds));
}

function shown(count: number): string {
  if (count % 1_000_000 === 0) return `${count / 1_000_000} M`;
  return count % 1_000 === 0 ? `${count / 1_000} k` : `${count}`;
}
