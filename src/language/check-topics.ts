/** Topics: their names, as Kafka or a file system takes them, and what only they know: when a record arrived, and when none does. */

import { arrivalField, type TopicPlace } from '../event/schema.ts';
import { idleMsMax, idleMsMin, topicNameCharsMax } from '../limits.ts';
import { formatDuration } from '../time/duration.ts';
import type { Located, RuleFile, SourceDeclaration, TopicDeclaration } from './ast.ts';
import type { Problems } from './problems.ts';
import { quoteText } from './text-literal.ts';

/** A topic by its place. Names that cannot be used are noted. */
export function checkTopic(
  problems: Problems,
  { kind, name }: TopicDeclaration,
  files: readonly RuleFile[],
): TopicPlace {
  const { value, span } = name;
  if (value.trim() === '') {
    const what = kind === 'kafka' ? 'the name of a topic' : `the path of a ${kind}`;
    problems.error('C047', span, `${what} is empty`, { hint: `write for example: ${examples[kind]}` });
  } else if (kind === 'kafka') {
    const reason = refusalOf(value);
    if (reason !== undefined)
      problems.error('C047', span, `Kafka has no topics of this name: ${reason}`, {
        hint: 'a name has letters from a to z, digits, ".", "_" and "-"',
      });
  }
  if (kind === 'file' && value.trim() !== '' && !value.endsWith(fileEnding)) {
    problems.error('C047', span, `a file that takes alerts ends in ${fileEnding}`, {
      found: quoteText(value),
      hint: `write for example: ${examples.file}`,
    });
  }
  return { kind, topic: value, ruleFile: files[span.file]!.name };
}

const fileEnding = '.ndjson';
const examples = {
  kafka: 'kafka topic "log_data"',
  folder: 'folder "topics/log_data"',
  file: 'file "alerts.ndjson"',
} as const;

/** Why Kafka refuses the name, undefined when it does not. Source: `org.apache.kafka.common.internals.Topic`. */
function refusalOf(name: string): string | undefined {
  if (name === '.' || name === '..') return `"${name}" is a directory`;
  const stranger = /[^a-zA-Z0-9._-]/u.exec(name)?.[0];
  if (stranger !== undefined) return `"${stranger}" cannot stand in it`;
  if (name.length > topicNameCharsMax)
    return `it has ${name.length} characters, ${topicNameCharsMax} are allowed`;
  return undefined;
}

/** True for `time arrival`, unless the records have a field of this name. */
export function takesArrival({ timeField, fields }: SourceDeclaration): boolean {
  return timeField?.value === arrivalField && !fields.some(({ name }) => name.value === arrivalField);
}

/** Only a topic can know when a record arrived. Answers the name of the time field. */
export function checkArrival(
  problems: Problems,
  { name, timeField, format, origin }: SourceDeclaration,
): string {
  if (format !== undefined && origin === undefined) {
    problems.error(
      'C048',
      timeField!.span,
      `the source ${name.value} reads no topic: nobody knows when its records arrived`,
      {
        hint: 'name the field that carries the time of an event, or read from a topic: from kafka topic "log_data"',
      },
    );
  }
  return arrivalField;
}

export function checkIdle(problems: Problems, idle: Located<number> | undefined): void {
  if (idle === undefined || (idle.value >= idleMsMin && idle.value <= idleMsMax)) return;
  problems.error('C041', idle.span, 'a silent partition is waited for from 1 second to 1 day', {
    found: formatDuration(idle.value),
  });
}
