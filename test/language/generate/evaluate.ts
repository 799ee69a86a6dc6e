/** Generated code of single expressions, ready to be called with a row. */

import type { Batch } from '../../../src/event/batch.ts';
import type { CheckedTable, TypedExpression } from '../../../src/language/checked.ts';
import { standardFunctions } from '../../../src/language/functions/index.ts';
import { code } from '../../../src/language/generate/code.ts';
import { conditionCode, valueCode } from '../../../src/language/generate/expression.ts';
import { Frame } from '../../../src/language/generate/frame.ts';
import { instantiate } from '../../../src/language/generate/instantiate.ts';
import { eventScope, type Surroundings } from '../../../src/language/generate/scope.ts';
import { TableColumns } from '../../../src/language/generate/table-columns.ts';
import type { Value } from '../../../src/language/program.ts';
import { batchOf, type Row, schema } from '../build.ts';

export function surroundingsOf(tables: readonly CheckedTable[] = [], source = schema): Surroundings {
  return {
    functions: standardFunctions,
    tables: new Map(tables.map((table) => [table.name, table])),
    tableColumns: new TableColumns(),
    schema: source,
    zone: source.zone,
  };
}

export function evaluateValue(expression: TypedExpression, row: Row, surroundings = surroundingsOf()): Value {
  return evaluate<Value>(expression, row, surroundings, valueCode);
}

export function evaluateCondition(
  expression: TypedExpression,
  row: Row,
  surroundings = surroundingsOf(),
): boolean {
  return evaluate<boolean>(expression, row, surroundings, conditionCode);
}

function evaluate<Result>(
  expression: TypedExpression,
  row: Row,
  surroundings: Surroundings,
  generate: typeof valueCode,
): Result {
  const frame = new Frame();
  const body = code`return ${generate(expression, eventScope(surroundings, frame))};`;
  const generated = instantiate<(batch: Batch, row: number) => Result>(frame, {
    parameters: code`batch, row`,
    body,
  });
  return generated(batchOf(surroundings.schema, [row]), 0);
}
