/** The program of a plan: filters and keys by source, then the rules, then where their alerts go to. */

import type { FunctionDefinition } from '../functions/definition.ts';
import type { Plan } from '../plan.ts';
import type { Program } from '../program.ts';
import { generateFilter } from './filter.ts';
import { generateKey } from './key.ts';
import { generateRule } from './rule.ts';
import type { Surroundings } from './scope.ts';
import { TableColumns } from './table-columns.ts';

export function generateProgram(
  plan: Plan,
  functions: ReadonlyMap<string, FunctionDefinition>,
): Omit<Program, 'explanation'> {
  const tables = new Map(plan.tables.map((table) => [table.name, table]));
  const tableColumns = new TableColumns();
  const surroundings = plan.sources.map(
    ({ schema }): Surroundings => ({ functions, tables, tableColumns, schema, zone: schema.zone }),
  );
  return {
    sources: plan.sources.map((source, index) => ({
      schema: source.schema,
      filters: source.filters.map((filter) => generateFilter(filter, surroundings[index])),
      keys: source.keys.map((key) => generateKey(key, surroundings[index])),
    })),
    rules: plan.rules.map((planned, index) =>
      generateRule(planned, index, surroundings[planned.rule.source]),
    ),
    sinks: plan.sinks.map((sink) => ({ ...sink, severities: new Set(sink.severities) })),
  };
}
