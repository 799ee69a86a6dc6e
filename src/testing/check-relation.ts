/** Tries relations on a subject, and tells a violation so that it can be seen again. */

import fc from 'fast-check';
import { relationRunsDefault, shrinkRunsMax } from '../limits.ts';
import { filesOf, folderOf, type SaveCase } from './failure-case.ts';
import type { Relation, Trial } from './relation.ts';
import { relations } from './relations/index.ts';
import { execute, type Outcome } from './run.ts';
import type { Subject } from './subject.ts';
import { type Difference, differenceOf, type View } from './view.ts';

export interface CheckOptions {
  /** Cases to try; `relationRunsDefault` unless given. */
  readonly runs?: number;
  /** The same seed tries the same cases. */
  readonly seed: number;
  /** Only the case at this place, as a failure told it. */
  readonly path?: string;
  /** Takes the files of a failed case. */
  readonly saveCase?: SaveCase;
}

/** What the cases came to, so that a test can see that they were no empty ones. */
export interface CheckReport {
  readonly relation: string;
  readonly runs: number;
  readonly records: number;
  readonly alerts: number;
  readonly baselines: number;
  readonly lateEvents: number;
  readonly deadLetters: number;
  readonly evicted: number;
  /** Keys whose baseline was forgotten. */
  readonly expired: number;
}

/** A relation that does not hold. */
export class RelationViolated extends Error {
  override readonly name = 'RelationViolated';
  readonly relation: Relation;
  readonly seed: number;
  readonly path: string;
  readonly difference: Difference;

  constructor(of: {
    relation: Relation;
    seed: number;
    path: string;
    difference: Difference;
    advice: string;
  }) {
    const { relation, seed, path, difference, advice } = of;
    super(
      [
        `${relation.name}: ${relation.claim}; found otherwise with seed ${seed}, path "${path}"`,
        `in ${difference.section}, line ${difference.line + 1}`,
        `  expected ${difference.expected}`,
        `  found    ${difference.found}`,
        advice,
      ].join('\n'),
    );
    this.relation = relation;
    this.seed = seed;
    this.path = path;
    this.difference = difference;
  }
}

/**
 * Tries a relation on random cases of a subject. The smallest case found in which it does not hold goes to `saveCase`.
 * @throws RelationViolated when it does not hold; whatever the engine throws when it fails on a case
 */
export function checkRelation(relation: Relation, subject: Subject, options: CheckOptions): CheckReport {
  const { runs = relationRunsDefault, seed, path } = options;
  const counts = {
    records: 0,
    alerts: 0,
    baselines: 0,
    lateEvents: 0,
    deadLetters: 0,
    evicted: 0,
    expired: 0,
  };
  let shrinkRuns = 0;
  let hasFailed = false;
  const property = fc.property(relation.trials(subject), (trial) => {
    if (hasFailed && ++shrinkRuns > shrinkRunsMax) return;
    const result = attempt(trial);
    count(counts, trial, result.outcome);
    hasFailed ||= result.difference !== undefined;
    return result.difference === undefined;
  });
  const details = fc.check(property, { numRuns: runs, seed, ...(path === undefined ? {} : { path }) });
  if (!details.failed) return { relation: relation.name, runs: details.numRuns, ...counts };
  throw violation(relation, subject, {
    trial: details.counterexample![0],
    path: details.counterexamplePath!,
    options,
  });
}

/** Tries all relations. @throws AggregateError with one error for each that does not hold */
export function checkAll(subject: Subject, options: CheckOptions): readonly CheckReport[] {
  const reports: CheckReport[] = [];
  const failures: unknown[] = [];
  for (const relation of relations) {
    try {
      reports.push(checkRelation(relation, subject, options));
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length === 0) return reports;
  const told = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
  throw new AggregateError(
    failures,
    `${failures.length} relations do not hold for ${subject.name}\n${told.join('\n')}`,
  );
}

interface Attempt {
  readonly outcome: Outcome;
  readonly expected: View;
  readonly difference: Difference | undefined;
}

function attempt({ altered, references, expected, observed }: Trial): Attempt {
  const outcome = execute(altered);
  const wanted = expected(references.map(execute));
  return { outcome, expected: wanted, difference: differenceOf(wanted, observed(outcome)) };
}

function violation(
  relation: Relation,
  subject: Subject,
  of: { trial: Trial; path: string; options: CheckOptions },
): Error {
  const { trial, path, options } = of;
  const { seed, saveCase } = options;
  const place = `${relation.name} on ${subject.name}, seed ${seed}, path "${path}"`;
  let again: Attempt;
  try {
    again = attempt(trial);
  } catch (cause) {
    return new Error(`${place}: the case could not be run`, { cause });
  }
  const { expected, difference } = again;
  if (difference === undefined) {
    return new Error(
      `${place}: it failed once and held when tried again; ` +
        'something outside of the engine remembers earlier runs: look for variables outside of the operators of an actor',
    );
  }
  saveCase?.(filesOf({ relation, subject, trial, expected, difference, seed, path }));
  const advice =
    saveCase === undefined
      ? 'give saveCase to keep the case as a scenario'
      : `the case is kept as a scenario: ${folderOf({ relation, seed })}`;
  return new RelationViolated({ relation, seed, path, difference, advice });
}

type Counts = { -readonly [Name in keyof Omit<CheckReport, 'relation' | 'runs'>]: number };

function count(
  counts: Counts,
  { altered }: Trial,
  { alerts, baselines, lateEvents, deadLetters, metrics }: Outcome,
): void {
  counts.records += altered.records.length;
  counts.alerts += alerts.length;
  counts.baselines += baselines.length;
  counts.lateEvents += lateEvents.length;
  counts.deadLetters += deadLetters.length;
  for (const { evicted, keys } of metrics.rules) {
    counts.evicted += evicted;
    counts.expired += keys.expire;
  }
}
