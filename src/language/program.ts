/** The compiled program: what the runtime executes. Every function in it is generated code without closures over rules' text. */

import type { AggregateKind } from '../baseline/aggregate.ts';
import type { ModelSpec } from '../baseline/create-model.ts';
import type { Batch } from '../event/batch.ts';
import type { FieldType, SourceSchema, TopicPlace } from '../event/schema.ts';
import type { CalendarUnit } from '../time/calendar.ts';
import type { WindowSpec } from '../time/window.ts';
import type { Severity } from './ast.ts';
import type { LevelProgram, RunningProgram } from './running-program.ts';

export type {
  DoubtProgram,
  DoubtYardstick,
  EvidenceProgram,
  LevelProgram,
  RunningFeatureProgram,
  RunningProgram,
} from './running-program.ts';

/** A value at run time: undefined or NaN when missing. */
export type Value = string | number | undefined;

/** A filter shared by all rules of a source that have it. `matches` may throw when an embedder's function throws. */
export interface FilterProgram {
  readonly text: string;
  matches(batch: Batch, row: number): boolean;
}

/** A key expression shared by all rules of a source that have it. */
export interface KeyProgram {
  readonly text: string;
  readonly names: readonly string[];
  readonly types: readonly FieldType[];
  /** Column index when the key is one textual field, so that its bytes can be hashed without making a string; otherwise -1. */
  readonly column: number;
  /** Canonical text of the key, parts joined by U+001F; undefined when a part is missing. */
  read(batch: Batch, row: number): string | undefined;
}

export interface SourceProgram {
  /** Schema with the fields that live rules use (field pruning). */
  readonly schema: SourceSchema;
  readonly filters: readonly FilterProgram[];
  readonly keys: readonly KeyProgram[];
}

/** What was measured on one event: one slot per feature (or per aggregate's argument): texts or numbers by its type. */
export interface Measures {
  readonly numbers: Float64Array;
  readonly texts: (string | undefined)[];
}

/** What the conditions and messages of an alert can see. Filled by the actor, reused from turn to turn. */
export interface Observation {
  /** Event time, or the window's end. */
  time: number;
  /** Parts of the key as texts. */
  readonly keys: readonly string[];
  /** Observed values by feature: the texts are what is shown. When learning is kept up: times as quarters of an hour 0 … 95, travel as km/h. */
  readonly texts: (string | undefined)[];
  readonly numbers: Float64Array;
  /** Results of the aggregates (threshold rules). */
  readonly aggregates: Float64Array;
  /** 1 when the feature was judged in this turn. */
  readonly judged: Uint8Array;
  /** 1 when the value was learnt before. */
  readonly known: Uint8Array;
  /** Tail probabilities by feature: either side, high side, low side. */
  readonly tails: Float64Array;
  readonly tailsHigh: Float64Array;
  readonly tailsLow: Float64Array;
  /** Tails of slow drifts by feature; 1 where nothing drifts. */
  readonly drifts: Float64Array;
  /** 1 - combined tail of the judged features. */
  score: number;
  /** Values of event fields that conditions or messages use, in the order of `captures`. */
  readonly captures: Value[];
}

export interface AlertProgram {
  /** Condition as canonical text, shown by `explain`. */
  readonly text: string;
  /** Severity, or undefined when the condition does not hold. */
  decide(observation: Observation): Severity | undefined;
  message(observation: Observation): string;
  /** True when the condition, once it holds for a part of a window, holds for the whole: it may raise before the window is over. */
  readonly raisesEarly: boolean;
  /** Alerts a day on average that it may raise: the threshold follows from it. Running baselines only. */
  readonly budget?: { readonly perDay: number };
  /** The worst severity it can have. */
  readonly severest: Severity;
  /** Window of a threshold rule's alert. */
  readonly window?: WindowSpec;
  readonly oncePer?:
    | { readonly kind: 'calendar'; readonly unit: CalendarUnit }
    | { readonly kind: 'duration'; readonly lengthMs: number };
}

export interface AggregateProgram {
  readonly kind: AggregateKind;
  readonly text: string;
  /** True when the argument is textual (only `distinct`): it stands in `texts`, otherwise in `numbers`. */
  readonly textual: boolean;
}

