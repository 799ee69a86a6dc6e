/** A run that is killed and started again reports what an undisturbed one does, whatever fails on the way. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LiveCase, liveCases, undisturbed } from './live-case.ts';
import { type LiveOutcome, play } from './live-outcome.ts';

const options = {
  seed: 4242,
  numRuns: 200,
  endOnFailure: true,
};

/** What must be the same in the end, however alerts are delivered. */
function expectSameEnd(found: LiveOutcome, expected: LiveOutcome, { partitions }: LiveCase): void {
  expect(found.violations).toEqual([]);
  const ofSink = (sent: readonly string[]) => [...new Set(sent)].sort();
  expect(ofSink(found.sent)).toEqual(ofSink(expected.sent));
  expect(found.metrics).toEqual(expected.metrics);
  expect(found.afterwards).toEqual(expected.afterwards);
  const records = partitions.reduce((sum, { length }) => sum + length, 0);
  expect(JSON.parse(found.metrics[0]!).records).toBe(records);
}

async function compare(of: LiveCase): Promise<{ found: LiveOutcome; expected: LiveOutcome }> {
  const expected = await play({ ...of, delivery: 'at least once' }, [undisturbed]);
  expect(expected.violations).toEqual([]);
  const found = await play(of, of.lives);
  expectSameEnd(found, expected, of);
  return { found, expected };
}

describe('a run that is killed again and again', () => {
  test('reports every revision of every alert at least once', async () => {
    await fc.assert(
      fc.asyncProperty(liveCases(fc.constant('at least once')), async (of) => {
        await compare(of);
      }),
      options,
    );
  });

  test('reports every revision of every alert exactly once in transactions, in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(liveCases(fc.constant('in transactions')), async (of) => {
        const { found, expected } = await compare(of);
        expect(found.sent).toEqual(expected.sent);
      }),
      options,
    );
  });

  test('reports every revision of every alert exactly once to a folder that it can read back', async () => {
    await fc.assert(
      fc.asyncProperty(liveCases(fc.constant('read back')), async (of) => {
        const { found } = await compare(of);
        expect(found.sent.length).toBe(new Set(found.sent).size);
      }),
      options,
    );
  });
});
