/** The checked rules: every name looked up, every expression typed, every default filled in, every unit in ms or bytes. */

import type { AggregateKind } from '../baseline/aggregate.ts';
import type { RunningSpec } from '../baseline/running/running-spec.ts';
import type { FieldType, SourceSchema, TopicPlace } from '../event/schema.ts';
import type { CalendarUnit } from '../time/calendar.ts';
import type { WindowSpec } from '../time/window.ts';
import type {
  ArithmeticOperator,
  ComparisonOperator,
  Quality,
  RuleFile,
  Severity,
  Span,
  TextMatchOperator,
} from './ast.ts';
import type { DoubtAction, DoubtYardstick } from './running-program.ts';

export type TypedExpression = { readonly type: FieldType } & (
  | { readonly kind: 'constant'; readonly value: string | number }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly TypedExpression[] }
  | {
      readonly kind: 'lookup';
      readonly table: string;
      readonly key: TypedExpression;
      readonly column: string;
    }
  | { readonly kind: 'in table'; readonly operand: TypedExpression; readonly table: string }
  | {
      readonly kind: 'in values';
      readonly operand: TypedExpression;
      readonly values: readonly (string | number)[];
    }
  /** An address in one of some networks, given in canonical text. */
  | { readonly kind: 'in networks'; readonly operand: TypedExpression; readonly networks: readonly string[] }
  | {
      readonly kind: 'range';
      readonly operand: TypedExpression;
      readonly low: TypedExpression;
      readonly high: TypedExpression;
    }
  | { readonly kind: 'not'; readonly operand: TypedExpression }
  | { readonly kind: 'and' | 'or'; readonly left: TypedExpression; readonly right: TypedExpression }
  /** Both sides have the same type, or types that compare (number, time, duration). */
  | {
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly left: TypedExpression;
      readonly right: TypedExpression;
    }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: TypedExpression;
      readonly right: TypedExpression;
    }
  | {
      readonly kind: 'text match';
      readonly operator: TextMatchOperator;
      readonly operand: TypedExpression;
      readonly pattern: string;
    }
  | { readonly kind: 'missing'; readonly operand: TypedExpression }
  // Only in alerts. `text` is what the rule calls it: a key or feature by its name, an aggregate as it is written.
  /** The value of a key part by its index in `keys`. */
  | { readonly kind: 'key'; readonly index: number; readonly text?: string }
  /** The observed value of a feature by its index. */
  | { readonly kind: 'observed'; readonly feature: number; readonly text?: string }
  /** The value of an aggregate of a threshold rule by its index in `aggregates`. */
  | { readonly kind: 'aggregate'; readonly index: number; readonly text?: string }
  | {
      readonly kind: 'judgement';
      readonly quality: Quality;
      readonly feature: number;
      readonly text?: string;
    }
  | { readonly kind: 'score'; readonly feature?: number; readonly text?: string }
);

export interface CheckedKey {
  readonly name: string;
  readonly expression: TypedExpression;
}

export interface CheckedAggregate {
  readonly kind: AggregateKind;
  /** Absent for `count()`. `distinct` takes any type, the others a number. */
  readonly argument?: TypedExpression;
}

/** Everyone has neither a group nor `isSimilar`. */
export type CheckedLevel = {
  readonly name: string;
  readonly group?: TypedExpression;
  /** Peers are found by their behaviour. */
  readonly isSimilar?: true;
};

export type CheckedFeature = { readonly name: string; readonly type: FieldType } & (
  | { readonly kind: 'values'; readonly of: TypedExpression }
  | { readonly kind: 'hours'; readonly cycle: 'day' | 'week'; readonly of: TypedExpression }
  /** A number per event (`aggregate` absent) or per window. `scale` chooses the model's transformation. */
  | {
      readonly kind: 'amount';
      readonly scale: 'count' | 'amount' | 'value';
      readonly of?: TypedExpression;
      readonly aggregate?: number;
      readonly levels: readonly CheckedLevel[];
    }
  /** Of a baseline that keeps learning. */
  | {
      readonly kind: 'running';
      readonly model: RunningSpec;
      /** Learnt per event: the numbers of a sample, or its text. */
      readonly parts: readonly TypedExpression[];
      /** Learnt per window: the aggregates that are the numbers of a sample. */
      readonly aggregates: readonly number[];
      /** Indexes in `CheckedRunning.levels`, ascending. */
      readonly levels: readonly number[];
      readonly weight: number;
    }
);

export type RunningFeature = CheckedFeature & { readonly kind: 'running' };

/** What is done with doubtful samples; those beyond a score or so many deviations, or those a condition holds for. */
export type CheckedDoubt = { readonly action: DoubtAction } & (
  | { readonly kind: 'surprise'; readonly score: number }
  | { readonly kind: 'outlier'; readonly sigmas: number; readonly against: DoubtYardstick }
  | { readonly kind: 'rare'; readonly daysMin: number; readonly against: DoubtYardstick }
  | { readonly kind: 'condition'; readonly condition: TypedExpression }
) & {
    /** Quarantine: how long a sample waits, and on how many days its like must have come by then to be learnt; 0 otherwise. */
    readonly waitDays: number;
    readonly daysMinToAdmit: number;
  };

