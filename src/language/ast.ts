/**
 * The syntax tree: what the parser read, with places, before any name has been looked up. Each later stage is a value
 * of its own type (`Ast → CheckedRules → Plan → Program`), so that passes in a wrong order do not compile.
 */

import type { CalendarUnit } from '../time/calendar.ts';
import type { WindowSpec } from '../time/window.ts';
import type { DoubtAction, DoubtYardstick } from './running-program.ts';

/** A stretch of one rule file: offsets in UTF-16 units, end exclusive. */
export interface Span {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** A name or other piece of text with its place. */
export interface Located<Value> {
  readonly value: Value;
  readonly span: Span;
}

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type TextMatchOperator = 'contains' | 'starts with' | 'ends with' | 'matches';
export type Quality = 'new' | 'rare' | 'unusual' | 'high' | 'low' | 'drifting';

export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly span: Span }
  | { readonly kind: 'duration'; readonly valueMs: number; readonly span: Span }
  | { readonly kind: 'text'; readonly value: string; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | {
      readonly kind: 'call';
      readonly name: Located<string>;
      readonly arguments: readonly Expression[];
      readonly span: Span;
    }
  /** `staff[sender].department` */
  | {
      readonly kind: 'lookup';
      readonly table: Located<string>;
      readonly key: Expression;
      readonly column: Located<string>;
      readonly span: Span;
    }
  | { readonly kind: 'not'; readonly operand: Expression; readonly span: Span }
  | { readonly kind: 'negate'; readonly operand: Expression; readonly span: Span }
  | {
      readonly kind: 'and' | 'or';
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  /** `x in ("a", "b")`, `x in dba` (a table), `x in "10.0.0.0/8"`, `x not in …` */
  | {
      readonly kind: 'in';
      readonly operand: Expression;
      readonly set: readonly Expression[];
      readonly negated: boolean;
      readonly span: Span;
    }
  /** `x in 400 to 499` and `x between 400 and 499`, both ends included */
  | {
      readonly kind: 'range';
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly negated: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'text match';
      readonly operator: TextMatchOperator;
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly negated: boolean;
      readonly span: Span;
    }
  /** `x is missing`, `x is known` */
  | { readonly kind: 'missing'; readonly operand: Expression; readonly negated: boolean; readonly span: Span }
  /** `new place`, `rare place`, `unusual hour`, `sent is unusual`, `sent is unusually high`, `sent is drifting` */
  | {
      readonly kind: 'judgement';
      readonly quality: Quality;
      readonly feature: Located<string>;
      readonly span: Span;
    }
  /** `score of place`; a bare `score` is read as a name. */
  | { readonly kind: 'score'; readonly feature: Located<string>; readonly span: Span };

export interface FieldDeclaration {
  readonly name: Located<string>;
  readonly type: Located<string>;
  /** `from "user.name"` */
  readonly path?: Located<string>;
  /** `as "yyyy-MM-dd HH:mm:ss"` */
  readonly timePattern?: Located<string>;
}

export type FormatDeclaration =
  | { readonly kind: 'ndjson' }
  | {
      readonly kind: 'csv';
      readonly separator?: Located<string>;
      readonly columns?: readonly Located<string>[];
    }
  | { readonly kind: 'lines'; readonly patterns: readonly Located<string>[]; readonly ignoreOthers: boolean };

/** `kafka topic "log_data"`, `folder "topics/log_data"`, `file "alerts.ndjson"` */
export interface TopicDeclaration {
  readonly kind: 'kafka' | 'folder' | 'file';
  readonly name: Located<string>;
}

/**
 * What every declaration has. Clauses that the language demands are optional here: the checker says what is missing.
 * `damaged`: a part of it could not be read, so that what seems to be missing may only be misspelt.
 */
interface DeclarationHead {
  readonly name: Located<string>;
  readonly damaged: boolean;
  readonly span: Span;
}

export interface SourceDeclaration extends DeclarationHead {
  readonly kind: 'source';
  readonly format?: FormatDeclaration;
  readonly file?: Located<string>;
  readonly origin?: TopicDeclaration;
  readonly fields: readonly FieldDeclaration[];
  readonly timeField?: Located<string>;
  readonly lateness?: Located<number>;
  readonly zone?: Located<string>;
  readonly precision?: Located<number>;
  readonly year?: Located<number>;
  readonly identity?: Located<string>;
  /** How long a silent partition is waited for, in ms. */
  readonly idle?: Located<number>;
}

export interface TableDeclaration extends DeclarationHead {
  readonly kind: 'table';
  readonly file?: Located<string>;
  readonly key?: Located<string>;
}

export interface SinkDeclaration extends DeclarationHead {
  readonly kind: 'sink';
  readonly title?: Located<string>;
  /** `alerts of error_burst, ddos`; absent: of all rules. */
  readonly rules?: readonly Located<string>[];
  /** The least severity that is written; absent: low. */
  readonly severity?: Located<Severity>;
  readonly target?: TopicDeclaration;
}

export interface KeyDeclaration {
  readonly expression: Expression;
  /** `as who`; a plain field is called by its own name. */
  readonly name?: Located<string>;
}

export type WindowClause = Located<WindowSpec>;

/** What a peer level compares with: `everyone`, `similar keys`, or the keys with the same value of an expression (`department`). */
export type LevelDeclaration =
  | { readonly kind: 'everyone' | 'similar keys'; readonly span: Span }
  | { readonly kind: 'group'; readonly expression: Expression; readonly span: Span };

export type FeatureDeclaration = {
  readonly name: Located<string>;
  readonly span: Span;
  readonly against: readonly LevelDeclaration[];
  /** `weight 0.2` */
  readonly weight?: Located<number>;
} & (
  | { readonly kind: 'values'; readonly of: Expression }
  /** `within 1 hour` in ms: how wide an hour reaches. */
  | {
      readonly kind: 'hours';
      readonly cycle: 'day' | 'week' | 'day type';
      readonly of: Expression;
      readonly within?: Located<number>;
    }
  | { readonly kind: 'frequency'; readonly window: WindowClause }
  /** `of` is an aggregate call when there is a window, a plain expression when there is none. */
  | { readonly kind: 'range'; readonly of: Expression; readonly window?: WindowClause }
  | { readonly kind: 'presence' | 'first seen' | 'counts'; readonly of: Expression }
  /** Places: latitude and longitude. Travel: the time, too. */
  | { readonly kind: 'places' | 'travel'; readonly of: readonly Expression[] }
  /** `share of outcome = "failure" per day` */
  | { readonly kind: 'share'; readonly of: Expression; readonly window: WindowClause }
  /** `ratio of sum(a) to sum(b) per day` */
  | {
      readonly kind: 'ratio';
      readonly of: Expression;
      readonly to: Expression;
      readonly window: WindowClause;
    }
  | {
      readonly kind: 'smoothed';
      readonly of: Expression;
      readonly window: WindowClause;
      readonly season: 'none' | 'day' | 'week';
    }
  | { readonly kind: 'periodic' | 'series'; readonly of: Expression; readonly window: WindowClause }
  | {
      readonly kind: 'clusters' | 'isolation';
      readonly of: readonly Expression[];
      readonly window: WindowClause;
    }
  /** `expected sum(rows) given count() per day`: all of them aggregates when there is a window, plain expressions when there is none. */
  | {
      readonly kind: 'expected';
      readonly of: Expression;
      readonly given: readonly Expression[];
      readonly window?: WindowClause;
    }
);

/** `quarantine surprises above 0.99 for 21 days, admit after 3 days`. Generations know `ignore` alone, and no surprises. */
export interface DoubtDeclaration {
  readonly action: DoubtAction;
  readonly what: DoubtfulDeclaration;
  /** Only behind `quarantine`. */
  readonly waitMs?: Located<number>;
  readonly admitMs?: Located<number>;
  readonly span: Span;
}

export type DoubtfulDeclaration =
  /** `surprises above 0.99` */
  | { readonly kind: 'surprises'; readonly score: Located<number> }
  /** `outliers beyond 4 sigma against previous period` */
  | { readonly kind: 'outliers'; readonly sigmas: number; readonly against?: DoubtYardstick }
  /** `values seen on fewer than 2 days against history` */
  | { readonly kind: 'values'; readonly daysMin: number; readonly against?: DoubtYardstick }
  /** `where rows > 1000000` */
  | { readonly kind: 'where'; readonly condition: Expression };

export type Severity = 'low' | 'medium' | 'high' | 'critical';

export type MessageTemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly expression: Expression };

export interface AlertDeclaration {
  readonly message: readonly MessageTemplatePart[];
  readonly condition?: Expression;
  /** `at most 5 a day`, as alerts per day. */
  readonly budget?: Located<number>;
  readonly window?: WindowClause;
  /** First case whose condition holds wins; the last one has none. Absent: medium. */
  readonly severity: readonly { readonly severity: Severity; readonly when?: Expression }[];
  readonly oncePer?: Located<
    | { readonly kind: 'calendar'; readonly unit: CalendarUnit }
    | { readonly kind: 'duration'; readonly lengthMs: number }
  >;
  readonly span: Span;
}

/** What baselines, threshold rules and views have in common. */
export interface RuleHead extends DeclarationHead {
  readonly title?: Located<string>;
  readonly source?: Located<string>;
  readonly where?: Expression;
  readonly keys: readonly KeyDeclaration[];
  /** `in zone staff[account].zone`, behind the keys */
  readonly zone?: Located<Expression>;
  readonly alerts: readonly AlertDeclaration[];
  readonly lateness?: Located<number>;
  readonly priority?: Located<number>;
  readonly memoryBytes?: Located<number>;
}

export interface BaselineDeclaration extends RuleHead {
  readonly kind: 'baseline';
  readonly features: readonly FeatureDeclaration[];
  readonly learn?: Located<number>;
  readonly relearn?: Located<number>;
  readonly keep?: Located<number>;
  /** Where `warm start` stands. */
  readonly warmStart?: Span;
  /** Observations needed before the baseline judges. */
  readonly evidence?: Located<{ readonly count: number; readonly of: 'events' | 'windows' }>;
  /** `unusual above 0.995` */
  readonly threshold?: Located<number>;
  /** Where `keep learning` stands: it makes the baseline a running one. */
  readonly keepLearning?: Span;
  /** In ms; Infinity for `half-life never`. */
  readonly halfLife?: Located<number>;
  /** `forget after 90 days` */
  readonly forget?: Located<number>;
  /** `days off in holidays`: the name of a table. */
  readonly daysOff?: Located<string>;
  /** In the order they are written. */
  readonly doubts: readonly DoubtDeclaration[];
  /** Where `no quarantine` stands. */
  readonly noQuarantine?: Span;
  /** `calibrate against everyone, own history`, `no calibration` */
  readonly calibration?: Located<{ readonly everyone: boolean; readonly own: boolean }>;
  /** `add slow surprise over 12 days, weight 0.6` */
  readonly slow?: Located<{ readonly lengthMs: number; readonly weight?: Located<number> }>;
  /** `add evidence of client_ip within 1 hour, weight 0.5` */
  readonly addedEvidence?: Located<{
    readonly of: Expression;
    readonly within: Located<number>;
    readonly weight?: Located<number>;
  }>;
  /** `limit alerts for each staff[user].tenant` */
  readonly limitGroup?: Located<Expression>;
}

export interface ThresholdDeclaration extends RuleHead {
  readonly kind: 'rule';
}

/** `count() as error_count` */
export interface ColumnDeclaration {
  readonly expression: Expression;
  readonly name: Located<string>;
}

/** A view has no alerts. */
export interface ViewDeclaration extends RuleHead {
  readonly kind: 'view';
  readonly columns?: readonly ColumnDeclaration[];
  /** `forget after 30 days` */
  readonly forget?: Located<number>;
}

export type Declaration =
  | SourceDeclaration
  | TableDeclaration
  | BaselineDeclaration
  | ThresholdDeclaration
  | ViewDeclaration
  | SinkDeclaration;

export interface RuleFile {
  /** Shown in diagnostics. */
  readonly name: string;
  readonly text: string;
}

export interface Ast {
  readonly files: readonly RuleFile[];
  readonly declarations: readonly Declaration[];
}
