import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/compose.ts';
import { timed } from '../../src/testing/events.ts';
import { arrivals } from '../../src/testing/faults.ts';
import { type EventStep, events, rules, type SourceOutline } from '../../src/testing/index.ts';
import { sourceText } from '../../src/testing/outline.ts';

const source: SourceOutline = {
  name: 'mail',
  fields: [
    { name: 'sender', type: 'text', isKey: true },
    { name: 'department', type: 'text', isKey: true, follows: 'sender' },
    { name: 'server', type: 'text' },
    { name: 'kind', type: 'text', values: ['inside', 'outside'] },
    { name: 'bytes', type: 'number' },
  ],
};
const times = { latenessMs: 1_800_000, precisionMs: 1_000 };
const sample = <Value>(arbitrary: fc.Arbitrary<Value>, count: number) =>
  fc.sample(arbitrary, { seed: 1, numRuns: count });
const refuseTables = (file: string) => {
  throw new Error(`expected rules without tables, found "${file}"`);
};

describe('random rules', () => {
  test('have no errors', () => {
    for (const all of sample(rules(source), 300)) {
      const text = [sourceText(source, times), ...all.map((rule) => rule.text)].join('\n\n');
      const { diagnostics } = compileRules([{ name: 'random.rules', text }], { readTable: refuseTables });
      expect(
        diagnostics.filter(({ severity }) => severity === 'error'),
        text,
      ).toEqual([]);
    }
  });

  test('need a field that keys may be made of', () => {
    const keyless = { name: 'mail', fields: [{ name: 'bytes', type: 'number' }] } as const;
    expect(() => rules(keyless)).toThrow('expected a text field of mail that is a key, found none');
  });
});

describe('random events', () => {
  const all = sample(events(source), 100);
  const count = (holds: (steps: readonly EventStep[]) => boolean) => all.filter(holds).length;

  test('are mostly enough for several lives of a baseline', () => {
    const lengthMs = (steps: readonly EventStep[]) => steps.reduce((sum, { gapMs }) => sum + gapMs, 0);
    expect(count((steps) => steps.length > 100)).toBeGreaterThan(50);
    expect(count((steps) => lengthMs(steps) > 4 * 86_400_000)).toBeGreaterThan(40);
  });

  test('have ties, silences of days, missing values and floods of keys in some cases and not in others', () => {
    const kinds: readonly ((steps: readonly EventStep[]) => boolean)[] = [
      (steps) => steps.some(({ gapMs }, index) => index > 0 && gapMs === 0),
      (steps) => steps.some(({ gapMs }) => gapMs > 86_400_000),
      (steps) => steps.some(({ fields }) => fields.sender === undefined),
      (steps) => new Set(steps.map(({ fields }) => fields.sender)).size > 10,
    ];
    for (const kind of kinds) {
      expect(count(kind)).toBeGreaterThan(5);
      expect(count(kind)).toBeLessThan(95);
    }
  });

  test('take given values and follow other fields', () => {
    const steps = all.flat();
    const kinds = new Set(steps.map(({ fields }) => fields.kind));
    expect(kinds).toEqual(new Set(['inside', 'outside', undefined]));
    const departments = new Set(steps.map(({ fields }) => fields.department));
    expect(departments.size).toBeLessThan(6);
  });
});

describe('arrivals', () => {
  test('by disorder alone keep all events and make none late', () => {
    const disorder = { disorder: 1, tooLate: 0, broken: 0, salt: 3 };
    const property = fc.property(events(source).map(timed), fc.nat(7_200_000), (inOrder, latenessMs) => {
      const arrived = arrivals(inOrder, { latenessMs, faults: disorder });
      expect(new Set(arrived)).toEqual(new Set(inOrder));
      let clock = 0;
      for (const { time } of arrived) {
        expect(clock - time).toBeLessThanOrEqual(latenessMs);
        clock = Math.max(clock, time);
      }
    });
    fc.assert(property, { numRuns: 30, seed: 1 });
  });
});
