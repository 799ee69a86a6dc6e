/**
 * What relations are run on: rules, an embedder's actors, or both, over events of one source. The source is only
 * outlined; the harness declares it, with two fields of its own: `id`, by which records are told apart, and `at`, their time.
 */

import type fc from 'fast-check';
import type { FunctionDefinition } from '../language/functions/definition.ts';
import { formatDuration } from '../time/duration.ts';
import type { ActorDefinition } from '../runtime/actor-definition.ts';
import type { EventStep } from './events.ts';

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

/** One baseline or rule of the language on the outlined source. Keys are opaque to it: it compares none with a constant. */
export interface RuleText {
  readonly name: string;
  readonly text: string;
}

export interface Subject {
  /** Failures are filed under it. */
  readonly name: string;
  readonly source: SourceOutline;
  /** Rules of one case; none unless given. */
  readonly rules?: fc.Arbitrary<readonly RuleText[]>;
  /** Definitions are shared by all runs: whatever they keep outside of their operators leaks from run to run, and is found. */
  readonly actors?: readonly ActorDefinition[];
  readonly functions?: readonly FunctionDefinition[];
  /** Events of one case; `events(source)` unless given. */
  readonly steps?: fc.Arbitrary<readonly EventStep[]>;
}

export interface SourceTimes {
  readonly latenessMs: number;
  readonly precisionMs: number;
}

/** The declaration of the source. */
export function sourceText({ name, fields }: SourceOutline, { latenessMs, precisionMs }: SourceTimes): string {
  const declared = ['id: text', 'at: time', ...fields.map((field) => `${field.name}: ${field.type}`)];
  const lateness = latenessMs === 0 ? '' : `, up to ${formatDuration(latenessMs)} late`;
  return [
    `source ${name} from ndjson`,
    `  fields ${declared.join(', ')}`,
    `  time at${lateness}, zone "UTC", precision ${formatDuration(precisionMs)}`,
    '  identified by id',
  ].join('\n');
}
