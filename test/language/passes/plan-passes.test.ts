import { describe, expect, it } from 'vitest';
import type { CheckedRule, TypedExpression } from '../../../src/language/checked.ts';
import { standardFunctions } from '../../../src/language/functions/index.ts';
import { capturesIn, collectCaptures } from '../../../src/language/passes/collect-captures.ts';
import { optimiseExpressions } from '../../../src/language/passes/optimise-expressions.ts';
import { pruneFields } from '../../../src/language/passes/prune-fields.ts';
import { shareAggregates } from '../../../src/language/passes/share-aggregates.ts';
import { shareFilters } from '../../../src/language/passes/share-filters.ts';
import { shareKeys } from '../../../src/language/passes/share-keys.ts';
import { sharePanes } from '../../../src/language/passes/share-panes.ts';
import { sharedParts } from '../../../src/language/passes/share-subexpressions.ts';
import { draftPlan, type Plan } from '../../../src/language/plan.ts';
import {
  alert,
  and,
  arithmetic,
  baseline,
  call,
  checked,
  compare,
  constant,
  field,
  or,
  threshold,
} from '../build.ts';

const isRoot = compare('=', field('account'), constant('root'));
const many = compare('>', field('rows'), constant(10));
const isNew: TypedExpression = { kind: 'judgement', type: 'boolean', quality: 'new', feature: 0 };

function plan(...rules: readonly CheckedRule[]): Plan {
  return draftPlan(checked(rules));
}

describe('optimise-expressions', () => {
  it('drops a filter that always holds', () => {
    const optimised = optimiseExpressions(
      plan(baseline({ where: compare('<', constant(1), constant(2)) })),
      standardFunctions,
    );
    expect(optimised.rules[0].rule.where).toBeUndefined();
    expect(optimised.notes).toEqual([expect.stringContaining('login: constant folded:')]);
  });

  it('leaves the state id alone', () => {
    const before = plan(baseline({ where: or(isRoot, isRoot) }));
    expect(optimiseExpressions(before, standardFunctions).rules[0].stateId).toBe(before.rules[0].stateId);
  });
});

describe('share-filters', () => {
  it('makes one filter of equal ones, whatever the order of their operands', () => {
    const shared = shareFilters(
      plan(
        baseline({ name: 'a', where: and(isRoot, many) }),
        baseline({ name: 'b', where: and(many, isRoot) }),
        baseline({ name: 'c', where: many }),
        baseline({ name: 'd' }),
      ),
    );
    expect(shared.rules.map(({ filter }) => filter)).toEqual([0, 0, 1, -1]);
    expect(shared.sources[0].filters).toEqual([and(isRoot, many), many]);
    expect(shared.notes).toEqual(['filter shared by 2 rules: a, b']);
  });
});

describe('share-keys', () => {
  it('makes one key of equal ones with equal names', () => {
    const other = [{ name: 'who', expression: field('account') }];
    const shared = shareKeys(
      plan(baseline({ name: 'a' }), baseline({ name: 'b' }), baseline({ name: 'c', keys: other })),
    );
    expect(shared.rules.map(({ key }) => key)).toEqual([0, 0, 1]);
    expect(shared.sources[0].keys.map(([{ name }]) => name)).toEqual(['account', 'who']);
    expect(shared.notes).toEqual(['key shared by 2 rules: a, b']);
  });
});

describe('share-aggregates', () => {
  it('computes equal aggregates once and moves the references', () => {
    const aggregate = (index: number): TypedExpression => ({ kind: 'aggregate', type: 'number', index });
    const rule = threshold({
      aggregates: [{ kind: 'count' }, { kind: 'sum', argument: field('rows') }, { kind: 'count' }],
      alerts: [alert(compare('>', aggregate(1), aggregate(2)))],
    });
    const [{ rule: shared }] = shareAggregates(plan(rule)).rules;
    expect(shared.aggregates).toEqual([{ kind: 'count' }, { kind: 'sum', argument: field('rows') }]);
    expect(shared.alerts[0].condition).toEqual(compare('>', aggregate(1), aggregate(0)));
  });

  it('moves the references of features', () => {
    const feature = { kind: 'amount', type: 'number', scale: 'count', levels: [] } as const;
    const rule = baseline({
      window: { kind: 'tumbling', lengthMs: 60_000 },
      aggregates: [{ kind: 'count' }, { kind: 'count' }],
      features: [
        { ...feature, name: 'a', aggregate: 0 },
        { ...feature, name: 'b', aggregate: 1 },
      ],
    });
    const [{ rule: shared }] = shareAggregates(plan(rule)).rules;
    expect(
      shared.kind === 'baseline' && shared.features.map((each) => each.kind === 'amount' && each.aggregate),
    ).toEqual([0, 0]);
  });
});

