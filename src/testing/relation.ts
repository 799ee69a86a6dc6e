/**
 * A relation: a sentence about two runs of an engine that must hold whatever the rules and events are. Each case of it
 * is a trial: runs that say what is expected, one run that was altered, and views of what must agree.
 */

import type fc from 'fast-check';
import type { Outcome, Run } from './run.ts';
import type { Subject } from './subject.ts';
import type { View } from './view.ts';

export interface Relation {
  /** Short, in words joined by hyphens: failures are filed under it. */
  readonly name: string;
  /** What it claims, in one sentence. */
  readonly claim: string;
  trials(subject: Subject): fc.Arbitrary<Trial>;
}

export interface Trial {
  readonly altered: Run;
  /** Run after the altered one. */
  readonly references: readonly Run[];
  /** What the altered run should have given, by what the references gave. */
  readonly expected: (references: readonly Outcome[]) => View;
  /** What it did give. */
  readonly observed: (altered: Outcome) => View;
}
