/** Sources: their fields and types, their time, and whether their format delivers what they declare. */

import { parseLinePattern } from '../event/line-pattern.ts';
import { arrivalField, type FieldSchema, type SourceFormat } from '../event/schema.ts';
import { secondMs } from '../time/duration.ts';
import { Zone } from '../time/zone.ts';
import { isZoneName, nearestZoneName } from '../time/zone-name.ts';
import type { Located, RuleFile, SourceDeclaration } from './ast.ts';
import { type KnownSource, nameHint, typeText } from './check-context.ts';
import { checkDelivery, checkField, checkTimePattern } from './check-fields.ts';
import { checkArrival, checkIdle, checkTopic, takesArrival } from './check-topics.ts';
import type { Problems } from './problems.ts';

/** A source with every default filled in. It is known to rules even when something in it is wrong. */
export function checkSource(
  problems: Problems,
  source: SourceDeclaration,
  { index, files }: { readonly index: number; readonly files: readonly RuleFile[] },
): KnownSource {
  const { name, damaged } = source;
  reportMissing(problems, source);
  const zone = checkZone(problems, source.zone);
  const format = checkFormat(problems, source);
  const fields = new Map<string, FieldSchema>();
  const silent = new Set<string>();
  for (const declared of source.fields) {
    const field = checkField(problems, declared);
    if (field === undefined) silent.add(declared.name.value);
    else if (fields.has(field.name)) {
      problems.error('C009', declared.name.span, `the field "${field.name}" is declared twice`, {
        hint: 'give one of them another name, and say where it stands: other_name: text from "name"',
      });
    } else {
      fields.set(field.name, field);
      checkTimePattern(problems, { declared, source, zone });
      checkDelivery(problems, { declared, format, path: field.path });
    }
  }
  const known = { fields, silent, damaged: damaged || source.fields.length === 0 };
  const isArrival = takesArrival(source);
  const timeField = isArrival ? checkArrival(problems, source) : checkTimeField(problems, source, known);
  checkIdentity(problems, source, known);
  checkIdle(problems, source.idle);
  const origin = source.origin && checkTopic(problems, source.origin, files);
  // Only now: a record cannot be identified by when it came.
  if (isArrival) fields.set(arrivalField, { name: arrivalField, type: 'time', path: arrivalField });
  return {
    index,
    ...known,
    schema: {
      name: name.value,
      format,
      fields: [...fields.values()],
      timeField,
      zone,
      latenessMs: source.lateness?.value ?? 0,
      precisionMs: source.precision?.value ?? secondMs,
      ...(source.file && { file: source.file.value }),
      ruleFile: files[name.span.file]!.name,
      ...(source.identity && { identityField: source.identity.value }),
      ...(source.year && { year: source.year.value }),
      ...(isArrival && { timeIsArrival: true }),
      ...(origin && { origin }),
      ...(source.idle && { idleMs: source.idle.value }),
    },
  };
}

function reportMissing(
  problems: Problems,
  { name, damaged, format, fields, timeField, year }: SourceDeclaration,
): void {
  if (year !== undefined && (year.value < 1970 || year.value > 9999)) {
    problems.error('C041', year.span, 'a year from 1970 to 9999 is expected', { found: `${year.value}` });
  }
  if (damaged) return;
  const missing = (clause: string, hint: string): undefined =>
    problems.error('C019', name.span, `the source ${name.value} does not say ${clause}`, { hint });
  if (format === undefined) missing('where its events come from', 'add: from ndjson file "events.ndjson"');
  if (fields.length === 0)
    missing('which fields its events have', 'add: fields account: text, event_time: time');
  else if (timeField === undefined)
    missing('which field carries the time of an event', 'add: time event_time');
}

function checkZone(problems: Problems, zone: Located<string> | undefined): Zone {
  if (zone === undefined) return Zone.of('UTC');
  if (isZoneName(zone.value)) return Zone.of(zone.value);
  problems.error('C008', zone.span, `there is no time zone "${zone.value}"`, {
    expected: 'an IANA name such as "Europe/Berlin"',
    hint: `did you mean "${nearestZoneName(zone.value)}"?`,
  });
  return Zone.of('UTC');
}

function checkFormat(problems: Problems, { format, name, origin }: SourceDeclaration): SourceFormat {
  if (format === undefined || format.kind === 'ndjson') return { kind: 'ndjson' };
  if (format.kind === 'csv') {
    const { separator, columns } = format;
    if (separator !== undefined && !/^[^"\r\n]$/.test(separator.value)) {
      problems.error('C041', separator.span, 'a separator is a single character', {
        hint: 'for a tabulator write "\\t"',
      });
    }
    if (columns === undefined && origin !== undefined) {
      const message = `the source ${name.value} does not say which columns its records have`;
      problems.error('C019', origin.name.span, message, {
        hint: 'a topic has no line of names before its records; add: columns account, event_time',
      });
    }
    reportTwice(problems, columns ?? []);
    return {
      kind: 'csv',
      separator: separator?.value ?? ',',
      ...(columns && { columns: columns.map(({ value }) => value) }),
    };
  }
  for (const pattern of format.patterns) {
    try {
      parseLinePattern(pattern.value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.error(
        'C023',
        pattern.span,
        `a line pattern of ${name.value} cannot be read: ${error.message}`,
        {
          hint: 'write it like "{time} {host} sshd: {text}", and {{ for a brace',
        },
      );
    }
  }
  return {
    kind: 'lines',
    patterns: format.patterns.map(({ value }) => value),
    ignoreOthers: format.ignoreOthers,
  };
}

function reportTwice(problems: Problems, columns: readonly Located<string>[]): void {
  const seen = new Set<string>();
  for (const { value, span } of columns) {
    if (seen.has(value)) problems.error('C009', span, `the column "${value}" is named twice`);
    seen.add(value);
  }
}

type KnownFields = Pick<KnownSource, 'fields' | 'silent' | 'damaged'>;

function checkTimeField(
  problems: Problems,
  { name, timeField }: SourceDeclaration,
  known: KnownFields,
): string {
  if (timeField === undefined) return '';
  const field = knownField(problems, { named: timeField, source: name.value, known });
  if (field !== undefined && field.type !== 'time') {
    problems.error('C020', timeField.span, `"${field.name}" does not carry the time of an event`, {
      expected: 'a field of type time',
      found: typeText(field.type),
      hint: `declare it as: ${field.name}: time as "yyyy-MM-dd HH:mm:ss"`,
    });
  }
  return timeField.value;
}

function checkIdentity(problems: Problems, { name, identity }: SourceDeclaration, known: KnownFields): void {
  if (identity !== undefined) knownField(problems, { named: identity, source: name.value, known });
}

function knownField(
  problems: Problems,
  place: { readonly named: Located<string>; readonly source: string; readonly known: KnownFields },
): FieldSchema | undefined {
  const { named, source, known } = place;
  const field = known.fields.get(named.value);
  if (field !== undefined || known.damaged || known.silent.has(named.value)) return field;
  return problems.error('C002', named.span, `there is no field "${named.value}" in the source ${source}`, {
    hint: nameHint(named.value, { known: known.fields.keys(), label: 'fields are' }),
  });
}
