/** The formulas of usual times over plain lists of days: slow, and written without the tables of the model. */

export interface PlainDay {
  readonly day: number;
  /** Quarter hours 0 to 95, each once. */
  readonly quarters: readonly number[];
}

export interface PlainTimes {
  readonly own: readonly PlainDay[];
  /** From narrow to everyone: all quarter hours of the members, with the day of each. */
  readonly groups: readonly (readonly PlainDay[])[];
  readonly kindOf: (day: number) => number;
  readonly kindShares: readonly number[];
  readonly bins: number;
  readonly halfLifeDays: number;
  readonly bandwidthHours?: number;
}

/** Tail of a quarter hour on a day of a kind. */
export function plainTail(times: PlainTimes, quarter: number, kind: number): number {
  if ([times.own, ...times.groups].every((days) => days.length === 0)) return 1;
  const ofTime = 1 - Math.exp(-plainRate(times, quarter, kind));
  const [less, more] = [ofTime, plainRarity(times, kind)].sort((one, other) => one - other);
  return less * Math.sqrt(more);
}

/** How much rarer days of a kind are than on the calendar, at most 1, to the power of three quarters. */
function plainRarity(times: PlainTimes, kind: number): number {
  const { own, groups, kindShares } = times;
  const panes = sum(own.map(({ day }) => ageOf(times, own, day)));
  if (panes === 0) return 1;
  let share = kindShares[kind];
  for (const group of [...groups].reverse()) {
    const counts = countsOf(times, group);
    share = (sum(counts[kind]) + 50 * share) / (sum(counts.flat()) + 50);
  }
  const counts = countsOf(times, own);
  const kindPanes = (panes * sum(counts[kind])) / sum(counts.flat());
  return Math.min(1, (kindPanes + 5 * share) / (panes + 5) / kindShares[kind]) ** 0.75;
}

/** How many quarter hours as unusual as this one are expected on a day, as the model counts. */
export function plainRate(times: PlainTimes, quarter: number, kind: number): number {
  const { own, groups, bins } = times;
  let density = new Array<number>(bins).fill(1 / bins);
  for (const group of [...groups].reverse()) {
    const counts = countsOf(times, group);
    const quarters = sum(counts.flat());
    if (quarters === 0) continue;
    const smooth = spread(sharesOf(counts, kind, quarters / 3), times.bandwidthHours ?? 1.25);
    density = density.map((above, bin) => (quarters * smooth[bin] + 50 * above) / (quarters + 50));
  }
  const counts = countsOf(times, own);
  const quarters = sum(counts.flat());
  let perDay = 3;
  if (quarters > 0) {
    const panes = sum(own.map(({ day }) => ageOf(times, own, day)));
    const smooth = spreadOwn(times, sharesOf(counts, kind, panes));
    density = density.map((above, bin) => (quarters * smooth[bin] + 1.5 * above) / (quarters + 1.5));
    perDay = (quarters + 1.5) / (panes + 0.5);
  }
  // Single floats, as the model keeps them: which of two equal bins is the rarer must not hang on the last digit.
  const single = density.map(Math.fround);
  const here = single[Math.floor((quarter * bins) / 96)];
  const below = sum(single.filter((each) => each <= here));
  return perDay * Math.sqrt(below * here * bins);
}

function spreadOwn(times: PlainTimes, shares: readonly number[]): number[] {
  if (times.bandwidthHours !== undefined) return spread(shares, times.bandwidthHours);
  const bits = Math.round((leaningOf(times) / 256 / 1.5) * 6) * 0.25;
  const share = 1 / (1 + 2 ** -bits);
  const wide = spread(shares, 1.5);
  return spread(shares, 0.75).map((narrow, bin) => share * narrow + (1 - share) * wide[bin]);
}

/** In 256ths of a bit, within ± 1½ bits. */
function leaningOf(times: PlainTimes): number {
  const bound = (leaning: number) => Math.max(-384, Math.min(384, leaning));
  let leaning = 0;
  times.own.forEach(({ day, quarters }, index) => {
    const before = times.own.slice(0, index);
    if (index === 0) return;
    const faded = leaning * 2 ** ((before[index - 1].day - day) / 60);
    leaning = Math.round(bound(faded));
    const counts = countsOf(times, before);
    const shares = sharesOf(counts, times.kindOf(day), before.length);
    const [narrow, wide] = [spread(shares, 0.75), spread(shares, 1.5)];
    for (const quarter of quarters) {
      const bin = Math.floor((quarter * times.bins) / 96);
      const step = 256 * Math.log2((narrow[bin] + 1e-6) / (wide[bin] + 1e-6));
      leaning += Math.round(Math.max(-1024, Math.min(1024, step)));
    }
  });
  return bound(leaning);
}

function countsOf(times: PlainTimes, days: readonly PlainDay[]): number[][] {
  const counts = times.kindShares.map(() => new Array<number>(times.bins).fill(0));
  for (const { day, quarters } of days) {
    for (const quarter of quarters) {
      counts[times.kindOf(day)][Math.floor((quarter * times.bins) / 96)] += ageOf(times, days, day);
    }
  }
  return counts;
}

function ageOf({ halfLifeDays }: PlainTimes, days: readonly PlainDay[], day: number): number {
  const newest = Math.max(...days.map((each) => each.day));
  return 2 ** ((day - newest) / halfLifeDays);
}

function sharesOf(counts: readonly (readonly number[])[], kind: number, panes: number): number[] {
  const quarters = sum(counts.flat());
  const ofKind = sum(counts[kind]);
  const kindPanes = (ofKind * panes) / quarters;
  return counts[kind].map((count, bin) => {
    const all = sum(counts.map((each) => each[bin])) / quarters;
    if (counts.length === 1) return all;
    return (kindPanes * (ofKind === 0 ? 0 : count / ofKind) + 10 * all) / (kindPanes + 10);
  });
}

function spread(shares: readonly number[], hours: number): number[] {
  const bins = shares.length;
  const weights = shares.map((_, distance) => {
    return Math.exp(-0.5 * ((Math.min(distance, bins - distance) * 24) / bins / hours) ** 2);
  });
  return shares.map((_, bin) => {
    return sum(shares.map((share, from) => share * weights[(bin - from + bins) % bins])) / sum(weights);
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
