import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createEngine } from '../../src/compose.ts';
import { LevelStore } from '../../src/store/level-store.ts';

const rules = `source log
  from kafka topic "log" as lines "{at}: {who}"
  fields at: time as "MMM d", who: text
  time at, year 2025
view visits on log for each who keep count() as visits, max(at) as last`;

/** Handles lines, keeps the state, and ends. @returns the row of the view */
async function handle(directory: string, lines: readonly string[]): Promise<unknown> {
  const store = await LevelStore.open(directory);
  const engine = createEngine({ rules, store });
  const state = engine.state!;
  await state.restore({ now: 0, graceMs: 0 });
  const values = lines.map((line) => new TextEncoder().encode(line));
  const arrivedAt = lines.map(() => Number.NaN);
  engine.topic('log').push({ count: lines.length, values, places: [...lines.keys()], arrivedAt });
  const [row] = engine.view('visits').rows();
  state.begin({});
  while (!state.write(1_000_000));
  await store.prepare(state.ending);
  await store.commit(state.ending.epoch);
  await store.close();
  return row;
}

it('times without a year go on, after a restart, in the year that was reached', async ({
  onTestFinished,
}) => {
  const directory = mkdtempSync(join(tmpdir(), 'plumbline-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const before = await handle(directory, ['Nov 30: ann', 'Jan 5: ann']);
  expect(before).toEqual({ who: 'ann', visits: 2, last: '2026-01-05T00:00:00Z' });
  const after = await handle(directory, ['Jan 6: ann']);
  expect(after).toEqual({ who: 'ann', visits: 3, last: '2026-01-06T00:00:00Z' });
});
