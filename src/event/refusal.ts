/** Why a record was refused before any rule saw it. Codes are stable and never reused. */

export type RefusalCode =
  | 'not-json'
  | 'not-an-object'
  | 'wrong-columns'
  | 'no-pattern-fits'
  | 'wrong-type'
  | 'time-missing'
  | 'time-unreadable'
  | 'time-absurd'
  | 'time-far-ahead'
  | 'time-ahead-of-arrival'
  | 'record-too-long'
  | 'not-text';

export interface Refusal {
  readonly code: RefusalCode;
  readonly source: string;
  /** Number of the record in its input, from 1. */
  readonly position: number;
  /** Field concerned, if one. */
  readonly field?: string;
  /** What was expected and what was found, in one sentence. */
  readonly reason: string;
  /** The beginning of the record, cut to `sampleCharsMax`, unprintable characters escaped. */
  readonly sample: string;
}
