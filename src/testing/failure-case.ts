/** A violated relation as a scenario that anybody can replay: the altered input, and what it should have given. */

import type { Alert } from '../runtime/output.ts';
import { formatInstant } from '../time/instant.ts';
import type { Relation, Trial } from './relation.ts';
import { bytesOf } from './run.ts';
import type { Subject } from './subject.ts';
import type { Difference, View } from './view.ts';

/** Takes files by their paths: the folder of the case, a slash, the file's name. */
export type SaveCase = (files: Readonly<Record<string, string>>) => void;

export interface FailureCase {
  readonly relation: Relation;
  readonly subject: Subject;
  readonly trial: Trial;
  readonly expected: View;
  readonly difference: Difference;
  readonly seed: number;
  /** Where in the tree of shrunk cases this one is. */
  readonly path: string;
}

/** Name of the folder a case is written to. */
export function folderOf({ relation, seed }: Pick<FailureCase, 'relation' | 'seed'>): string {
  return `${relation.name}-${seed}`;
}

/** The files of a scenario directory by their paths. */
export function filesOf(failure: FailureCase): Readonly<Record<string, string>> {
  const folder = folderOf(failure);
  const { rules, records } = failure.trial.altered;
  return {
    [`${folder}/case.rules`]: rules,
    [`${folder}/events.ndjson`]: new TextDecoder().decode(bytesOf(records)),
    [`${folder}/scenario.txt`]: scenarioText(failure),
  };
}

function scenarioText(failure: FailureCase): string {
  const { relation, subject, expected, difference, seed, path, trial } = failure;
  const { shards, batchRows, memoryBytesMax } = trial.altered.setting;
  const own = [...trial.altered.actors, ...trial.altered.functions].map(({ name }) => name);
  const comments = [
    `relation: ${relation.name}`,
    `claim: ${relation.claim}`,
    `subject: ${subject.name}, seed ${seed}, path "${path}"`,
    `again: checkRelation(relation, subject, { seed: ${seed}, path: '${path}', runs: 1 })`,
    `run with: ${shards} shards, batches of ${batchRows} rows, memory of ${memoryBytesMax} bytes`,
    ...(own.length === 0 ? [] : [`needs what the command line does not know: ${own.join(', ')}`]),
    `differs in ${difference.section}, line ${difference.line + 1}`,
    `expected ${difference.expected}`,
    `found    ${difference.found}`,
  ];
  const actors = new Set(trial.altered.actors.map(({ name }) => name));
  const ofActors = expected.alerts.filter(({ rule }) => actors.has(rule));
  const ofRules = expected.alerts.filter(({ rule }) => !actors.has(rule));
  return [
    ...[...comments, ...expectations(ofActors)].map((comment) => `# ${comment.replaceAll('\n', ' ')}`),
    `scenario "${quoted(relation.claim)}"`,
    'events from "events.ndjson"',
    ...expectations(ofRules),
    `expect exactly ${ofRules.length} alerts`,
    '',
  ].join('\n');
}

/** One line for the alerts of a rule, key and minute; alerts about a window are found at its beginning. */
function expectations(alerts: readonly Alert[]): string[] {
  const counts = new Map<string, number>();
  for (const { rule, key, time, window } of alerts) {
    const minute = formatInstant(window?.from ?? time)
      .slice(0, 16)
      .replace('T', ' ');
    const text = `"${quoted(rule)}" for "${quoted(key)}" at ${minute}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `expect exactly ${count} ${text}`);
}

function quoted(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}
