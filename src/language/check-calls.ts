/** Calls of functions: how many arguments, of which types, and which must be written out. Aggregates are told apart. */

import type { AggregateKind } from '../baseline/aggregate.ts';
import type { FieldType } from '../event/schema.ts';
import { hintForConstant, matchType } from './check-comparisons.ts';
import { type Call, type Checking, nameHint, typeText } from './check-context.ts';
import type { CheckedAggregate, TypedExpression } from './checked.ts';
import { type FunctionParameter, type FunctionSignature, signatureText } from './function-signature.ts';
import { nearestName } from './nearest-name.ts';

const aggregateKinds: ReadonlyMap<string, AggregateKind> = new Map([
  ['count', 'count'],
  ['sum', 'sum'],
  ['min', 'minimum'],
  ['minimum', 'minimum'],
  ['max', 'maximum'],
  ['maximum', 'maximum'],
  ['average', 'average'],
  ['distinct', 'distinct'],
]);

/** Names under which aggregates are called. */
export const aggregateNames: readonly string[] = [...aggregateKinds.keys()];

/** True for the call of an aggregate; its name is not free for functions. */
export function isAggregate(call: Call): boolean {
  return aggregateKinds.has(call.name.value);
}

export function checkCall(checking: Checking, call: Call): TypedExpression | undefined {
  if (isAggregate(call)) return checking.scope.aggregate(call);
  const { functions, problems } = checking;
  const { value: name, span } = call.name;
  const signature = functions.get(name);
  const checked = call.arguments.map((argument) => checking.typed(argument));
  if (signature === undefined) {
    const known = [...functions.keys(), ...aggregateNames];
    return problems.error('C005', span, `there is no function "${name}"`, {
      hint:
        nearestName(name, known) === undefined
          ? undefined
          : nameHint(name, { known, label: 'functions are' }),
    });
  }
  if (!hasFittingCount(signature, call.arguments.length)) {
    return problems.error('C012', call.span, `${name} takes ${countText(signature)}`, {
      found: `${call.arguments.length}`,
      hint: `write it like: ${signatureText(signature)}`,
    });
  }
  const values: TypedExpression[] = [];
  for (const [index, value] of checked.entries()) {
    const parameter = signature.parameters[index]!;
    const fitted = value && fitArgument(checking, { call, index, value, parameter });
    if (fitted !== undefined) values.push(fitted);
  }
  if (values.length < checked.length) return undefined;
  return { kind: 'call', type: signature.returns, name, arguments: values };
}

function hasFittingCount({ parameters }: FunctionSignature, count: number): boolean {
  return count <= parameters.length && parameters.slice(count).every(({ optional }) => optional === true);
}

function countText({ parameters }: FunctionSignature): string {
  const least = parameters.filter(({ optional }) => optional !== true).length;
  const most = parameters.length;
  if (most === 0) return 'no arguments';
  return `${least === most ? most : `${least} to ${most}`} argument${most === 1 ? '' : 's'}`;
}

function fitArgument(
  checking: Checking,
  place: {
    readonly call: Call;
    readonly index: number;
    readonly value: TypedExpression;
    readonly parameter: FunctionParameter;
  },
): TypedExpression | undefined {
  const { call, index, value, parameter } = place;
  const at = call.arguments[index]!;
  const wanted = parameter.types.join(' or ');
  if (parameter.constant === true && value.kind !== 'constant') {
    return checking.problems.error(
      'C013',
      at.span,
      `"${parameter.name}" of ${call.name.value} must be written out`,
      {
        expected: wanted,
        found: 'a value that changes',
      },
    );
  }
  if (parameter.types.includes(value.type)) return value;
  const quotable = parameter.types.find((type) => type === 'ip' || type === 'network' || type === 'time');
  const matched = quotable === undefined ? value : matchType(checking, { value, at, type: quotable });
  if (matched === undefined || parameter.types.includes(matched.type)) return matched;
  return checking.problems.error(
    'C010',
    at.span,
    `"${parameter.name}" of ${call.name.value} has another type`,
    {
      expected: parameter.types.map(typeText).join(' or '),
      found: typeText(value.type),
      hint: hintForConstant(value, parameter.types[0]!),
    },
  );
}

/**
 * An aggregate and the type of its result. Where it `takesTimes` the least and greatest may be of times. `checking` is the place of the events that are aggregated.
 */
export function checkAggregate(
  checking: Checking,
  call: Call,
  { takesTimes = false }: { readonly takesTimes?: boolean } = {},
): { readonly aggregate: CheckedAggregate; readonly type: FieldType } | undefined {
  const kind = aggregateKinds.get(call.name.value)!;
  const { problems } = checking;
  const checked = call.arguments.map((argument) => checking.typed(argument));
  const [argument] = checked;
  if (kind === 'count') {
    if (checked.length === 0) return { aggregate: { kind }, type: 'number' };
    return problems.error('C012', call.span, 'count() takes no arguments: it counts events', {
      hint: 'to count different values write distinct(…); to count some events say which in "where"',
    });
  }
  if (checked.length !== 1) {
    return problems.error('C012', call.span, `${call.name.value} takes 1 argument`, {
      found: `${checked.length}`,
      hint: `write it like: ${call.name.value}(bytes)`,
    });
  }
  if (argument === undefined) return undefined;
  if (kind === 'distinct') return { aggregate: { kind, argument }, type: 'number' };
  if (argument.type === 'number' || argument.type === 'duration')
    return { aggregate: { kind, argument }, type: argument.type };
  if (takesTimes && argument.type === 'time' && (kind === 'minimum' || kind === 'maximum'))
    return { aggregate: { kind, argument }, type: 'time' };
  return problems.error('C010', call.arguments[0]!.span, `${call.name.value} is computed of numbers`, {
    expected: typeText('number'),
    found: typeText(argument.type),
    hint: 'to count different values write distinct(…)',
  });
}
