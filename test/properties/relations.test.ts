import { describe, expect, test } from 'vitest';
import { checkRelation, relations, saveCasesIn } from '../../src/testing/index.ts';
import { ownActor, randomRules } from './subjects.ts';

const options = { seed: 20_250_106, saveCase: saveCasesIn('test-failures') };

describe.each([randomRules, ownActor])('$name', (subject) => {
  test.each(relations)('$name: $claim', (relation) => {
    const report = checkRelation(relation, subject, { ...options, runs: 20 });
    console.log(report);
    expect(report.alerts).toBeGreaterThan(0);
  });
});
