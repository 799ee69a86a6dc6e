/** `in`, ranges and matches of text. */

import { RE2JS } from 're2js';
import { canonicalNetwork } from '../event/address.ts';
import { isTextual } from '../event/schema.ts';
import type { Expression } from './ast.ts';
import { hintForConstant, matchType } from './check-comparisons.ts';
import { isConstant, isTextConstant } from './check-constants.ts';
import { type Checking, nameHint, typeText } from './check-context.ts';
import type { TypedExpression } from './checked.ts';

type In = Extract<Expression, { kind: 'in' }>;
type Range = Extract<Expression, { kind: 'range' }>;
type TextMatch = Extract<Expression, { kind: 'text match' }>;

/** `x in dba`, `x in ("a", "b")`, `client_ip in "10.0.0.0/8"` */
export function checkIn(checking: Checking, membership: In): TypedExpression | undefined {
  const [only] = membership.set;
  const asTable = membership.set.length === 1 && only?.kind === 'name';
  const checked = asTable ? inTable(checking, membership, only) : inList(checking, membership);
  return negatedIf(membership.negated, checked);
}

function inTable(
  checking: Checking,
  { operand }: In,
  { name, span }: Extract<Expression, { kind: 'name' }>,
): TypedExpression | undefined {
  const { problems, tables } = checking;
  const typed = checking.typed(operand);
  const table = tables.get(name);
  if (table === undefined) {
    return problems.error('C003', span, `there is no table "${name}"`, {
      hint:
        nameHint(name, { known: tables.keys(), label: 'tables are' }) ??
        'a list is written like: in ("a", "b")',
    });
  }
  table.used = true;
  if (typed === undefined) return undefined;
  if (isTextual(typed.type)) return { kind: 'in table', type: 'boolean', operand: typed, table: name };
  return problems.error('C010', operand.span, `${typeText(typed.type)} cannot be looked up in a table`, {
    expected: typeText('text'),
    found: typeText(typed.type),
    hint: typed.kind === 'field' ? `declare the field as text: ${typed.name}: text` : undefined,
  });
}

function inList(checking: Checking, { operand, set, span }: In): TypedExpression | undefined {
  const typed = checking.typed(operand);
  const members = set.map((member) => checking.typed(member));
  if (typed === undefined) return undefined;
  const { problems } = checking;
  if (typed.type === 'time' || typed.type === 'boolean') {
    return problems.error('C010', span, `${typeText(typed.type)} cannot be in a list`, {
      hint:
        typed.type === 'time'
          ? 'ask for a range, like: between "2024-01-01" and "2024-02-01"'
          : 'use = or !=',
    });
  }
  if (typed.type === 'ip' && members.some(isNetworkText))
    return inNetworks(checking, { operand: typed, set, members });
  const values: (string | number)[] = [];
  let sound = true;
  for (const [index, member] of members.entries()) {
    const value = member && listValue(checking, { member, at: set[index]!, operand: typed });
    if (value === undefined) sound = false;
    else values.push(value);
  }
  return sound ? { kind: 'in values', type: 'boolean', operand: typed, values } : undefined;
}

function isNetworkText(member: TypedExpression | undefined): boolean {
  return member !== undefined && isTextConstant(member) && member.value.includes('/');
}

/** Networks and single addresses in one list: an address is a network of one. */
function inNetworks(
  { problems }: Checking,
  list: {
    readonly operand: TypedExpression;
    readonly set: readonly Expression[];
    readonly members: readonly (TypedExpression | undefined)[];
  },
): TypedExpression | undefined {
  const networks: string[] = [];
  let sound = true;
  for (const [index, member] of list.members.entries()) {
    const text = member !== undefined && isTextConstant(member) ? member.value : undefined;
    const network = text === undefined ? undefined : canonicalNetwork(text);
    if (network !== undefined) networks.push(network);
    else {
      sound = false;
      if (member === undefined) continue;
      problems.error(
        'C036',
        list.set[index]!.span,
        `${text === undefined ? 'this' : `"${text}"`} is not a network or address`,
        {
          hint: 'write it like "10.0.0.0/8" or "10.1.2.3"',
        },
      );
    }
  }
  return sound ? { kind: 'in networks', type: 'boolean', operand: list.operand, networks } : undefined;
}

