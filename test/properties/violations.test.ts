import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { map } from 'rxjs';
import { afterAll, describe, expect, test } from 'vitest';
import { localFiles } from '../../src/cli/local-files.ts';
import { createEngine, defineActor } from '../../src/compose.ts';
import { loadScenario, runScenario } from '../../src/replay/run-scenario.ts';
import {
  checkAll,
  checkRelation,
  type Relation,
  RelationViolated,
  relations,
  type Subject,
  sameInputTwice,
  saveCasesIn,
  type View,
} from '../../src/testing/index.ts';
import { ownActor, randomRules } from './subjects.ts';

const folder = mkdtempSync(join(tmpdir(), 'relations-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Broken on purpose: whose events it takes depends on which event came before. */
let timeBefore = 0;
const impatient = defineActor({
  name: 'impatient',
  on: 'logins',
  fields: ['who'],
  key({ time, fields }) {
    const isOvertaken = time < timeBefore;
    timeBefore = time;
    return isOvertaken ? 'overtaken' : (fields.who as string | undefined);
  },
  behaviour: (events, { key }) => events.pipe(map(() => ({ message: `seen ${key}` }))),
  idleMs: 60_000,
});
const impatientSubject: Subject = { ...ownActor, name: 'impatient', actors: [impatient] };

const order = relations.find(({ name }) => name === 'order-within-lateness')!;

/** Does not hold: of half of the input come fewer alerts than of all of it. */
const halfIsEnough: Relation = {
  name: 'half-is-enough',
  claim: 'half of the input gives "all" alerts',
  trials: (subject) =>
    sameInputTwice.trials(subject).map((trial) => ({
      altered: {
        ...trial.altered,
        records: trial.altered.records.slice(0, trial.altered.records.length / 2),
      },
      references: trial.references,
      expected: (outcomes) => alertsOnly(trial.expected(outcomes)),
      observed: (outcome) => alertsOnly(trial.observed(outcome)),
    })),
};

function alertsOnly({ alerts, sections }: View): View {
  return { alerts, sections: { alerts: sections.alerts ?? [] } };
}

function violationOf(check: () => void): RelationViolated {
  try {
    check();
  } catch (error) {
    if (error instanceof RelationViolated) return error;
    throw error;
  }
  throw new Error('expected a violated relation, found that it holds');
}

describe('a relation that does not hold', () => {
  test('is told with its seed and path, the smallest case found, and where it differs', () => {
    const violation = violationOf(() => checkRelation(order, impatientSubject, { seed: 5, runs: 20 }));
    expect(violation.seed).toBe(5);
    expect(violation.message).toContain(
      `${order.claim}; found otherwise with seed 5, path "${violation.path}"`,
    );
    expect(violation.difference.section).toBe('alerts');
    expect(`${violation.difference.expected} ${violation.difference.found}`).toContain('overtaken');
  });

  test('fails again at its seed and path', () => {
    const first = violationOf(() => checkRelation(order, impatientSubject, { seed: 5, runs: 20 }));
    const options = { seed: first.seed, path: first.path, runs: 1 };
    const again = violationOf(() => checkRelation(order, impatientSubject, options));
    expect(again.difference).toEqual(first.difference);
  });

  test('is kept as the files of a scenario', () => {
    const saved: Record<string, string>[] = [];
    const saveCase = (files: Readonly<Record<string, string>>) => saved.push({ ...files });
    violationOf(() => checkRelation(order, impatientSubject, { seed: 5, runs: 20, saveCase }));
    expect(saved).toHaveLength(1);
    const names = ['case.rules', 'events.ndjson', 'scenario.txt'];
    expect(Object.keys(saved[0]!)).toEqual(names.map((name) => `order-within-lateness-5/${name}`));
    expect(saved[0]!['order-within-lateness-5/scenario.txt']).toContain(
      '# needs what the command line does not know: impatient',
    );
  });

  test('of rules is kept as a scenario that shows the failure when it is replayed', async () => {
    const options = { seed: 3, runs: 20, saveCase: saveCasesIn(folder) };
    const { message } = violationOf(() => checkRelation(halfIsEnough, withAlerts, options));
    expect(message).toContain('kept as a scenario: half-is-enough-3');
    const directory = join(folder, 'half-is-enough-3');
    expect(readdirSync(directory).sort()).toEqual(['case.rules', 'events.ndjson', 'scenario.txt']);
    expect(readFileSync(join(directory, 'scenario.txt'), 'utf8')).toContain('# relation: half-is-enough');

    const loaded = await loadScenario(directory, { files: localFiles, generators: new Map() });
    const port = { createEngine, files: localFiles, generators: new Map() };
    const { signal } = new AbortController();
    const steps = runScenario(loaded, port, { sizes: {}, signal, openSinks: async () => ({}) });
    let step = await steps.next();
    while (!step.done) step = await steps.next();
    const { verdicts } = step.value;
    expect(verdicts.length).toBeGreaterThan(1);
    expect(verdicts.some(({ holds }) => !holds)).toBe(true);
  });

  test('does not keep the others from being tried', () => {
    const violated = relations.filter(({ name }) => name !== 'same-input-twice').map(({ claim }) => claim);
    let failure: unknown;
    try {
      checkAll(impatientSubject, { seed: 5, runs: 4 });
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(AggregateError);
    const { errors, message } = failure as AggregateError;
    expect(errors.length).toBeLessThan(relations.length);
    expect(violated.some((claim) => message.includes(claim))).toBe(true);
  });
});

/** Every other event is worth an alert. */
const withAlerts: Subject = {
  ...randomRules,
  rules: fc.constant([
    {
      name: 'often',
      text: 'rule often on s for each who alert "{who}" when count() > 1 over 10 minutes',
    },
  ]),
};
