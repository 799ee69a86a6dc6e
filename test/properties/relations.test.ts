import { describe, expect, test } from 'vitest';
import { checkRelation, relations, saveCasesIn } from '../../src/testing/index.ts';
import { failingRules, ownActor, randomRules } from './subjects.ts';

const options = { seed: 20_250_106, saveCase: saveCasesIn('test-failures') };

const subjects = [
  { ...randomRules, runs: 30 },
  { ...failingRules, runs: 15 },
  { ...ownActor, runs: 15 },
];

describe.each(subjects)('$name', (subject) => {
  test.each(relations)('$name: $claim', (relation) => {
    const report = checkRelation(relation, subject, { ...options, runs: subject.runs });
    expect(report.alerts).toBeGreaterThan(subject.runs);
    expect(report.records).toBeGreaterThan(subject.runs * 50);
  });
});
