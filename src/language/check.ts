/** Checks what rules mean: from the syntax tree to rules with every name looked up and every default filled in. */

import type { Ast, Declaration, RuleFile } from './ast.ts';
import { checkBaseline } from './check-baselines.ts';
import type { KnownSource, KnownTable, Surroundings } from './check-context.ts';
import { checkSink, type NumberedRule } from './check-sinks.ts';
import { checkSource } from './check-sources.ts';
import { checkTable, type ReadTable, reportUnused } from './check-tables.ts';
import { checkThreshold } from './check-thresholds.ts';
import { checkView } from './check-views.ts';
import type { CheckedRule, CheckedRules, CheckedSink } from './checked.ts';
import { type Diagnostic, hasErrors, inOrder } from './diagnostic.ts';
import type { FunctionSignature } from './function-signature.ts';
import { Problems } from './problems.ts';

export interface CheckEnvironment {
  readonly functions: ReadonlyMap<string, FunctionSignature>;
  /** Reads a table once; what it throws is told at the table's file. */
  readonly readTable: ReadTable;
}

/**
 * The rules, absent when there is an error or a part could not be read, and everything that is wrong, in the order of the files. All files see each
 * other's sources and tables. Never throws for anything a rule file can hold.
 */
export function checkRules(
  ast: Ast,
  environment: CheckEnvironment,
): { rules?: CheckedRules; diagnostics: Diagnostic[] } {
  const problems = new Problems();
  const named = uniquelyNamed(problems, ast.declarations);
  const sources = new Map<string, KnownSource>();
  const tables = new Map<string, KnownTable>();
  const declaredTables = named.filter((declaration) => declaration.kind === 'table');
  for (const table of declaredTables) {
    tables.set(
      table.name.value,
      checkTable(problems, table, { files: ast.files, readTable: environment.readTable }),
    );
  }
  for (const declaration of named) {
    if (declaration.kind !== 'source') continue;
    sources.set(
      declaration.name.value,
      checkSource(problems, declaration, { index: sources.size, files: ast.files }),
    );
  }
  const surroundings: Surroundings = { problems, tables, functions: environment.functions };
  const rules = named.map((declaration) => checkRule(surroundings, declaration, sources));
  const sinks = checkSinks(problems, named, ast.files);
  const damaged = named.some((declaration) => declaration.damaged);
  if (!damaged) {
    reportUnused(
      problems,
      declaredTables.map((declared) => ({ declared, known: tables.get(declared.name.value)! })),
    );
  }
  const diagnostics = inOrder(problems.diagnostics);
  if (damaged || hasErrors(diagnostics)) return { diagnostics };
  return {
    diagnostics,
    rules: {
      files: ast.files,
      sources: [...sources.values()].map(({ schema }) => schema),
      tables: [...tables.values()].flatMap(({ content }) => (content === undefined ? [] : [content])),
      rules: rules.filter((rule) => rule !== undefined),
      sinks: sinks.filter((sink) => sink !== undefined),
    },
  };
}

function checkRule(
  surroundings: Surroundings,
  declaration: Declaration,
  sources: ReadonlyMap<string, KnownSource>,
): CheckedRule | undefined {
  if (declaration.kind === 'baseline') return checkBaseline(surroundings, declaration, sources);
  if (declaration.kind === 'view') return checkView(surroundings, declaration, sources);
  return declaration.kind === 'rule' ? checkThreshold(surroundings, declaration, sources) : undefined;
}

function checkSinks(
  problems: Problems,
  declarations: readonly Declaration[],
  files: readonly RuleFile[],
): readonly (CheckedSink | undefined)[] {
  const rules = declarations.flatMap(({ kind, name }): NumberedRule[] =>
    kind === 'source' || kind === 'table' || kind === 'sink' ? [] : [{ kind, name: name.value }],
  );
  return declarations.flatMap((declaration) =>
    declaration.kind === 'sink' ? [checkSink(problems, declaration, { files, rules })] : [],
  );
}

/** Sources, tables, sinks and rules each have names of their own, views count as rules; of two with one name the first counts. */
function uniquelyNamed(problems: Problems, declarations: readonly Declaration[]): readonly Declaration[] {
  const taken = new Set<string>();
  return declarations.filter(({ kind, name }) => {
    const space = kind === 'baseline' || kind === 'view' ? 'rule' : kind;
    const key = `${space} ${name.value}`;
    if (!taken.has(key)) {
      taken.add(key);
      return true;
    }
    const what = space === 'rule' ? 'baseline, rule or view' : space;
    problems.error('C009', name.span, `there is already a ${what} called "${name.value}"`, {
      hint: 'choose another name',
    });
    return false;
  });
}
