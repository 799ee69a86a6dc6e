import { describe, expect, test } from 'vitest';
import { planState, type StatefulRule } from '../../src/runtime/plan-state.ts';
import type { SavedRule, SavedState } from '../../src/runtime/saved-state.ts';

const counts = {
  events: 0,
  late: 0,
  failed: 0,
  judged: 0,
  evicted: 0,
  returned: 0,
  keys: { learn: 0, ready: 0, close: 0, expire: 0 },
};

function state(space: string, name: string, stateId: string, orphanedAt?: number): SavedRule {
  const meaning = `on ${stateId}\nfor each who`;
  const base = { space, name, stateId, meaning, deadlines: '', counts, alerts: 0 };
  return orphanedAt === undefined ? base : { ...base, orphanedAt };
}

function saved(...rules: readonly SavedRule[]): SavedState {
  return { rules, nextSpace: 9, sources: [], actors: {}, beside: undefined };
}

function rule(name: string, stateId: string): StatefulRule {
  return { name, stateId, stateMeaning: `on ${stateId}\nfor each who` };
}

const spacesOf = (found: SavedState | undefined, ...rules: readonly StatefulRule[]) =>
  planState(found, rules).rules.map(({ verdict, space }) => `${verdict} ${space}`);

describe('the plan of a state', () => {
  test('begins with new spaces when there is no state', () => {
    const plan = planState(undefined, [rule('a', 'x'), rule('b', 'y')]);
    expect(plan.rules.map(({ space }) => space)).toEqual(['1', '2']);
    expect(plan.nextSpace).toBe(3);
    expect(plan.orphans).toEqual([]);
  });

  test('follows the meaning of a rule, not its name or its place', () => {
    const found = saved(state('1', 'a', 'x'), state('2', 'b', 'y'));
    expect(spacesOf(found, rule('b', 'y'), rule('a', 'x'))).toEqual(['kept 2', 'kept 1']);
    expect(spacesOf(found, rule('renamed', 'x'), rule('b', 'y'))).toEqual(['kept 1', 'kept 2']);
    expect(spacesOf(found, rule('b', 'x'), rule('a', 'y'))).toEqual(['kept 1', 'kept 2']);
  });

  test('lets names decide among rules that mean the same, then the order', () => {
    const found = saved(state('1', 'a', 'x'), state('2', 'b', 'x'), state('3', 'c', 'x'));
    expect(spacesOf(found, rule('c', 'x'), rule('new', 'x'), rule('a', 'x'))).toEqual([
      'kept 3',
      'kept 2',
      'kept 1',
    ]);
    expect(planState(found, [rule('b', 'x')]).orphans.map(({ space }) => space)).toEqual(['1', '3']);
  });

  test('prefers state that is in use to state that waits to be put back', () => {
    const found = saved(state('1', 'a', 'x', 5), state('2', 'a', 'x'));
    expect(spacesOf(found, rule('a', 'x'))).toEqual(['kept 2']);
    expect(spacesOf(saved(state('1', 'a', 'x', 5)), rule('a', 'x'))).toEqual(['kept 1']);
    expect(spacesOf(saved(state('1', 'b', 'x'), state('2', 'a', 'x', 5)), rule('a', 'x'))).toEqual([
      'kept 2',
    ]);
  });

  test('never gives the space of one rule to another, and numbers spaces on', () => {
    const found = saved(state('1', 'a', 'x'));
    const plan = planState(found, [rule('a', 'changed'), rule('b', 'new')]);
    expect(plan.rules.map(({ space }) => space)).toEqual(['9', '10']);
    expect(plan.nextSpace).toBe(11);
    expect(plan.orphans.map(({ space }) => space)).toEqual(['1']);
  });

  test('says why', () => {
    const found = saved(state('1', 'a', 'x'), state('2', 'b', 'y'), state('3', 'c', 'z', 5));
    const rules = [rule('a', 'x'), rule('other', 'y'), rule('c', 'z'), rule('new', 'w')];
    expect(planState(found, rules).rules.map(({ reason }) => reason)).toEqual([
      'what it keeps means the same as before',
      'it means the same as "b" did',
      'its state of "c" had been kept when that rule went; it has seen no event since then',
      'there is no state with this meaning, nor of a rule with this name',
    ]);
    expect(planState(found, [rule('a', 'changed')]).rules[0]!.reason).toBe(
      'what it keeps has another meaning (before: on x; now: on changed)',
    );
  });
});
