/** Surges: attacks, which are labelled, and sales, which are not. */
import { hourMs } from '../../src/time/duration.ts';
import type { Label } from '../world/generator.ts';
import { Random } from '../world/random.ts';
import { type Count, startOf, usualRequests } from './hours.ts';
import { caseName, farCountries, type Site, siteAt } from './sites.ts';

interface Act {
  readonly kind: 'flood' | 'night-flood' | 'ramp' | 'sale';
  readonly strength?: Label['strength'];
}

/** Sites are walked in blocks; one site of each block meets the acts of one plan in a fortnight. */
const plans: readonly (readonly Act[])[] = [
  [
    { kind: 'flood', strength: 'blatant' },
    { kind: 'ramp', strength: 'faint' },
  ],
  [{ kind: 'night-flood', strength: 'clear' }, { kind: 'sale' }],
  [{ kind: 'flood', strength: 'blatant' }, { kind: 'sale' }],
  [
    { kind: 'flood', strength: 'clear' },
    { kind: 'ramp', strength: 'faint' },
  ],
];

const blockSize = 8;
const fortnightDays = 15;
/** The first days of a fortnight are quiet: every hour of the day has to be learnt. */
const quietDays = 11;
const countriesOfFlood = 14;

/** What comes on top of the usual traffic of one site in one hour. */
export interface Surge {
  readonly site: Site;
  readonly hour: number;
  readonly counts: readonly Count[];
  readonly label?: Label;
}

/** Surges by hour. */
export function surgesOf(options: {
  readonly seed: number;
  readonly keys: number;
  readonly days: number;
}): Map<number, Surge[]> {
  const { seed, keys, days } = options;
  const byHour = new Map<number, Surge[]>();
  for (let block = 0; block * blockSize < keys; block++) {
    for (let start = 0; start < days; start += fortnightDays) {
      const random = Random.at(seed, caseName, block, 'surges', start);
      const index = block * blockSize + random.whole(0, blockSize - 1);
      const plan = plans[(block + start / fortnightDays) % plans.length]!;
      const site = siteAt(seed, index);
      for (const [turn, act] of plan.entries()) {
        // The first act a day before the second at least, so that they never fall together.
        const day = start + quietDays + 2 * turn + random.whole(0, 1);
        for (const surge of surgesOfAct(act, site, day, random)) {
          if (index >= keys || surge.hour >= days * 24) continue;
          byHour.set(surge.hour, [...(byHour.get(surge.hour) ?? []), surge]);
        }
      }
    }
  }
  return byHour;
}

function surgesOfAct({ kind, strength }: Act, site: Site, day: number, random: Random): Surge[] {
  const at = (localHour: number): number => day * 24 + localHour - site.zoneHours;
  switch (kind) {
    case 'flood': {
      const times = strength === 'blatant' ? random.between(12, 25) : random.between(3, 4);
      return [flood(site, { hour: at(random.whole(11, 20)), times, strength: strength!, kind }, random)];
    }
    case 'night-flood': {
      // No more than a busy evening has: only the hour gives it away, and the countries.
      const hour = at(random.whole(2, 4));
      const times = (0.9 * site.peakRequests) / usualRequests(site, hour);
      return [flood(site, { hour, times, strength: strength!, kind }, random)];
    }
    case 'ramp': {
      const first = at(random.whole(12, 15));
      return [1.2, 1.5, 2.2, 3].map((times, step) => {
        const surge = fromMarkets(site, first + step, times - 1, random);
        const isLabelled = times > 2;
        return isLabelled ? { ...surge, label: labelOf(surge, kind, strength!, times) } : surge;
      });
    }
    case 'sale': {
      const first = at(19);
      return [5, 7].map((times, step) => fromMarkets(site, first + step, times, random));
    }
  }
}

/** From many countries at once, few of which are usual. */
function flood(
  site: Site,
  act: {
    readonly hour: number;
    readonly times: number;
    readonly strength: Label['strength'];
    readonly kind: string;
  },
  random: Random,
): Surge {
  const { hour, times, strength, kind } = act;
  const total = usualRequests(site, hour) * times;
  const first = random.whole(0, farCountries.length - 1);
  const countries = Array.from(
    { length: countriesOfFlood },
    (_, step) => farCountries[(first + step) % farCountries.length]!,
  );
  const weights = countries.map(() => random.exponential(1) + 0.2);
  const sum = weights.reduce((before, weight) => before + weight, 0);
  const counts = countries.map((country, at): Count => {
    const requests = Math.ceil((total * weights[at]!) / sum);
    return { country, requests, clients: Math.ceil(requests / random.between(25, 60)) };
  });
  const surge: Surge = { site, hour, counts };
  return { ...surge, label: labelOf(surge, kind, strength, times + 1) };
}

/** From where people usually come, in the usual shares. */
function fromMarkets(site: Site, hour: number, times: number, random: Random): Surge {
  const total = usualRequests(site, hour) * times;
  const counts = site.markets.map(({ country, share }): Count => {
    const requests = random.poisson(total * share);
    return { country, requests, clients: Math.ceil(requests / random.between(6, 9)) };
  });
  return { site, hour, counts };
}

function labelOf(
  { site, hour, counts }: Surge,
  kind: string,
  strength: Label['strength'],
  times: number,
): Label {
  const from = startOf(hour);
  const note = `${times.toFixed(1)} times the usual traffic of the hour, from ${counts.length} countries`;
  return {
    key: `${site.site} / ${((hour % 24) + 24) % 24}`,
    from,
    to: from + hourMs,
    kind,
    strength,
    note,
  };
}
