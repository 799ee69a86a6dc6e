/** What the engine reports: alerts, judged observations, late events, dead letters, decisions of the supervisor, metrics. */

import type { BaselineDocument } from '../baseline/document.ts';
import type { RefusalCode } from '../event/refusal.ts';
import type { Severity } from '../language/ast.ts';

/** How usual one feature of an observation is. */
export interface JudgedFeature {
  readonly name: string;
  /** What was seen, as people read it. */
  readonly observed: string;
  /** What is usual, as people read it. */
  readonly expected: string;
  /** 0 … 1, high is unusual. */
  readonly score: number;
  /** Never learnt before. */
  readonly isNew: boolean;
  /** Score against each level compared with (own history, peer group, everyone), when the feature has levels. */
  readonly levels?: readonly {
    readonly name: string;
    readonly score: number;
    readonly expected: string;
    /** How often the like was seen there: share of the panes learnt, 0 … 1. Only of baselines that go on learning. */
    readonly share?: number;
  }[];
}

/** What another key did at the same place a moment before, which made an observation more unusual. */
export interface AlertEvidence {
  /** What both keys have in common: a machine, an address. */
  readonly place: string;
  readonly key: string;
  /** Epoch ms, and as text in the source's zone. */
  readonly time: number;
  readonly at: string;
  /** What it adds to the surprise of the observation. */
  readonly bits: number;
}

/**
 * A decision about a score. The same alert may be reported again with a higher `revision`: repeated within its `once per`
 * period, corrected by late events, or withdrawn. The last revision of an id is what holds.
 */
export interface Alert {
  /** Same rules and same events give the same id. */
  readonly id: string;
  readonly revision: number;
  readonly status: 'raised' | 'updated' | 'withdrawn';
  readonly rule: string;
  readonly title: string;
  readonly key: string;
  /** Event time of the observation (a window's end for windowed ones), epoch ms. */
  readonly time: number;
  /** When it was, as text in the source's zone: the event's time, or the start of the window. */
  readonly at: string;
  /** Window that was judged, [from, to) in epoch ms; absent for single events. */
  readonly window?: { readonly from: number; readonly to: number };
  readonly severity: Severity;
  readonly score: number;
  readonly message: string;
  readonly features: readonly JudgedFeature[];
  /** Of baselines that add evidence of other keys, when there was any. */
  readonly evidence?: AlertEvidence;
  /** Observations folded into this alert, 1 or more. */
  readonly count: number;
  /** Generation of the baseline that judged; 0 for threshold rules, and where peers alone judged. */
  readonly generation: number;
  /** Position in the input of the record that raised it; 0 when a window's end did. */
  readonly position: number;
}

/** One judged feature of one observation, alert or not: what a threshold is chosen from. */
export interface JudgedObservation {
  readonly time: number;
  readonly rule: string;
  readonly key: string;
  readonly feature: string;
  readonly observed: string;
  readonly expected: string;
  readonly score: number;
  /** Score of the whole observation: the same on the lines of all its features. */
  readonly whole: number;
  /** −log2 of what `whole` leaves to 1: bits of surprise, which go on where a score comes too near to 1 to be told apart. */
  readonly bits: number;
}

/** An event that came after its rule had stopped waiting for its time. */
export interface LateEvent {
  readonly source: string;
  readonly rule: string;
  readonly position: number;
  readonly time: number;
  /** How much too late, in ms. */
  readonly beyondMs: number;
}

/** A record or a turn that could not be handled: nothing changed by it, nothing lost without a trace. */
export interface DeadLetter {
  readonly source: string;
  readonly position: number;
  readonly code: RefusalCode | 'rule-failed' | 'actor-failed' | 'key-too-long';
  readonly reason: string;
  readonly rule?: string;
  readonly key?: string;
  readonly field?: string;
  readonly sample?: string;
}

/** A decision of the supervisor, with its reason. */
export interface Decision {
  readonly kind: 'evicted' | 'returned' | 'quarantined';
  readonly rule: string;
  readonly key: string;
  readonly reason: string;
  readonly weightBytes: number;
}

/** The four phases of a baseline's generation. */
export type Phase = 'learn' | 'ready' | 'close' | 'expire';

export interface RuleMetrics {
  readonly rule: string;
  readonly kind: 'baseline' | 'rule' | 'view' | 'actor';
  readonly source: string;
  /** Events that passed the filter and had a key. */
  readonly events: number;
  readonly judged: number;
  readonly alerts: number;
  readonly late: number;
  readonly failed: number;
  /** Keys by the phase they are in now; `expire` counts those that have gone. */
  readonly keys: {
    readonly learn: number;
    readonly ready: number;
    readonly close: number;
    readonly expire: number;
  };
  readonly evicted: number;
  readonly returned: number;
  readonly weightBytes: number;
  /** Of these, what is kept for noise reduction alone: samples in quarantine, and what doubts compare with. */
  readonly noiseBytes: number;
}

export interface SourceMetrics {
  readonly source: string;
  /** Records read, refused and duplicate ones included. */
  readonly records: number;
  readonly events: number;
  readonly refused: number;
  readonly refusedByCode: Readonly<Record<string, number>>;
  readonly duplicates: number;
  readonly ignored: number;
  /** The source's clock, epoch ms; -Infinity before any event. */
  readonly clock: number;
}

export interface Metrics {
  readonly sources: readonly SourceMetrics[];
  readonly rules: readonly RuleMetrics[];
  /** Accounted bytes of all actors. */
  readonly weightBytes: number;
}

export interface Outputs {
  alert(alert: Alert): void;
  /** Undefined when nobody listens: documents are then not even made. */
  baseline: ((document: BaselineDocument) => void) | undefined;
  late(event: LateEvent): void;
  deadLetter(letter: DeadLetter): void;
  /** Undefined when nobody listens: scores are then not even made. */
  score: ((observation: JudgedObservation) => void) | undefined;
}
