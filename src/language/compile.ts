/** The compiler as a list: text → syntax tree → checked rules → plan → program. */

import type { RuleFile } from './ast.ts';
import { type CheckEnvironment, checkRules } from './check.ts';
import type { CheckedRules } from './checked.ts';
import { type Diagnostic, hasErrors, inOrder } from './diagnostic.ts';
import { explainPlan } from './explain.ts';
import type { FunctionDefinition } from './functions/definition.ts';
import { functionLibrary } from './functions/index.ts';
import { generateProgram } from './generate/program.ts';
import { parseRules } from './parse.ts';
import { collectCaptures } from './passes/collect-captures.ts';
import { optimiseExpressions } from './passes/optimise-expressions.ts';
import { type FieldsKept, pruneFields } from './passes/prune-fields.ts';
import { shareAggregates } from './passes/share-aggregates.ts';
import { shareFilters } from './passes/share-filters.ts';
import { shareKeys } from './passes/share-keys.ts';
import { sharePanes } from './passes/share-panes.ts';
import { shareSubexpressions } from './passes/share-subexpressions.ts';
import { draftPlan, type Plan } from './plan.ts';
import type { Program } from './program.ts';

export interface CompileEnvironment {
  /** The embedder's own functions, added to the standard ones. */
  readonly functions?: readonly FunctionDefinition[];
  readonly readTable: CheckEnvironment['readTable'];
  /** Fields that are decoded although no rule reads them. */
  readonly fieldsKept?: readonly FieldsKept[];
}

export interface Compilation {
  /** Absent when there is an error. */
  readonly program?: Program;
  /** Errors and warnings in the order of their places. */
  readonly diagnostics: readonly Diagnostic[];
}

type Functions = ReadonlyMap<string, FunctionDefinition>;

/**
 * Compiles rule files, which see each other's sources and tables.
 * @throws TypeError when an embedder's function has the name of another one
 */
export function compileRules(files: readonly RuleFile[], environment: CompileEnvironment): Compilation {
  const functions = functionLibrary(environment.functions ?? []);
  const parsed = parseRules(files);
  const checked = checkRules(parsed.ast, { functions, readTable: environment.readTable });
  const diagnostics = inOrder([...parsed.diagnostics, ...checked.diagnostics]);
  if (checked.rules === undefined || hasErrors(diagnostics)) return { diagnostics };
  return { program: compileChecked(checked.rules, functions, environment.fieldsKept), diagnostics };
}

/** The back end alone: checked rules to a program. */
export function compileChecked(
  rules: CheckedRules,
  functions: Functions,
  fieldsKept: readonly FieldsKept[] = [],
): Program {
  const plan = planRules(rules, functions, fieldsKept);
  return { ...generateProgram(plan, functions), explanation: explainPlan(plan) };
}

/** Fields are pruned last: only then is it known what is read. */
export function planRules(
  rules: CheckedRules,
  functions: Functions,
  fieldsKept: readonly FieldsKept[] = [],
): Plan {
  const optimise = (plan: Plan): Plan => optimiseExpressions(plan, functions);
  const passes = [
    optimise,
    ...[shareAggregates, shareFilters, shareKeys, sharePanes],
    ...[collectCaptures, shareSubexpressions, (plan: Plan) => pruneFields(plan, fieldsKept)],
  ];
  return passes.reduce((plan, pass) => pass(plan), draftPlan(rules));
}
