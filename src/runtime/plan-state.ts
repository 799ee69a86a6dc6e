/**
 * Which state in the store belongs to which rule, now that the rules may have changed. State follows its meaning, not its
 * name: a rule that was renamed, moved, or tuned finds its state again. Among rules that mean the same, the name decides,
 * then the order.
 */

import type { SavedRule, SavedState } from './saved-state.ts';

/** What has to be known of a rule. */
export interface StatefulRule {
  readonly name: string;
  readonly stateId: string;
  readonly stateMeaning: string;
}

export interface RulePlan {
  readonly rule: string;
  /** Kept: goes on with what it has learnt. Cold: begins to learn. */
  readonly verdict: 'kept' | 'cold';
  readonly reason: string;
  readonly space: string;
  /** State that the rule goes on with. */
  readonly saved?: SavedRule;
}

export interface StatePlan {
  /** One for each rule, in their order. */
  readonly rules: readonly RulePlan[];
  /** State that no rule goes on with. */
  readonly orphans: readonly SavedRule[];
  readonly nextSpace: number;
}

export function planState(saved: SavedState | undefined, rules: readonly StatefulRule[]): StatePlan {
  const left = new Set(saved?.rules ?? []);
  const matches = new Map<StatefulRule, SavedRule>();
  const match = (fits: (rule: StatefulRule, state: SavedRule) => boolean) => {
    for (const rule of rules) {
      if (matches.has(rule)) continue;
      const found = [...left].find((state) => state.stateId === rule.stateId && fits(rule, state));
      if (found === undefined) continue;
      matches.set(rule, found);
      left.delete(found);
    }
  };
  match((rule, state) => rule.name === state.name && state.orphanedAt === undefined);
  match((rule, state) => rule.name === state.name);
  match((_, state) => state.orphanedAt === undefined);
  match(() => true);

  let nextSpace = saved?.nextSpace ?? 1;
  const planned = rules.map((rule): RulePlan => {
    const found = matches.get(rule);
    if (found !== undefined) {
      return {
        rule: rule.name,
        verdict: 'kept',
        reason: whyKept(rule, found),
        space: found.space,
        saved: found,
      };
    }
    const reason = whyCold(
      rule,
      saved?.rules.find(({ name }) => name === rule.name),
    );
    return { rule: rule.name, verdict: 'cold', reason, space: String(nextSpace++) };
  });
  return { rules: planned, orphans: [...left], nextSpace };
}

function whyKept(rule: StatefulRule, state: SavedRule): string {
  if (state.orphanedAt !== undefined)
    return `its state of "${state.name}" had been kept when that rule went; it has seen no event since then`;
  if (state.name !== rule.name) return `it means the same as "${state.name}" did`;
  return 'what it keeps means the same as before';
}

function whyCold(rule: StatefulRule, former: SavedRule | undefined): string {
  if (former === undefined) return 'there is no state with this meaning, nor of a rule with this name';
  const before = former.meaning.split('\n');
  const now = rule.stateMeaning.split('\n');
  const changed = now.filter((line) => !before.includes(line));
  const gone = before.filter((line) => !now.includes(line));
  const parts = [
    ...(gone.length > 0 ? [`before: ${gone.join(' · ')}`] : []),
    ...(changed.length > 0 ? [`now: ${changed.join(' · ')}`] : []),
  ];
  return `what it keeps has another meaning (${parts.join('; ')})`;
}
