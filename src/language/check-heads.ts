/** What baselines, rules and views have in common: source, filter, keys, lateness, priority. */

import type { KeyDeclaration, RuleHead } from './ast.ts';
import { type Checking, type KnownSource, nameHint, type Surroundings } from './check-context.ts';
import { eventScope } from './check-event-scope.ts';
import { checkCondition, checkingIn } from './check-expressions.ts';
import type { CheckedHead, CheckedKey } from './checked.ts';

const priorityDefault = 5;
const priorityMax = 10;

/** Keys are undefined where a problem was noted. */
export interface KnownHead extends Omit<CheckedHead, 'keys' | 'alerts'> {
  readonly known: KnownSource;
  readonly keys: readonly (CheckedKey | undefined)[];
}

/** Undefined when the source is not known: then nothing else can be said about the rule. */
export function checkHead(
  surroundings: Surroundings,
  declaration: RuleHead & { readonly kind: 'baseline' | 'rule' | 'view' },
  sources: ReadonlyMap<string, KnownSource>,
): KnownHead | undefined {
  const { problems } = surroundings;
  const { name, kind, damaged, source, keys } = declaration;
  if (source === undefined) {
    if (damaged) return undefined;
    return problems.error(
      'C019',
      name.span,
      `the ${kind} ${name.value} does not say which source it watches`,
      {
        hint: `add: on ${[...sources.keys()][0] ?? 'web_log'}`,
      },
    );
  }
  const known = sources.get(source.value);
  if (known === undefined) {
    return problems.error('C001', source.span, `there is no source "${source.value}"`, {
      hint: nameHint(source.value, { known: sources.keys(), label: 'sources are' }),
    });
  }
  if (keys.length === 0 && !damaged) {
    problems.error('C019', name.span, `the ${kind} ${name.value} does not say what it watches one by one`, {
      hint: 'add: for each account',
    });
  }
  const filtering = checkingIn(
    surroundings,
    eventScope(surroundings, { source: known, place: 'in a filter' }),
  );
  const where = declaration.where && checkCondition(filtering, declaration.where);
  if (declaration.zone !== undefined && kind !== 'baseline') {
    problems.error('C049', declaration.zone.span, '"in zone" stands only in a baseline that keeps learning', {
      hint: 'leave it out; the source says its zone: time event_time, zone "Europe/Berlin"',
    });
  }
  const keying = checkingIn(surroundings, eventScope(surroundings, { source: known, place: 'in a key' }));
  return {
    name: name.value,
    title: declaration.title?.value ?? name.value,
    source: known.index,
    known,
    keys: checkKeys(keying, keys),
    latenessMs: declaration.lateness?.value ?? known.schema.latenessMs,
    priority: checkPriority(surroundings, declaration),
    span: declaration.span,
    ...(where && { where }),
    ...(declaration.memoryBytes && { memoryBytes: declaration.memoryBytes.value }),
  };
}

function checkKeys(checking: Checking, keys: readonly KeyDeclaration[]): (CheckedKey | undefined)[] {
  const taken = new Set<string>();
  return keys.map((key) => {
    const expression = checking.typed(key.expression);
    const name = keyName(key);
    if (name === undefined) {
      return checking.problems.error(
        'C039',
        key.expression.span,
        'this key needs a name, by which alerts call it',
        {
          hint: 'add one behind it, like: lower(user) as account',
        },
      );
    }
    if (taken.has(name)) {
      return checking.problems.error('C009', key.expression.span, `there are two keys "${name}"`, {
        hint: `give one of them another name: … as other_${name}`,
      });
    }
    taken.add(name);
    return expression && { name, expression };
  });
}

/** A plain field is called by its own name. */
export function keyName({ name, expression }: KeyDeclaration): string | undefined {
  return name?.value ?? (expression.kind === 'name' ? expression.name : undefined);
}

function checkPriority({ problems }: Surroundings, { priority }: RuleHead): number {
  if (priority === undefined) return priorityDefault;
  const { value, span } = priority;
  if (Number.isInteger(value) && value >= 1 && value <= priorityMax) return value;
  problems.error('C033', span, `a priority is a whole number from 1 (least) to ${priorityMax}`, {
    found: `${value}`,
  });
  return priorityDefault;
}
