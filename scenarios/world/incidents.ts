/**
 * Who is labelled, and when. The population is walked in blocks of a fixed size and the span, after its learning days, in
 * rounds of a fixed length; in each round one key of each block gets the next plan. So the choice depends on neither the
 * size of the population nor the length of the span.
 */
import type { EventRecord, Label } from './generator.ts';
import { Random } from './random.ts';

/** Nothing is labelled before this many days have been told: rules learn for thirty. */
const learningDays = 31;

/** Length of a round, in days; the default span of 75 days ends with the first round. */
const roundDays = 44;

/** Labelled activity of one key on one day, with every record it leaves. */
export interface Incident {
  readonly day: number;
  readonly label: Label;
  readonly events: readonly { readonly time: number; readonly record: EventRecord }[];
}

export interface IncidentOptions<Act> {
  readonly seed: number;
  readonly caseName: string;
  readonly keys: number;
  readonly days: number;
  /** One key in so many is labelled. */
  readonly blockSize: number;
  /** Each is what happens to one key, one or two acts; blocks take them in turn. */
  readonly plans: readonly (readonly Act[])[];
  /** How much the acts of a plan would stand out for this key, 0 for not at all. Must depend on the index alone. */
  fit(index: number, plan: readonly Act[]): number;
  /** What an act on this key and day leaves; undefined when it cannot be that day. */
  stage(act: Act, at: { readonly index: number; readonly day: number }): Incident | undefined;
}

/** Days tried before an act is given up: a person may be away for weeks. */
const daysTriedMax = 60;

/** Incidents by day. Costs O(labels), and profiles of `blockSize` keys for each. */
export function incidentsOf<Act>(options: IncidentOptions<Act>): Map<number, Incident[]> {
  const byDay = new Map<number, Incident[]>();
  for (let start = learningDays; start < options.days; start += roundDays) {
    for (let block = 0; block * options.blockSize < options.keys; block++) {
      for (const incident of incidentsOfBlock(options, start, block)) {
        if (incident.day >= options.days) continue;
        const others = byDay.get(incident.day);
        if (others === undefined) byDay.set(incident.day, [incident]);
        else others.push(incident);
      }
    }
  }
  return byDay;
}

/** All labels, in order of time. */
export function labelsOf(incidents: ReadonlyMap<number, readonly Incident[]>): Label[] {
  return [...incidents.values()]
    .flat()
    .map((incident) => incident.label)
    .sort((left, right) => left.from - right.from || (left.key < right.key ? -1 : 1));
}

function* incidentsOfBlock<Act>(
  options: IncidentOptions<Act>,
  start: number,
  block: number,
): Iterable<Incident> {
  const random = Random.at(options.seed, options.caseName, 'incidents', start, block);
  const turn = Random.at(options.seed, options.caseName, 'plans').whole(0, options.plans.length - 1);
  const plan = options.plans[(turn + block) % options.plans.length]!;
  const index = victimOf(options, plan, block, random);
  if (index === undefined || index >= options.keys) return;
  // Two acts on one key share the round, a half each, so that they never fall together.
  const share = roundDays / plan.length;
  for (let act = 0; act < plan.length; act++) {
    for (let attempt = 0; attempt < daysTriedMax; attempt++) {
      const day = Math.floor(start + share * act + random.between(0, share - 2));
      const incident = options.stage(plan[act]!, { index, day });
      if (incident === undefined) continue;
      yield incident;
      break;
    }
  }
}

/** Whoever of the block fits the plan best, whether or not the population reaches that far. */
function victimOf<Act>(
  options: IncidentOptions<Act>,
  plan: readonly Act[],
  block: number,
  random: Random,
): number | undefined {
  const first = block * options.blockSize;
  const turn = random.whole(0, options.blockSize - 1);
  let best: number | undefined;
  let bestFit = 0;
  for (let step = 0; step < options.blockSize; step++) {
    const index = first + ((turn + step) % options.blockSize);
    const fit = options.fit(index, plan);
    if (fit > bestFit) {
      best = index;
      bestFit = fit;
    }
  }
  return best;
}
