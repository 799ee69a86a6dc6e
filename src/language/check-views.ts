/** Views: what is kept of each key. */

import type { ColumnDeclaration, ViewDeclaration } from './ast.ts';
import { aggregateNames, checkAggregate, isAggregate } from './check-calls.ts';
import { type Checking, type KnownSource, nameHint, type Surroundings, typeText } from './check-context.ts';
import { eventScope } from './check-event-scope.ts';
import { checkingIn } from './check-expressions.ts';
import { checkHead, keyName } from './check-heads.ts';
import type { CheckedAggregate, CheckedColumn, CheckedView } from './checked.ts';
import { identityOf } from './expression-identity.ts';
import { printExpression } from './print.ts';

/** Undefined after a problem was noted that leaves no view. */
export function checkView(
  surroundings: Surroundings,
  declaration: ViewDeclaration,
  sources: ReadonlyMap<string, KnownSource>,
): CheckedView | undefined {
  const { problems } = surroundings;
  const { name, damaged, columns = [], forget } = declaration;
  const head = checkHead(surroundings, declaration, sources);
  if (head === undefined) return undefined;
  if (columns.length === 0 && !damaged) {
    problems.error('C019', name.span, `the view ${name.value} does not say what it keeps`, {
      hint: 'add: keep count() as events',
    });
  }
  reportTakenNames(surroundings, declaration);
  if (declaration.lateness !== undefined && forget === undefined) {
    problems.warning('C104', declaration.lateness.span, 'no event is too late for a view', {
      hint: 'leave the clause out; with "forget after …" it says how much longer is waited before',
    });
  }
  const place = { source: head.known, place: 'inside of another expression' };
  const checking = checkingIn(surroundings, eventScope(surroundings, place));
  const kept = columns.map((column) => checkColumn(checking, column));
  const { known: _known, ...checkedHead } = head;
  return {
    ...checkedHead,
    kind: 'view',
    keys: head.keys.filter((key) => key !== undefined),
    alerts: [],
    ...arranged(kept.filter((column) => column !== undefined)),
    forgetMs: forget?.value ?? Number.POSITIVE_INFINITY,
  };
}

interface KeptColumn extends Omit<CheckedColumn, 'aggregate'> {
  readonly aggregate: CheckedAggregate;
}

/** Undefined after a problem was noted. */
function checkColumn(checking: Checking, { expression, name }: ColumnDeclaration): KeptColumn | undefined {
  const { problems, functions } = checking;
  if (expression.kind === 'call' && isAggregate(expression)) {
    const checked = checkAggregate(checking, expression, { takesTimes: true });
    return checked && { ...checked, name: name.value };
  }
  if (expression.kind === 'call' && !functions.has(expression.name.value)) {
    const { value: wanted, span } = expression.name;
    return problems.error('C005', span, `there is no aggregate "${wanted}"`, {
      hint: nameHint(wanted, { known: aggregateNames, label: 'aggregates are' }),
    });
  }
  const typed = checking.typed(expression);
  if (typed === undefined) return undefined;
  const text = printExpression(typed);
  const isNumber = typed.type === 'number' || typed.type === 'duration';
  return problems.error('C015', expression.span, 'a key has many events: what is kept of them?', {
    found: typeText(typed.type),
    hint: `write: ${isNumber ? `sum(${text}), max(${text})` : `distinct(${text})`} or count()`,
  });
}

function reportTakenNames({ problems }: Surroundings, { keys, columns = [] }: ViewDeclaration): void {
  const keyNames = new Set(keys.map(keyName));
  const taken = new Set<string>();
  for (const { value: name, span } of columns.map((column) => column.name)) {
    if (keyNames.has(name) || taken.has(name)) {
      const owner = keyNames.has(name) ? 'the key' : 'another column';
      problems.error('C009', span, `the name "${name}" is already taken by ${owner}`, {
        hint: 'choose another name for this column',
      });
    }
    taken.add(name);
  }
}

/** Equal aggregates are one, and they are sorted by what they mean: state must not depend on how columns are arranged. */
function arranged(columns: readonly KeptColumn[]): Pick<CheckedView, 'columns' | 'aggregates'> {
  const distinct = new Map(columns.map(({ aggregate }) => [meaningOf(aggregate), aggregate]));
  const order = [...distinct.keys()].sort();
  return {
    aggregates: order.map((meaning) => distinct.get(meaning)!),
    columns: columns.map((column) => ({ ...column, aggregate: order.indexOf(meaningOf(column.aggregate)) })),
  };
}

function meaningOf({ kind, argument }: CheckedAggregate): string {
  return argument === undefined ? kind : `${kind} ${identityOf(argument)}`;
}
