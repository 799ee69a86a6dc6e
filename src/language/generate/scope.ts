/** What code generation knows about its surroundings: the function it builds, the rule's world, and where values stand. */

import type { SourceSchema } from '../../event/schema.ts';
import type { Zone } from '../../time/zone.ts';
import type {
  CheckedFeature,
  CheckedKey,
  CheckedTable,
  RunningFeature,
  TypedExpression,
} from '../checked.ts';
import { identityOf } from '../expression-identity.ts';
import { isText } from '../expression-tree.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import { type Code, code, joined } from './code.ts';
import type { Frame } from './frame.ts';
import { quartersPerHour, showNumbers, showPlace } from './show-sample.ts';
import type { TableColumns } from './table-columns.ts';

/** What all rules of a source share. */
export interface Surroundings {
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly tables: ReadonlyMap<string, CheckedTable>;
  readonly tableColumns: TableColumns;
  /** With the fields that are decoded, in the order of a batch's columns. */
  readonly schema: SourceSchema;
  readonly zone: Zone;
}

export interface Scope extends Surroundings {
  readonly frame: Frame;
  /** Code for an expression whose value already stands somewhere, undefined for one that must be computed. */
  read(expression: TypedExpression): Code | undefined;
}

/** What an alert can refer to by index. */
export interface AlertParts {
  readonly keys: readonly CheckedKey[];
  readonly features: readonly CheckedFeature[];
  readonly captures: readonly TypedExpression[];
  /** Score from which on a feature is unusual. */
  readonly threshold: number;
}

/**
 * Scope of functions that get `(batch, row)`: fields stand in columns.
 * @param computed expressions that were computed before, by identity
 */
export function eventScope(
  surroundings: Surroundings,
  frame: Frame,
  computed: ReadonlyMap<string, Code> = new Map(),
): Scope {
  return {
    ...surroundings,
    frame,
    read: (expression) => {
      const known = computed.size > 0 ? computed.get(identityOf(expression)) : undefined;
      if (known !== undefined || expression.kind !== 'field') return known;
      const column = columnOf(surroundings.schema, expression.name);
      return isText(expression)
        ? code`batch.columns[${column}].at(row)`
        : code`batch.columns[${column}].values[row]`;
    },
  };
}

/** Scope of functions that get an `observation`: event expressions stand in its captures. */
export function alertScope(surroundings: Surroundings, frame: Frame, parts: AlertParts): Scope {
  const captures = new Map(
    parts.captures.map((capture, index) => [identityOf(capture), code`observation.captures[${index}]`]),
  );
  const read = (expression: TypedExpression): Code | undefined => {
    switch (expression.kind) {
      case 'key':
        return keyCode(expression.index, expression, frame);
      case 'observed':
        return observedCode(parts.features[expression.feature], expression.feature, { frame, captures });
      case 'aggregate':
        return code`observation.aggregates[${expression.index}]`;
      case 'judgement':
        return judgementCode(expression, parts.threshold);
      case 'score':
        return scoreCode(expression.feature);
      default:
        return captures.size > 0 ? captures.get(identityOf(expression)) : undefined;
    }
  };
  return { ...surroundings, frame, read };
}

/** Index of a field's column in a batch. @throws Error when the field is not decoded, which the passes rule out. */
export function columnOf(schema: SourceSchema, name: string): number {
  const column = schema.fields.findIndex((field) => field.name === name);
  if (column < 0)
    throw new Error(`broken invariant: field "${name}" of source "${schema.name}" was pruned but is read`);
  return column;
}

function keyCode(index: number, expression: TypedExpression, frame: Frame): Code {
  return valueFromText(code`observation.keys[${index}]`, expression, frame);
}

/** What code of observed values stands on; captures are known by the identity of their expressions. */
interface Observing {
  readonly frame: Frame;
  readonly captures: ReadonlyMap<string, Code>;
}

function observedCode(feature: CheckedFeature, index: number, observing: Observing): Code {
  const { frame } = observing;
  if (feature.kind === 'running') return sampleCode(feature, index, observing);
  if (feature.kind !== 'values') return code`observation.numbers[${index}]`;
  return valueFromText(code`observation.texts[${index}]`, feature.of, frame);
}

/** Times stand as quarters of an hour, and are compared as hours. Samples of several numbers are texts. */
function sampleCode(
  { model, parts, aggregates }: RunningFeature,
  index: number,
  { frame, captures }: Observing,
): Code {
  const results = aggregates.map((aggregate) => code`observation.aggregates[${aggregate}]`);
  switch (model.kind) {
    case 'values':
    case 'first seen':
    case 'counts':
      return valueFromText(code`observation.texts[${index}]`, parts[0], frame);
    case 'times':
    case 'presence':
      return code`(observation.numbers[${index}] / ${quartersPerHour})`;
    case 'share':
      return code`(${joined(results, code` / `)})`;
    case 'places': {
      const degrees = parts.map((part) => captures.get(identityOf(part)) ?? constantCode(part));
      return code`${frame.constant(showPlace)}(${joined(degrees, code`, `)})`;
    }
    case 'clusters':
    case 'forest':
      return code`${frame.constant(showNumbers)}([${joined(results, code`, `)}])`;
    default:
      return code`observation.numbers[${index}]`;
  }
}

/** A part of a place that no event changes is not captured. */
function constantCode(part: TypedExpression): Code {
  return part.kind === 'constant' && typeof part.value === 'number' ? code`${part.value}` : code`NaN`;
}

/** The value of a canonical text: what `canonicalTextOf` in `expression.ts` wrote. */
function valueFromText(text: Code, expression: TypedExpression, frame: Frame): Code {
  if (isText(expression)) return text;
  const variable = frame.variable();
  const present = expression.type === 'boolean' ? code`(${variable} === 'true' ? 1 : 0)` : code`+${variable}`;
  return code`((${variable} = ${text}) === undefined ? NaN : ${present})`;
}

/** As a condition. */
function judgementCode(
  expression: TypedExpression & { readonly kind: 'judgement' },
  threshold: number,
): Code {
  const index = expression.feature;
  const judged = code`observation.judged[${index}] === 1`;
  switch (expression.quality) {
    case 'new':
      return code`(${judged} && observation.known[${index}] === 0)`;
    case 'unusual':
      return code`(${judged} && 1 - observation.tails[${index}] >= ${threshold})`;
    case 'rare':
      return code`(${judged} && observation.known[${index}] === 1 && 1 - observation.tails[${index}] >= ${threshold})`;
    case 'high':
      return code`(${judged} && 1 - observation.tailsHigh[${index}] >= ${threshold})`;
    case 'low':
      return code`(${judged} && 1 - observation.tailsLow[${index}] >= ${threshold})`;
    case 'drifting':
      return code`(${judged} && 1 - observation.drifts[${index}] >= ${threshold})`;
  }
}

function scoreCode(feature: number | undefined): Code {
  if (feature === undefined) return code`observation.score`;
  return code`(observation.judged[${feature}] === 1 ? 1 - observation.tails[${feature}] : NaN)`;
}
