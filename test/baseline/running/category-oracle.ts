/** The formulas of models of texts over plain maps, in doubles: what was met is kept one by one. */

import type { Met } from './category-laws.ts';

interface Kept {
  readonly days: { readonly day: number; readonly weight: number; readonly octaves: number }[];
  readonly notes: number[];
  /** Weights with which it came as a new one. */
  readonly firsts: { readonly day: number; readonly weight: number }[];
}

export class CategoryOracle {
  readonly #halfLifeDays: number;
  readonly #kept = new Map<string, Kept>();
  #today = 0;

  /** @param met in order of time: nothing that was learnt comes from an earlier day than what was learnt before */
  constructor(met: readonly Met[], halfLifeDays: number) {
    this.#halfLifeDays = halfLifeDays;
    for (const each of met) this.#learn(each);
  }

  weight(text: string): number {
    return sum((this.#kept.get(text)?.days ?? []).map(({ day, weight }) => weight * this.#fading(day)));
  }

  get total(): number {
    return sum([...this.#kept.keys()].map((text) => this.weight(text)));
  }

  get rate(): number {
    const firsts = [...this.#kept.values()].flatMap((kept) => kept.firsts);
    const news = sum(firsts.map(({ day, weight }) => weight * this.#fading(day)));
    return this.total === 0 ? 1 : Math.min(1, (news + 0.5) / (this.total + 0.5));
  }

  shareUpTo(text: string): number {
    const weights = [...this.#kept.keys()].map((each) => this.weight(each));
    const own = this.weight(text);
    const rarer = sum(weights.filter((weight) => weight <= own * (1 + 1e-5))) / this.total;
    return this.rate + (1 - this.rate) * rarer;
  }

  again(text: string, today: number): number {
    const kept = this.#kept.get(text);
    if (kept === undefined) return 0;
    const isLearnt = kept.days.length > 0;
    const days = [...kept.days.map(({ day }) => day), ...kept.notes];
    if (days.length === 0 || (!isLearnt && Math.min(...days) >= today)) return 0;
    const since = today - Math.max(...days);
    return since <= 1 ? 1 : 2 ** ((1 - since) / 10);
  }

  /** Mean, variance around it and panes, in octaves. */
  octaves(text: string): { mean: number; spread: number; weight: number } {
    const days = this.#kept.get(text)?.days ?? [];
    const weight = this.weight(text);
    const mean = sum(days.map((each) => each.weight * this.#fading(each.day) * each.octaves)) / weight;
    const spread = sum(days.map((each) => each.weight * this.#fading(each.day) * (each.octaves - mean) ** 2));
    return { mean, spread, weight };
  }

  #learn({ text, day, weight = 1, observations = 1 }: Met): void {
    const today = Math.floor(day);
    let kept = this.#kept.get(text);
    if (weight > 0 && today > this.#today) this.#today = today;
    if (weight === 0) {
      kept ??= { days: [], notes: [], firsts: [] };
      kept.notes.push(today);
      this.#kept.set(text, kept);
      return;
    }
    const isNew = kept === undefined || kept.days.length === 0;
    const hasAny = [...this.#kept.values()].some(({ days }) => days.length > 0);
    kept ??= { days: [], notes: [], firsts: [] };
    this.#kept.set(text, kept);
    if (isNew && hasAny) kept.firsts.push({ day: today, weight });
    kept.days.push({ day: today, weight, octaves: Math.round(8 * Math.log2(1 + observations)) / 8 });
  }

  #fading(day: number): number {
    return 2 ** (-(this.#today - day) / this.#halfLifeDays);
  }
}

/** What the groups make of a value that is new, from the narrowest to the widest. */
export function peersOf(groups: readonly CategoryOracle[], text: string, countsRarity: boolean): number {
  const asked = groups.filter(({ total }) => total > 0);
  const opinions = asked.map((group, index) => {
    const skipped = asked.slice(0, index).filter((narrower) => narrower.weight(text) === 0).length;
    return group.weight(text) > 0 ? 0.8 ** skipped * (countsRarity ? group.shareUpTo(text) : 1) ** 0.1 : 0;
  });
  if (opinions.some((opinion) => opinion > 0)) return Math.max(...opinions);
  return asked.length === 0 ? 1 : 0.8 ** asked.length * asked.at(-1)!.rate ** 0.5;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
