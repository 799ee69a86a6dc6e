/** Checked rules, expressions and batches made by hand, so that the back end is tested without a rule text. */

import { Batch, NumberColumn } from '../../src/event/batch.ts';
import { type FieldType, isTextual, type SourceSchema } from '../../src/event/schema.ts';
import type { ArithmeticOperator, ComparisonOperator } from '../../src/language/ast.ts';
import type {
  CheckedAlert,
  CheckedBaseline,
  CheckedRule,
  CheckedRules,
  CheckedTable,
  CheckedThreshold,
  CheckedView,
  TypedExpression,
} from '../../src/language/checked.ts';
import type { Observation, Value } from '../../src/language/program.ts';
import { Zone } from '../../src/time/zone.ts';

export const span = { file: 0, start: 0, end: 0 };

export const schema: SourceSchema = {
  name: 'logins',
  format: { kind: 'ndjson' },
  fields: [
    ...(['account', 'city', 'department'] as const).map((name) => ({
      name,
      type: 'text' as const,
      path: name,
    })),
    { name: 'address', type: 'ip', path: 'client.ip' },
    { name: 'rows', type: 'number', path: 'rows' },
    { name: 'size', type: 'number', path: 'size' },
    { name: 'remote', type: 'boolean', path: 'remote' },
    { name: 'took', type: 'duration', path: 'took' },
    { name: 'time', type: 'time', path: '@timestamp' },
    { name: 'unused', type: 'text', path: 'unused' },
  ],
  timeField: 'time',
  zone: Zone.of('Europe/Berlin'),
  latenessMs: 60_000,
  precisionMs: 1,
};

export type Row = Readonly<Record<string, Value>>;

/** A batch of a source with these rows; a field that a row does not name is missing. */
export function batchOf(source: SourceSchema, rows: readonly Row[]): Batch {
  const batch = new Batch(source, rows.length);
  batch.rows = rows.length;
  rows.forEach((values, row) => {
    for (const column of batch.columns) {
      const value = values[column.field.name];
      if (column instanceof NumberColumn)
        column.values[row] = value === undefined ? Number.NaN : Number(value);
      else column.set(row, value === undefined ? undefined : String(value));
    }
  });
  return batch;
}

export function field(name: string, source = schema): TypedExpression {
  const found = source.fields.find((each) => each.name === name);
  if (found === undefined) throw new Error(`the test source has no field "${name}"`);
  return { kind: 'field', type: found.type, name };
}

export function constant(value: string | number | boolean, type: FieldType = typeOf(value)): TypedExpression {
  return { kind: 'constant', type, value: typeof value === 'boolean' ? Number(value) : value };
}

export function compare(
  operator: ComparisonOperator,
  left: TypedExpression,
  right: TypedExpression,
): TypedExpression {
  return { kind: 'compare', type: 'boolean', operator, left, right };
}

export function arithmetic(
  operator: ArithmeticOperator,
  left: TypedExpression,
  right: TypedExpression,
): TypedExpression {
  return { kind: 'arithmetic', type: 'number', operator, left, right };
}

export function and(...operands: readonly TypedExpression[]): TypedExpression {
  return operands.reduce((left, right) => ({ kind: 'and', type: 'boolean', left, right }));
}

export function or(...operands: readonly TypedExpression[]): TypedExpression {
  return operands.reduce((left, right) => ({ kind: 'or', type: 'boolean', left, right }));
}

export function not(operand: TypedExpression): TypedExpression {
  return { kind: 'not', type: 'boolean', operand };
}

export function inValues(operand: TypedExpression, values: readonly (string | number)[]): TypedExpression {
  return { kind: 'in values', type: 'boolean', operand, values };
}

export function call(name: string, type: FieldType, ...values: readonly TypedExpression[]): TypedExpression {
  return { kind: 'call', type, name, arguments: values };
}

export function alert(condition: TypedExpression, more: Partial<CheckedAlert> = {}): CheckedAlert {
  return {
    message: [{ kind: 'text', text: 'unusual' }],
    condition,
    severity: [{ severity: 'medium' }],
    span,
    ...more,
  };
}

export function baseline(more: Partial<CheckedBaseline> = {}): CheckedBaseline {
  return {
    kind: 'baseline',
    name: 'login',
    title: 'Logs in as usual',
    source: 0,
    keys: [{ name: 'account', expression: field('account') }],
    alerts: [alert({ kind: 'judgement', type: 'boolean', quality: 'new', feature: 0 })],
    latenessMs: 60_000,
    priority: 5,
    span,
    features: [{ kind: 'values', name: 'place', type: 'text', of: field('city') }],
    aggregates: [],
    learnMs: 30 * 86_400_000,
    relearnMs: 0,
    keepMs: 90 * 86_400_000,
    evidenceMin: 10,
    threshold: 0.99,
    ...more,
  };
}

export function threshold(more: Partial<CheckedThreshold> = {}): CheckedThreshold {
  return {
    kind: 'rule',
    name: 'burst',
    title: 'Too many',
    source: 0,
    keys: [{ name: 'account', expression: field('account') }],
    alerts: [
      alert(compare('>', { kind: 'aggregate', type: 'number', index: 0 }, constant(3)), {
        window: { kind: 'sliding', lengthMs: 300_000, everyMs: 60_000 },
      }),
    ],
    latenessMs: 60_000,
    priority: 5,
    span,
    aggregates: [{ kind: 'count' }],
    ...more,
  };
}

export function view(more: Partial<CheckedView> = {}): CheckedView {
  return {
    kind: 'view',
    name: 'by_account',
    title: 'By account',
    source: 0,
    keys: [{ name: 'account', expression: field('account') }],
    alerts: [],
    latenessMs: 60_000,
    priority: 5,
    span,
    columns: [{ name: 'logins', type: 'number', aggregate: 0 }],
    aggregates: [{ kind: 'count' }],
    forgetMs: Number.POSITIVE_INFINITY,
    ...more,
  };
}

export function checked(rules: readonly CheckedRule[], tables: readonly CheckedTable[] = []): CheckedRules {
  return { files: [], sources: [schema], tables, rules, sinks: [] };
}

/** An observation of `size` features and aggregates in which nothing was judged. */
export function observation(more: Partial<Observation> = {}, size = 4): Observation {
  return {
    time: 0,
    keys: [],
    texts: new Array<string | undefined>(size).fill(undefined),
    numbers: new Float64Array(size).fill(Number.NaN),
    aggregates: new Float64Array(size),
    judged: new Uint8Array(size),
    known: new Uint8Array(size),
    tails: new Float64Array(size).fill(1),
    tailsHigh: new Float64Array(size).fill(1),
    tailsLow: new Float64Array(size).fill(1),
    drifts: new Float64Array(size).fill(1),
    score: 0,
    captures: [],
    ...more,
  };
}

/** Missing values of either kind are written `undefined`, as in a row. */
export function shown(value: Value): Value {
  return Number.isNaN(value) ? undefined : value;
}

export function missingOf(type: FieldType): Value {
  return isTextual(type) ? undefined : Number.NaN;
}

function typeOf(value: string | number | boolean): FieldType {
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'number' : 'boolean';
}
