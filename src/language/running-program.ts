/** The part of a compiled baseline that only those have which keep learning. */

import type { RunningSpec } from '../baseline/running/running-spec.ts';
import type { Batch } from '../event/batch.ts';

export interface LevelProgram {
  /** "department", "everyone" */
  readonly name: string;
  /** Value that peers share, as text; undefined when missing. Everyone: always "everyone". */
  read(batch: Batch, row: number): string | undefined;
  /** Peers are the keys that behave alike: nobody names them, they are found. `read` answers undefined then. */
  readonly isSimilar?: true;
}

/** What is done with a sample. `accept` takes nothing but a condition. */
export type DoubtAction = 'ignore' | 'clip' | 'down-weight' | 'quarantine' | 'accept';

/** What a doubtful sample is compared with: all that came, in the period of `during` that runs, in the one before, or ever. */
export type DoubtYardstick = 'this period' | 'previous period' | 'history';

/** A feature of a running baseline, beside the `FeatureProgram` of the same index. */
export interface RunningFeatureProgram {
  readonly model: RunningSpec;
  /** What a bit of surprise of this feature counts for in the whole score, more than 0, at most 10; 1 unless given. */
  readonly weight: number;
  /** Learnt per event: first of the feature's slots in `Measures`: one for each number of a sample, or the text. Times are epoch ms. -1 per window. */
  readonly slot: number;
  /** Learnt per window: the aggregates whose results are the numbers of a sample; empty per event. */
  readonly aggregates: readonly number[];
  /** Indexes in `RunningProgram.levels`, ascending. */
  readonly levels: readonly number[];
  /** True when an alert asks whether it drifts. */
  readonly watchesDrift: boolean;
}

/** What is done with a doubtful sample when its pane has closed. The first that fits decides. */
export interface DoubtProgram {
  /** What is accepted is learnt at once, however surprising, and its like with it that waits in quarantine. */
  readonly action: DoubtAction;
  /** In the words of the language. */
  readonly text: string;
  readonly when: /** The sample's feature scores at least this. */
    | { readonly kind: 'surprise'; readonly score: number }
    /** As many robust deviations from what is usual; numbers only. */
    | { readonly kind: 'outlier'; readonly sigmas: number; readonly against: DoubtYardstick }
    /** Seen on fewer days, this one included. Everything but numbers. */
    | { readonly kind: 'rare'; readonly daysMin: number; readonly against: DoubtYardstick }
    /** An expression of the analyst, on the event. Learnt per event only. */
    | { readonly kind: 'expression'; matches(batch: Batch, row: number): boolean };
  /** Quarantine: how long a sample waits, and on how many days the like of it must have been seen by then to be learnt. */
  readonly waitDays: number;
  readonly daysMin: number;
}

/** A baseline that goes on learning instead of learning in generations. */
export interface RunningProgram {
  readonly features: readonly RunningFeatureProgram[];
  /** All levels of its features, each once, in the order named, everyone last. */
  readonly levels: readonly LevelProgram[];
  /** Slots of `Measures`: of all features learnt per event, or one for each aggregate. */
  readonly slots: number;
  /** IANA name of the key's time zone; undefined, or an unknown name, is the zone of the source. Absent when the rule names none. */
  readonly zone?: (batch: Batch, row: number) => string | undefined;
  /** Holidays as local day numbers since 1970-01-01. */
  readonly daysOff: ReadonlySet<number>;
  readonly calibration: { readonly everyone: boolean; readonly own: boolean };
  /** Slow attacks: surprise of earlier days beyond 2 bits fades over `days` and counts with `weight`. */
  readonly slow?: { readonly days: number; readonly weight: number };
  readonly doubts: readonly DoubtProgram[];
  /** Limits of alerts hold for each group of this level by itself (a tenant); absent when they hold for all keys together. */
  readonly limitLevel?: number;
  /** Evidence across keys: what was highly unusual for another key at the same place a moment ago. Learnt per event only. */
  readonly evidence?: EvidenceProgram;
}

export interface EvidenceProgram {
  /** What keys have in common, a machine or an address: in the words of the rule, and on an event. */
  readonly text: string;
  read(batch: Batch, row: number): string | undefined;
  /** How long after an unusual event it counts, fading to nothing by then. */
  readonly withinMs: number;
  readonly weight: number;
}
