/**
 * Compiles what is asked of a view: a condition over its keys and columns, in the language of rules. It goes the same way
 * as a condition in an alert, through the same parser, checks and code generation.
 */

import type { SourceSchema } from '../event/schema.ts';
import { checkCondition, checkingIn } from './check-expressions.ts';
import { type Diagnostic, hasErrors, inOrder } from './diagnostic.ts';
import type { DiagnosticCode } from './diagnostic-codes.ts';
import type { FunctionDefinition } from './functions/definition.ts';
import { code } from './generate/code.ts';
import { conditionCode } from './generate/expression.ts';
import { Frame } from './generate/frame.ts';
import { instantiate } from './generate/instantiate.ts';
import { alertScope } from './generate/scope.ts';
import { TableColumns } from './generate/table-columns.ts';
import { parseCondition } from './parse.ts';
import { Problems } from './problems.ts';
import type { Observation, ViewProgram } from './program.ts';
import { QueryScope } from './query-scope.ts';

/** One row of a view as queries see it: parts of the key as canonical texts, and all aggregates. */
export type ViewRowValues = Pick<Observation, 'keys' | 'aggregates'>;

export interface QueryProgram {
  /** May throw when an embedder's function throws. */
  matches(row: ViewRowValues): boolean;
}

export interface QueryEnvironment {
  readonly view: ViewProgram;
  /** Of the view's source: its zone is the clock of times that are written out. */
  readonly schema: SourceSchema;
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
}

export interface QueryCompilation {
  /** Absent when there is an error. */
  readonly query?: QueryProgram;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a query may be called in diagnostics. */
export const queryFileName = 'where';

/** Queries are typed in a shell, where double quotes are hard to come by: texts in other quotes and bare addresses will do. */
const spellingsAllowed: ReadonlySet<DiagnosticCode> = new Set(['P004', 'P005']);

/** Never throws for anything a text can hold. Tables of the rules are not known in queries. */
export function compileQuery(text: string, environment: QueryEnvironment): QueryCompilation {
  const { view, schema, functions } = environment;
  const { zone } = schema;
  const parsed = parseCondition({ name: queryFileName, text });
  const problems = new Problems();
  const surroundings = { problems, functions, tables: new Map() };
  const checking = checkingIn(surroundings, new QueryScope(view, problems, zone));
  const condition = parsed.expression && checkCondition(checking, parsed.expression);
  const told = parsed.diagnostics.filter((diagnostic) => !spellingsAllowed.has(diagnostic.code));
  const diagnostics = inOrder([...told, ...problems.diagnostics]);
  if (condition === undefined || hasErrors(diagnostics)) return { diagnostics };

  const frame = new Frame();
  const scope = alertScope(
    { functions, tables: new Map(), tableColumns: new TableColumns(), schema, zone },
    frame,
    { keys: [], features: [], captures: [], threshold: Number.NaN },
  );
  const body = code`return ${conditionCode(condition, scope)};`;
  const matches = instantiate<QueryProgram['matches']>(frame, { parameters: code`observation`, body });
  return { query: { matches }, diagnostics };
}