describe('share-panes', () => {
  it('groups windows made of the same panes', () => {
    const over = (lengthMs: number, everyMs: number): CheckedRule['alerts'][number] =>
      alert(isRoot, { window: { kind: 'sliding', lengthMs, everyMs } });
    const shared = sharePanes(
      plan(
        threshold({
          alerts: [
            over(300_000, 60_000),
            over(600_000, 60_000),
            alert(isRoot, { window: { kind: 'calendar', unit: 'day' } }),
          ],
        }),
      ),
    );
    expect(shared.rules[0].panes).toEqual([
      { pane: '1 minute', windows: ['5 minutes every 1 minute', '10 minutes every 1 minute'] },
      { pane: 'one day', windows: ['day'] },
    ]);
    expect(shared.notes).toEqual(['burst: panes of 1 minute shared by 2 windows']);
  });
});

describe('collect-captures', () => {
  it('takes the largest parts that depend on the event alone, each once', () => {
    const rule = baseline({
      alerts: [
        alert(and(isNew, isRoot), {
          severity: [{ severity: 'high', when: and(isRoot, many) }, { severity: 'low' }],
          message: [
            { kind: 'text', text: 'from ' },
            { kind: 'value', expression: call('lower', 'text', field('city')) },
            { kind: 'value', expression: { kind: 'key', type: 'text', index: 0 } },
          ],
        }),
      ],
    });
    expect(collectCaptures(plan(rule)).rules[0].captures).toEqual([
      isRoot,
      and(isRoot, many),
      call('lower', 'text', field('city')),
    ]);
  });

  it('takes nothing from constants and observations', () => {
    expect(capturesIn([and(isNew, constant(true)), { kind: 'score', type: 'number' }])).toEqual([]);
  });
});

describe('prune-fields', () => {
  it('keeps time, identity and what some rule reads, in the order of the schema', () => {
    const rules = [
      baseline({ where: many }),
      baseline({ alerts: [alert(isNew, { message: [{ kind: 'value', expression: field('department') }] })] }),
    ];
    const [source] = pruneFields(collectCaptures(plan(...rules))).sources;
    expect(source.schema.fields.map(({ name }) => name)).toEqual([
      'account',
      'city',
      'department',
      'rows',
      'time',
    ]);
    expect(source.fieldsPruned).toEqual(['address', 'size', 'remote', 'took', 'unused']);
  });

  it('keeps what somebody besides the rules reads', () => {
    const kept = [
      { source: 'logins', fields: ['unused'] },
      { source: 'other', fields: ['size'] },
    ];
    const [source] = pruneFields(plan(baseline()), kept).sources;
    expect(source.schema.fields.map(({ name }) => name)).toEqual(['account', 'city', 'time', 'unused']);
  });

  it('keeps the fields of peer groups', () => {
    const levels = [{ name: 'department', group: field('department') }];
    const features = [
      { kind: 'amount', name: 'sent', type: 'number', scale: 'amount', of: field('size'), levels },
    ] as const;
    const [source] = pruneFields(plan(baseline({ features }))).sources;
    expect(source.schema.fields.map(({ name }) => name)).toEqual(['account', 'department', 'size', 'time']);
  });
});

describe('share-subexpressions', () => {
  const lowered = call('lower', 'text', field('city'));

  it('finds the largest repeated part, and smaller ones it contains only when they are used elsewhere', () => {
    const domain = call('domain', 'text', lowered);
    expect(sharedParts([domain, domain])).toEqual([domain]);
    expect(sharedParts([domain, domain, lowered])).toEqual([lowered, domain]);
  });

  it('leaves single uses, constants and numbers as they are', () => {
    expect(sharedParts([lowered, field('rows'), field('rows'), constant('a'), constant('a')])).toEqual([]);
  });

  it('does not take a part out from behind a condition', () => {
    const guarded = and(field('remote'), compare('=', lowered, constant('x')));
    expect(sharedParts([guarded, or(many, compare('=', lowered, constant('y')))])).toEqual([]);
    expect(sharedParts([guarded, lowered])).toEqual([lowered]);
  });

  it('counts a part inside of a shared part', () => {
    const sum = arithmetic('+', field('rows'), field('size'));
    const twice = arithmetic('*', sum, sum);
    expect(sharedParts([twice, twice])).toEqual([sum, twice]);
  });
});
