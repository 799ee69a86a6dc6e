/**
 * Property tests for rules and actors. Relations say what must never change what is reported: the order of arrival
 * within lateness, batches, shards, quotas, other rules, duplicates, failures. Who writes an actor runs them on it:
 *
 *     import { checkAll, saveCasesIn } from 'plumbline/testing';
 *
 *     const subject = {
 *       name: 'repeated failures',
 *       source: {
 *         name: 'logins',
 *         fields: [
 *           { name: 'who', type: 'text', isKey: true },
 *           { name: 'outcome', type: 'text', values: ['success', 'failure'] },
 *         ],
 *       },
 *       actors: [repeatedFailures],
 *     };
 *     test('holds all relations', () => {
 *       checkAll(subject, { seed: 1, saveCase: saveCasesIn('test-failures') });
 *     });
 *
 * A violation names its seed and path, and is kept as a scenario directory that `plumbline replay` runs.
 */

export { saveCasesIn } from './case-folder.ts';
export {
  type CheckOptions,
  type CheckReport,
  checkAll,
  checkRelation,
  RelationViolated,
} from './check-relation.ts';
export { type EventStep, events, type TimedEvent } from './events.ts';
export type { SaveCase } from './failure-case.ts';
export { type Faults, faults } from './faults.ts';
export type { FieldOutline, SourceOutline } from './outline.ts';
export type { Relation, Trial } from './relation.ts';
export * from './relations/index.ts';
export { type RulesOptions, rules } from './rules.ts';
export type { Outcome, Run, Setting } from './run.ts';
export type { RuleText, Subject } from './subject.ts';
export type { Difference, View } from './view.ts';
