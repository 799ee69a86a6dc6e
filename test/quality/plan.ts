/** What is asked of a run: which cases, which seeds, how large. */

import { parseArgs } from 'node:util';
import { cases, tuningSeeds } from './cases.ts';

export interface QualityPlan {
  readonly cases: readonly string[];
  /** Whether the numeric series are scored as well. */
  readonly metrics: boolean;
  readonly seeds: readonly number[];
  readonly size: 'whole' | 'quick';
  /** Rounds of the bootstrap. */
  readonly rounds: number;
  readonly json: boolean;
  readonly misses: boolean;
  /** Whether the ablations are run as well: all rule files. */
  readonly ablations: boolean;
}

/** None of them is among those that rules are tuned on. */
const reportedSeeds = { whole: [101, 102, 103, 104, 105], quick: [101, 102] } as const;
const rounds = { whole: 400, quick: 200 } as const;

/** @throws RangeError when a name or a range of seeds means nothing; TypeError for an option that is not known */
export function planOf(argv: readonly string[]): QualityPlan {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      misses: { type: 'boolean', default: false },
      ablations: { type: 'boolean', default: false },
      seeds: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const size = values.quick ? 'quick' : 'whole';
  const names = [...cases.map(({ name }) => name), 'metrics'];
  if (values.only !== undefined && !names.includes(values.only))
    throw new RangeError(`expected a case (${names.join(', ')}), found "${values.only}"`);
  const wanted = names.filter((name) => values.only === undefined || name === values.only);
  return {
    cases: wanted.filter((name) => name !== 'metrics'),
    metrics: wanted.includes('metrics'),
    seeds: values.seeds === undefined ? reportedSeeds[size] : seedsIn(values.seeds),
    size,
    rounds: rounds[size],
    json: values.json,
    misses: values.misses,
    ablations: values.ablations,
  };
}

/** Says whether the figures may be believed. */
export function seedsInWords(seeds: readonly number[]): string {
  const shown = `seeds ${seeds.join(', ')}`;
  const tuned = seeds.filter((seed) => tuningSeeds.includes(seed));
  const range = `${tuningSeeds[0]}..${tuningSeeds.at(-1)}`;
  if (tuned.length === 0) return `${shown}; rules were chosen on seeds ${range}, which are not among them`;
  return `${shown}; rules were chosen on seeds ${range}, so these figures are too good to be believed`;
}

function seedsIn(text: string): number[] {
  const [, from, to] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text) ?? [];
  const first = Number(from);
  const last = Number(to ?? from);
  if (!(first <= last && last - first < 100))
    throw new RangeError(`expected seeds as "7" or "101..105", at most a hundred, found "${text}"`);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
