/** What is run: which sizes, how often, and in which order. */

import type { EventPlan } from './events.ts';
import type { Measurement } from './measure-side.ts';
import { runSide } from './run-side.ts';
import { type SideName, sideNames } from './side.ts';

export interface Plan extends EventPlan {
  /** Times every side is run, in turns: A B C, A B C, … */
  readonly rounds: number;
}

export type Runs = Readonly<Record<SideName, readonly Measurement[]>>;

export interface BenchPlan {
  /** Sizes at which all sides are compared. */
  readonly compared: readonly Plan[];
  /** The engine alone with some events and with ten times as many, of the same keys. */
  readonly growth?: { readonly few: Plan; readonly many: Plan };
  /** The engine alone with many keys, for what they weigh; the largest of `compared` unless given. */
  readonly large?: Plan;
}

const seed = 1;

export const wholePlan: BenchPlan = {
  compared: [
    { keys: 100_000, events: 1_000_000, seed, rounds: 3 },
    { keys: 1_000_000, events: 10_000_000, seed, rounds: 1 },
  ],
  growth: {
    few: { keys: 100_000, events: 1_000_000, seed, rounds: 1 },
    many: { keys: 100_000, events: 10_000_000, seed, rounds: 1 },
  },
};

export const quickPlan: BenchPlan = {
  compared: [{ keys: 50_000, events: 500_000, seed, rounds: 2 }],
  growth: {
    few: { keys: 20_000, events: 200_000, seed, rounds: 1 },
    many: { keys: 20_000, events: 2_000_000, seed, rounds: 1 },
  },
  large: { keys: 100_000, events: 1_000_000, seed, rounds: 1 },
};

/** One size of the caller's choice. */
export function planOf({ keys, events }: { keys: number; events: number }): BenchPlan {
  return { compared: [{ keys, events, seed, rounds: 3 }] };
}

/** Runs all sides in turns. */
export async function runAll(plan: Plan, progress: (text: string) => void): Promise<Runs> {
  const runs: Record<SideName, Measurement[]> = { engine: [], plain: [], groupBy: [] };
  for (let round = 1; round <= plan.rounds; round++) {
    for (const name of sideNames) {
      progress(`${name}: ${plan.events} events of ${plan.keys} keys, round ${round} of ${plan.rounds}`);
      runs[name].push(await runSide(name, plan));
    }
  }
  return runs;
}

/** Runs the engine alone, once. */
export async function runEngine(plan: Plan, progress: (text: string) => void): Promise<Measurement> {
  progress(`engine: ${plan.events} events of ${plan.keys} keys`);
  return runSide('engine', plan);
}
