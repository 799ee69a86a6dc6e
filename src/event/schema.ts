/** What a source delivers: its format, its fields and their types, and which of them carries time and identity. */

import type { Zone } from '../time/zone.ts';

/**
 * The type of a field or expression. At run time `text`, `ip` and `network` are strings (`ip` and `network` in canonical
 * spelling); `number`, `boolean` (0 or 1), `time` (epoch ms) and `duration` (ms) are numbers. A missing value is
 * `undefined` for the first group and NaN for the second.
 */
export type FieldType = 'text' | 'number' | 'boolean' | 'time' | 'ip' | 'network' | 'duration';

/** True for the types that are strings at run time. */
export function isTextual(type: FieldType): boolean {
  return type === 'text' || type === 'ip' || type === 'network';
}

export interface FieldSchema {
  /** The name rules use. */
  readonly name: string;
  readonly type: FieldType;
  /** Where the value stands in the record: a JSON path (`user.name`), a CSV column, a named part of a line. Same as `name` unless said. */
  readonly path: string;
  /** Pattern of a `time` field ("yyyy-MM-dd HH:mm:ss"), `iso` by default. */
  readonly timePattern?: string;
}

export type SourceFormat =
  | { readonly kind: 'ndjson' }
  | { readonly kind: 'csv'; readonly separator: string; readonly columns?: readonly string[] }
  | { readonly kind: 'lines'; readonly patterns: readonly string[]; readonly ignoreOthers: boolean };

/** A topic by its name in Kafka, or by the path of a file or a folder of files that behaves like one, relative to the rule file. */
export interface TopicPlace {
  readonly kind: 'kafka' | 'folder' | 'file';
  readonly topic: string;
  /** Name of the rule file that says so. */
  readonly ruleFile: string;
}

/** What a source calls the time at which a record reached its topic. */
export const arrivalField = 'arrival';

export interface SourceSchema {
  readonly name: string;
  readonly format: SourceFormat;
  /** Topic the source is read from; absent for files. */
  readonly origin?: TopicPlace;
  /** File the source is read from when nothing else is given, relative to the rule file. */
  readonly file?: string;
  /** Name of the rule file that declares the source. */
  readonly ruleFile?: string;
  /** Only the fields that live rules use are decoded (field pruning); the time and identity fields always are. */
  readonly fields: readonly FieldSchema[];
  readonly timeField: string;
  /** The time field is no part of the record: its value is when the record reached the topic. */
  readonly timeIsArrival?: true;
  /** Field whose value identifies a record: a second record with the same value is a duplicate. */
  readonly identityField?: string;
  readonly zone: Zone;
  /** How far out of order records may arrive, in ms. */
  readonly latenessMs: number;
  /** How long a silent partition is waited for, in ms; unless given, whoever reads the topic decides. */
  readonly idleMs?: number;
  /** Event time is rounded down to multiples of this, in ms. */
  readonly precisionMs: number;
  /** Year of the first record when the time pattern has none. */
  readonly year?: number;
}

/** The fields that stand in the records of a source: all but the time of arrival. */
export function recordFields({ fields, timeField, timeIsArrival }: SourceSchema): readonly FieldSchema[] {
  return timeIsArrival ? fields.filter(({ name }) => name !== timeField) : fields;
}