export interface FeatureProgram {
  readonly name: string;
  readonly type: FieldType;
  readonly model: ModelSpec;
  /** Which direction of an amount counts: the one the alerts ask for, both unless they all ask for the same. */
  readonly side: 'high' | 'low' | 'both';
  /** Index of the aggregate for features learnt per window. */
  readonly aggregate: number;
  readonly levels: readonly LevelProgram[];
  /** Canonical text for `explain`, state ids and documents. */
  readonly text: string;
}

interface RuleProgramHead {
  readonly index: number;
  readonly name: string;
  readonly title: string;
  readonly source: number;
  /** Index in the source's filters, -1 without a filter. */
  readonly filter: number;
  /** Index in the source's keys. */
  readonly key: number;
  /** Parts of the key; only a key of several parts is one text with separators. */
  readonly keyParts: number;
  /** Hash of the canonical logical subtree (source, filter, key, window, features, learning; not names, thresholds, severities, messages). */
  readonly stateId: string;
  /** What the state means, a line for each part, in the words of the language: it tells why two ids differ. */
  readonly stateMeaning: string;
  readonly latenessMs: number;
  /** Deadlines are rounded up to multiples of this. */
  readonly tickMs: number;
  readonly priority: number;
  readonly memoryBytes?: number;
  readonly alerts: readonly AlertProgram[];
  readonly aggregates: readonly AggregateProgram[];
  /** Evaluates the features (per event) or the aggregates' arguments (per window, threshold). May throw. */
  measure(batch: Batch, row: number, out: Measures): void;
  /** What is captured, as canonical text; `capture` evaluates it. May throw. */
  readonly captures: readonly string[];
  capture(batch: Batch, row: number, out: Value[]): void;
}

export interface BaselineProgram extends RuleProgramHead {
  readonly kind: 'baseline';
  readonly window?: WindowSpec;
  readonly features: readonly FeatureProgram[];
  readonly learnMs: number;
  readonly relearnMs: number;
  readonly keepMs: number;
  /** Generations: each begins with half of what the one before knew, and peers judge a key that has none yet. */
  readonly warmStart?: true;
  readonly evidenceMin: number;
  /** Generations: events that are judged, not learnt; absent when all are learnt. */
  readonly ignores?: FilterProgram;
  /** Score from which on a feature counts as unusual. */
  readonly threshold: number;
  /** True when a condition asks for unusually low amounts: then windows without any event are judged as well. */
  readonly watchesSilence: boolean;
  /** Present when it keeps learning; then `relearnMs` is 0, and `keepMs` is the silence after which a key is forgotten. */
  readonly running?: RunningProgram;
}

export interface ThresholdProgram extends RuleProgramHead {
  readonly kind: 'rule';
}

/** A name and a type of what a view shows: a part of its key, or a column. */
export interface ViewField {
  readonly name: string;
  readonly type: FieldType;
}

export interface ViewColumn extends ViewField {
  /** Index in `aggregates`. */
  readonly aggregate: number;
}

/** It has no alerts, and no event is too late for it: `latenessMs` is only how long forgetting waits. */
export interface ViewProgram extends RuleProgramHead {
  readonly kind: 'view';
  readonly keys: readonly ViewField[];
  readonly columns: readonly ViewColumn[];
  /** Event time without an event after which a key is dropped; Infinity for never. */
  readonly forgetMs: number;
}

export type RuleProgram = BaselineProgram | ThresholdProgram | ViewProgram;

/** Takes the alerts of some rules to a topic. */
export interface SinkProgram {
  readonly name: string;
  readonly title: string;
  /** Indexes in `Program.rules`, ascending; views are not among them. */
  readonly rules: readonly number[];
  readonly severities: ReadonlySet<Severity>;
  readonly target: TopicPlace;
}

export interface Program {
  readonly sources: readonly SourceProgram[];
  readonly rules: readonly RuleProgram[];
  readonly sinks: readonly SinkProgram[];
  /** The plan as text, for `explain`. */
  readonly explanation: string;
}