/** What makes a baseline a running one. */
export interface CheckedRunning {
  /** Infinity forgets nothing. */
  readonly halfLifeDays: number;
  /** Peers of all features, each once, in the order they are named, everyone last. */
  readonly levels: readonly CheckedLevel[];
  readonly zone?: TypedExpression;
  /** Local days since 1970-01-01, ascending. */
  readonly daysOff: readonly number[];
  readonly calibration: { readonly everyone: boolean; readonly own: boolean };
  readonly slow?: { readonly days: number; readonly weight: number };
  /** The first that fits decides. */
  readonly doubts: readonly CheckedDoubt[];
  /** Index in `levels` of the groups that each have limits of alerts of their own. */
  readonly limitLevel?: number;
  readonly evidence?: {
    readonly of: TypedExpression;
    readonly withinMs: number;
    readonly weight: number;
  };
}

export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly expression: TypedExpression };

export interface CheckedAlert {
  readonly message: readonly MessagePart[];
  readonly condition: TypedExpression;
  /** Alerts a day at most, on average. */
  readonly perDay?: number;
  /** Threshold rules: the window of this alert's aggregates. */
  readonly window?: WindowSpec;
  readonly severity: readonly { readonly severity: Severity; readonly when?: TypedExpression }[];
  readonly oncePer?:
    | { readonly kind: 'calendar'; readonly unit: CalendarUnit }
    | { readonly kind: 'duration'; readonly lengthMs: number };
  readonly span: Span;
}

export interface CheckedHead {
  readonly name: string;
  readonly title: string;
  /** Index in `CheckedRules.sources`. */
  readonly source: number;
  readonly where?: TypedExpression;
  readonly keys: readonly CheckedKey[];
  readonly alerts: readonly CheckedAlert[];
  /** Own allowed lateness of the rule; the source's unless the rule says otherwise. */
  readonly latenessMs: number;
  /** 1 (least) to 10, 5 by default. */
  readonly priority: number;
  readonly memoryBytes?: number;
  readonly span: Span;
}

export interface CheckedBaseline extends CheckedHead {
  readonly kind: 'baseline';
  /** Window of the features when they are learnt per window; absent when they are learnt per event. */
  readonly window?: WindowSpec;
  readonly features: readonly CheckedFeature[];
  readonly aggregates: readonly CheckedAggregate[];
  readonly learnMs: number;
  /** 0 = never relearns. */
  readonly relearnMs: number;
  readonly keepMs: number;
  /** Generations begin with half of what the one before knew, and peers judge those who have none yet. */
  readonly warmStart?: true;
  readonly evidenceMin: number;
  readonly valuesNoise?: { readonly daysMin: number; readonly against: 'period' | 'history' };
  readonly outliersNoise?: { readonly sigmas: number; readonly against: 'period' | 'history' };
  /** Generations: events it holds for are judged, not learnt. */
  readonly notLearnt?: TypedExpression;
  /** Score from which on a feature is unusual. */
  readonly threshold: number;
  /** Present when it keeps learning; all features are `running` then. */
  readonly running?: CheckedRunning;
}

export interface CheckedThreshold extends CheckedHead {
  readonly kind: 'rule';
  readonly aggregates: readonly CheckedAggregate[];
}

export interface CheckedColumn {
  readonly name: string;
  readonly type: FieldType;
  /** Index in `aggregates`. */
  readonly aggregate: number;
}

export interface CheckedView extends CheckedHead {
  readonly kind: 'view';
  /** In the order of the view. */
  readonly columns: readonly CheckedColumn[];
  /** Each once, in an order that does not depend on that of the columns: columns may be moved and renamed over the same state. */
  readonly aggregates: readonly CheckedAggregate[];
  /** Event time without an event after which a key is dropped; Infinity for never. */
  readonly forgetMs: number;
}

export type CheckedRule = CheckedBaseline | CheckedThreshold | CheckedView;

/** A sink takes the alerts of some rules, from a severity on, to a topic. */
export interface CheckedSink {
  readonly name: string;
  readonly title: string;
  /** Indexes in `CheckedRules.rules`, ascending. */
  readonly rules: readonly number[];
  readonly severities: readonly Severity[];
  readonly target: TopicPlace;
}

export interface CheckedTable {
  readonly name: string;
  readonly file: string;
  readonly key: string;
  readonly columns: readonly string[];
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

export interface CheckedRules {
  readonly files: readonly RuleFile[];
  readonly sources: readonly SourceSchema[];
  readonly tables: readonly CheckedTable[];
  readonly rules: readonly CheckedRule[];
  readonly sinks: readonly CheckedSink[];
}
