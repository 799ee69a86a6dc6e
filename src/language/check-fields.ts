/** Fields of a source: their types, how their times are written, and whether the format delivers them. */

import { parseLinePattern } from '../event/line-pattern.ts';
import type { FieldSchema, FieldType, SourceFormat } from '../event/schema.ts';
import { TimeFormat } from '../time/time-format.ts';
import type { Zone } from '../time/zone.ts';
import type { FieldDeclaration, SourceDeclaration } from './ast.ts';
import { nameHint } from './check-context.ts';
import type { Problems } from './problems.ts';

const fieldTypes: readonly FieldType[] = ['text', 'number', 'boolean', 'time', 'ip', 'network', 'duration'];

/** What other languages call our types. */
const otherTypeNames: ReadonlyMap<string, FieldType> = new Map([
  ...['string', 'str', 'varchar', 'keyword'].map((name) => [name, 'text'] as const),
  ...['int', 'integer', 'long', 'float', 'double', 'decimal'].map((name) => [name, 'number'] as const),
  ['bool', 'boolean'],
  ...['timestamp', 'datetime', 'date'].map((name) => [name, 'time'] as const),
  ...['address', 'ipv4', 'ipv6', 'inet'].map((name) => [name, 'ip'] as const),
  ...['cidr', 'subnet'].map((name) => [name, 'network'] as const),
]);

/** Undefined after a problem was noted. */
export function checkField(
  problems: Problems,
  { name, type, path, timePattern }: FieldDeclaration,
): FieldSchema | undefined {
  const known = fieldTypes.find((candidate) => candidate === type.value.toLowerCase());
  if (known === undefined) {
    const meant = otherTypeNames.get(type.value.toLowerCase());
    return problems.error('C007', type.span, `there is no type "${type.value}"`, {
      hint:
        meant === undefined
          ? nameHint(type.value, { known: fieldTypes, label: 'types are' })
          : `write ${meant}`,
    });
  }
  return {
    name: name.value,
    type: known,
    path: path?.value ?? name.value,
    ...(timePattern && known === 'time' && { timePattern: timePattern.value }),
  };
}

/** `as` stands at times only, and its pattern can be read. */
export function checkTimePattern(
  problems: Problems,
  place: { readonly declared: FieldDeclaration; readonly source: SourceDeclaration; readonly zone: Zone },
): void {
  const { declared, source, zone } = place;
  const pattern = declared.timePattern;
  if (pattern === undefined) return;
  if (declared.type.value.toLowerCase() !== 'time') {
    problems.error(
      'C020',
      pattern.span,
      `"as" says how a time is written, but ${declared.name.value} is not a time`,
      {
        hint: `write ${declared.name.value}: time as "${pattern.value}", or leave "as" out`,
      },
    );
    return;
  }
  const reason = refusalOf(pattern.value, { zone, ...(source.year && { year: source.year.value }) });
  if (reason === undefined) return;
  if (source.year === undefined && refusalOf(pattern.value, { zone, year: 2000 }) === undefined) {
    problems.error('C022', pattern.span, `the time of ${declared.name.value} is written without a year`, {
      hint: 'say the year of the first record behind the time: time event_time, year 2024',
    });
    return;
  }
  problems.error('C021', pattern.span, reason, {
    hint: 'write it like "yyyy-MM-dd HH:mm:ss", or "iso", "epoch seconds", "epoch milliseconds"',
  });
}

function refusalOf(pattern: string, options: { zone: Zone; year?: number }): string | undefined {
  try {
    TimeFormat.compile(pattern, options);
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return error.message;
  }
}

/** A line or a csv record delivers only what its patterns or columns name. */
export function checkDelivery(
  problems: Problems,
  place: { readonly declared: FieldDeclaration; readonly format: SourceFormat; readonly path: string },
): void {
  const { declared, format, path } = place;
  const names = namesOf(format);
  if (names === undefined || names.includes(path)) return;
  const { span } = declared.path ?? declared.name;
  const where = format.kind === 'csv' ? 'no column' : 'no part of a line pattern';
  problems.error('C024', span, `${where} is called "${path}"`, {
    hint: nameHint(path, { known: names, label: 'they are' }),
  });
}

/** Names a format delivers, undefined when that is not known before the data comes. */
function namesOf(format: SourceFormat): readonly string[] | undefined {
  if (format.kind === 'csv') return format.columns;
  if (format.kind === 'ndjson') return undefined;
  try {
    return format.patterns.flatMap((pattern) => parseLinePattern(pattern).names);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}
