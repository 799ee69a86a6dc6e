/** Tables: read once, so that rules know their columns. */

import type { RuleFile, TableDeclaration } from './ast.ts';
import type { KnownTable } from './check-context.ts';
import type { CheckedTable } from './checked.ts';
import type { Problems } from './problems.ts';

/** Columns of a table and its rows by key. @throws Error with a message for people. */
export type ReadTable = (
  file: string,
  ruleFile: string,
  key: string,
) => { columns: readonly string[]; rows: ReadonlyMap<string, readonly string[]> };

/** A table under its name; without content when it could not be read. */
export function checkTable(
  problems: Problems,
  table: TableDeclaration,
  { files, readTable }: { readonly files: readonly RuleFile[]; readonly readTable: ReadTable },
): KnownTable {
  const { name, file, key, damaged } = table;
  if (file === undefined || key === undefined) {
    if (!damaged) {
      const [what, hint] =
        file === undefined
          ? ['which file it is', 'add: from csv "file.csv"']
          : ['which column is its key', 'add: key account'];
      problems.error('C019', name.span, `the table ${name.value} does not say ${what}`, { hint });
    }
    return { name: name.value, used: false };
  }
  let read: Pick<CheckedTable, 'columns' | 'rows'>;
  try {
    read = readTable(file.value, files[table.span.file]!.name, key.value);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    problems.error('C035', file.span, `the table ${name.value} cannot be read: ${error.message}`);
    return { name: name.value, used: false };
  }
  const content = { name: name.value, file: file.value, key: key.value, ...read };
  return { name: name.value, content, used: false };
}

/** Warns of tables that no rule looks into. */
export function reportUnused(
  problems: Problems,
  tables: Iterable<{ readonly declared: TableDeclaration; readonly known: KnownTable }>,
): void {
  for (const { declared, known } of tables) {
    if (known.used || known.content === undefined) continue;
    problems.warning('C101', declared.name.span, `no rule uses the table ${known.name}`, {
      hint: `remove it, or ask for it: where account in ${known.name}`,
    });
  }
}
