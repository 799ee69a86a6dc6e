/**
 * The outline of a source: enough to declare it, to draw events of it, and to write rules on it. The harness adds two
 * fields of its own: `id`, by which records are told apart, and `at`, their time.
 */

import { formatDuration } from '../time/duration.ts';

export interface FieldOutline {
  readonly name: string;
  readonly type: 'text' | 'number';
  /** Keys of rules and actors are made of it, and of nothing else: relations rename its values, and part the events by them. */
  readonly isKey?: true;
  /** Values to choose from; unless given a few made-up words, or whole numbers. */
  readonly values?: readonly (string | number)[];
  /** Name of an earlier field it mostly follows from, as a department does from a user. */
  readonly follows?: string;
}

export interface SourceOutline {
  readonly name: string;
  readonly fields: readonly FieldOutline[];
}

export interface SourceTimes {
  readonly latenessMs: number;
  readonly precisionMs: number;
}

/** The declaration of the source in the language of rules. */
export function sourceText(
  { name, fields }: SourceOutline,
  { latenessMs, precisionMs }: SourceTimes,
): string {
  const declared = ['id: text', 'at: time', ...fields.map((field) => `${field.name}: ${field.type}`)];
  const lateness = latenessMs === 0 ? '' : `, up to ${formatDuration(latenessMs)} late`;
  return [
    `source ${name} from ndjson`,
    `  fields ${declared.join(', ')}`,
    `  time at${lateness}, zone "UTC", precision ${formatDuration(precisionMs)}`,
    '  identified by id',
  ].join('\n');
}

/** Names of the fields that keys are made of. */
export function keyFields({ fields }: SourceOutline): readonly string[] {
  return fields.filter(({ isKey }) => isKey).map(({ name }) => name);
}
