/** What one world of one seed says about a case: the judged key-days with the scores of all scorers, and the labels. Plain JSON. */

import type { Label } from '../../scenarios/index.ts';
import type { ScoredMoment } from './key-days.ts';

export interface CaseOutcome {
  readonly case: string;
  readonly seed: number;
  readonly keys: readonly string[];
  /** Key-days that `base.rules` judged, without those set aside: index into `keys`. */
  readonly keyOf: readonly number[];
  readonly scorers: readonly ScorerOutcome[];
  readonly labels: readonly LabelledDay[];
  /** Judged key-days that bear a label which is not to be found here. */
  readonly setAside: number;
}

export interface ScorerOutcome {
  readonly name: string;
  readonly kind: 'rules' | 'naive';
  /** By key-day; −1 where this scorer judged nothing. */
  readonly scores: readonly number[];
  /** By label: its observations of that day that are higher than all before it and not before the label begins. */
  readonly rises: readonly (readonly ScoredMoment[])[];
  /** By label: the highest observation of the day in words; empty for naive scorers. */
  readonly highest: readonly string[];
}

/** A label stands for the day that holds most of it. */
export interface LabelledDay {
  readonly key: number;
  /** Index of the key-day, −1 when it was not judged: still in warm-up, or nothing that the rules look at. */
  readonly row: number;
  readonly from: number;
  readonly kind: string;
  readonly strength: Label['strength'];
  readonly note: string;
}
