/** Gives equal parts of rules one place in their source. */

import type { RulePlan } from '../plan.ts';

interface Part<Item> {
  readonly source: number;
  readonly identity: string;
  readonly item: Item;
}

interface Placed<Item> {
  /** Place by rule, in the order of the rules; -1 for a rule that has no such part. */
  readonly places: readonly number[];
  /** The distinct parts of a source, in the order of their places. */
  itemsOf(source: number): readonly Item[];
  /** A sentence for every part that several rules have. */
  notes(what: string): readonly string[];
}

/** The first rule that has a part gives it its spelling. O(rules). */
export function placeDistinct<Item>(
  rules: readonly RulePlan[],
  partOf: (rule: RulePlan) => Part<Item> | undefined,
): Placed<Item> {
  const groups = new Map<string, { place: number; item: Item; source: number; users: string[] }>();
  const counts = new Map<number, number>();
  const places = rules.map((rule) => {
    const part = partOf(rule);
    if (part === undefined) return -1;
    const id = `${part.source} ${part.identity}`;
    const group = groups.get(id);
    if (group !== undefined) {
      group.users.push(rule.rule.name);
      return group.place;
    }
    const place = counts.get(part.source) ?? 0;
    counts.set(part.source, place + 1);
    groups.set(id, { place, item: part.item, source: part.source, users: [rule.rule.name] });
    return place;
  });
  const distinct = [...groups.values()];
  return {
    places,
    itemsOf: (source) => distinct.filter((group) => group.source === source).map(({ item }) => item),
    notes: (what) =>
      distinct
        .filter(({ users }) => users.length > 1)
        .map(({ users }) => `${what} shared by ${users.length} rules: ${users.join(', ')}`),
  };
}
