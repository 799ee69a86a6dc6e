/** What a check of an expression stands on: names, tables, functions, and a place for problems. */

import type { FieldSchema, FieldType, SourceSchema } from '../event/schema.ts';
import type { Zone } from '../time/zone.ts';
import type { Expression, Located } from './ast.ts';
import type { CheckedTable, TypedExpression } from './checked.ts';
import type { FunctionSignature } from './function-signature.ts';
import { nearestName } from './nearest-name.ts';
import type { Problems } from './problems.ts';

/**
 * A source under its name. Of a damaged one some fields may be unknown, and nothing is said about missing ones. `silent`
 * are fields of which something was already said.
 */
export interface KnownSource {
  readonly schema: SourceSchema;
  readonly index: number;
  readonly fields: ReadonlyMap<string, FieldSchema>;
  readonly silent: ReadonlySet<string>;
  readonly damaged: boolean;
}

/** A table under its name; without `content` it could not be read, and nothing is said about its columns. */
export interface KnownTable {
  readonly name: string;
  readonly content?: CheckedTable;
  used: boolean;
}

export type Call = Extract<Expression, { kind: 'call' }>;
export type Judgement = Extract<Expression, { kind: 'judgement' }>;

/**
 * What names, aggregates and judgements mean at a place. Every method answers undefined after it has noted a problem.
 */
export interface Scope {
  readonly zone: Zone;
  resolve(name: Located<string>): TypedExpression | undefined;
  aggregate(call: Call): TypedExpression | undefined;
  judgement(judgement: Judgement): TypedExpression | undefined;
  scoreOf(feature: Located<string>): TypedExpression | undefined;
}

export interface Surroundings {
  readonly problems: Problems;
  readonly tables: ReadonlyMap<string, KnownTable>;
  readonly functions: ReadonlyMap<string, FunctionSignature>;
}

/** One place where expressions are checked. `typed` answers undefined after a problem was noted. */
export interface Checking extends Surroundings {
  readonly scope: Scope;
  typed(expression: Expression): TypedExpression | undefined;
}

const articles: Readonly<Record<FieldType, string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'yes or no',
  time: 'a time',
  ip: 'an address',
  network: 'a network',
  duration: 'a length of time',
};

/** "a text", "an address": a type in a sentence. */
export function typeText(type: FieldType): string {
  return articles[type];
}

/** Names shown when none is near: more would not be read. */
const namesShownMax = 8;

/** `did you mean "client_ip"?`, or the names there are: `fields are: account, action, …`. */
export function nameHint(
  wanted: string,
  { known, label }: { readonly known: Iterable<string>; readonly label: string },
): string | undefined {
  const names = [...known];
  const nearest = nearestName(wanted, names);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  if (names.length === 0) return undefined;
  const shown = names.slice(0, namesShownMax).join(', ');
  return `${label}: ${shown}${names.length > namesShownMax ? ', …' : ''}`;
}
