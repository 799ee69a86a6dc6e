/**
 * State of every layout there ever was must be taken up and mean the same. Never change a golden file: a new layout gets
 * files of its own beside them, and the old ones are still read.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeState } from '../../src/runtime/saved-state.ts';
import { temporaryFolder } from '../files/folder.ts';
import type { Row } from '../runtime/run-rules.ts';
import { type GoldenState, keptAgain, type Meaning, meaningOf, stateAfter } from './golden-state.ts';

interface Golden {
  readonly rules: readonly string[];
  /** What the state was made of. */
  readonly events: readonly Row[];
  readonly state: GoldenState;
  /** What comes then, and what it leads to. */
  readonly next: readonly Row[];
  readonly meaning: Meaning;
}

const folder = join(import.meta.dirname, 'golden', 'format-1');

describe.each(readdirSync(folder))('format 1 of %s', (name) => {
  const golden = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Golden;
  const rules = golden.rules.join('\n');

  it('is taken up and means the same', async () => {
    const { state, next, meaning } = golden;
    const found = await meaningOf(rules, { state, next, directory: temporaryFolder() });
    // As it stands in a file: what is missing is left out there.
    expect(JSON.parse(JSON.stringify(found))).toEqual(meaning);
  });

  it('is kept again byte for byte', async () => {
    expect(withoutWords(await keptAgain(rules, golden.state, temporaryFolder()))).toEqual(
      withoutWords(golden.state),
    );
  });

  it('is what the same events leave', async () => {
    expect(withoutWords(await stateAfter(rules, golden.events, temporaryFolder()))).toEqual(
      withoutWords(golden.state),
    );
  });
});

it('a record of a newer format is refused, and it is said what to do', () => {
  const { record } = (JSON.parse(readFileSync(join(folder, 'view.json'), 'utf8')) as Golden).state;
  const newer = Buffer.from(JSON.stringify({ ...record, format: 2 }));
  expect(() => decodeState(newer)).toThrow(/layout 2, and this version reads layout 1: use the version/);
});

/** Without what people are told about a rule's state: it may be put in better words. */
function withoutWords({ record, actors }: GoldenState): GoldenState {
  const rules = record.rules.map(({ meaning: _, ...rule }) => rule);
  return { record: { ...record, rules }, actors };
}