function listValue(
  checking: Checking,
  {
    member,
    at,
    operand,
  }: { readonly member: TypedExpression; readonly at: Expression; readonly operand: TypedExpression },
): string | number | undefined {
  if (!isConstant(member)) {
    return checking.problems.error('C013', at.span, 'a list holds values that are written out', {
      hint: 'compare with a field by =, or keep longer lists in a table: in TABLE',
    });
  }
  const matched = matchType(checking, { value: member, at, type: operand.type });
  if (matched === undefined) return undefined;
  if (matched.kind === 'constant' && matched.type === operand.type) return matched.value;
  return checking.problems.error('C010', at.span, 'the list holds a value of another type', {
    expected: typeText(operand.type),
    found: typeText(member.type),
    hint: hintForConstant(member, operand.type),
  });
}

/** `x in 400 to 499`, `x between 400 and 499`: both ends included. */
export function checkRange(checking: Checking, range: Range): TypedExpression | undefined {
  const operand = checking.typed(range.operand);
  const low = checking.typed(range.low);
  const high = checking.typed(range.high);
  if (operand === undefined || low === undefined || high === undefined) return undefined;
  const { problems } = checking;
  const { type } = operand;
  if (type !== 'number' && type !== 'time' && type !== 'duration') {
    return problems.error('C010', range.operand.span, `${typeText(type)} has no order, so it has no range`, {
      hint:
        type === 'ip' ? 'ask for a network, like: in "10.0.0.0/8"' : 'list the values, like: in ("a", "b")',
    });
  }
  const ends = [
    { end: low, at: range.low },
    { end: high, at: range.high },
  ].map(({ end, at }) => {
    const matched = matchType(checking, { value: end, at, type });
    if (matched === undefined || matched.type === type) return matched;
    return problems.error('C010', at.span, 'the ends of a range have the type of its value', {
      expected: typeText(type),
      found: typeText(matched.type),
      hint: hintForConstant(end, type),
    });
  });
  const [from, to] = ends;
  if (from === undefined || to === undefined) return undefined;
  if (isConstant(from) && isConstant(to) && from.value > to.value) {
    return problems.error('C041', range.span, 'this range is empty: it ends before it begins', {
      hint: 'write the smaller value first',
    });
  }
  return negatedIf(range.negated, { kind: 'range', type: 'boolean', operand, low: from, high: to });
}

/** `path contains "admin"`, `path matches "^/api/"` */
export function checkTextMatch(checking: Checking, match: TextMatch): TypedExpression | undefined {
  const operand = checking.typed(match.operand);
  const pattern = checking.typed(match.pattern);
  if (operand === undefined || pattern === undefined) return undefined;
  const { problems } = checking;
  const { operator } = match;
  if (!isTextual(operand.type)) {
    return problems.error(
      'C010',
      match.operand.span,
      `only a text can be asked whether it ${operator} something`,
      {
        expected: typeText('text'),
        found: typeText(operand.type),
        hint: operand.type === 'number' ? 'compare numbers by =, <, > or between' : undefined,
      },
    );
  }
  if (!isTextConstant(pattern)) {
    return problems.error('C013', match.pattern.span, `"${operator}" needs a text that is written out`, {
      expected: 'text in double quotes',
      found: pattern.kind === 'constant' ? typeText(pattern.type) : 'a value that changes',
    });
  }
  if (operator === 'matches') {
    const reason = refusalOf(pattern.value);
    if (reason !== undefined) {
      return problems.error('C034', match.pattern.span, `this regular expression cannot be used: ${reason}`, {
        hint: reason.includes('Perl syntax')
          ? 'look-ahead, look-behind and back references are not available, because they could stall the engine'
          : 'write \\ before a sign that is meant as it is, like \\( or \\.',
      });
    }
  }
  return negatedIf(match.negated, {
    kind: 'text match',
    type: 'boolean',
    operator,
    operand,
    pattern: pattern.value,
  });
}

/** Why RE2 refuses a regular expression, undefined when it does not. */
function refusalOf(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message.replace(/^error parsing regexp: /, '');
  }
}

function negatedIf(negated: boolean, expression: TypedExpression | undefined): TypedExpression | undefined {
  return negated && expression !== undefined
    ? { kind: 'not', type: 'boolean', operand: expression }
    : expression;
}
