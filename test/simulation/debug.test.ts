import fc from 'fast-check';
import { test } from 'vitest';
import { liveCases, undisturbed } from './live-case.ts';
import { play, revisionOf } from './live-outcome.ts';
const at = (delivery: any, path: string) => { let out: any; fc.check(fc.property(liveCases(fc.constant(delivery)), (c) => { out = c; return false; }), { seed: 20250106, path, numRuns: 1, endOnFailure: true }); return out; };
test('A', async () => {
  const of = at('at least once', '40');
  const e = await play({ ...of, delivery: 'at least once' }, [undisturbed]);
  const by = new Map<string, string[]>();
  for (const s of e.sent) by.set(revisionOf(s), [...(by.get(revisionOf(s)) ?? []), s]);
  for (const [k, v] of by) if (v.length > 1) console.log(k, v.join('\n'));
});
test('B', async () => {
  const of = at('in transactions', '0');
  const e = await play({ ...of, delivery: 'at least once' }, [undisturbed]);
  for (let seed = -27; seed < -17; seed++) for (const d of ['in transactions', 'at least once']) {
    const f = await play({ ...of, seed, delivery: d as any }, of.lives);
    if (f.metrics[3] !== e.metrics[3]) console.log(seed, d, f.metrics[3], f.runs.map((r) => r.ending + ' ' + r.checkpoints.length).join());
  }
  const T = { ...of, delivery: 'in transactions' };
  const tryit = async (name: string, lives: any) => { for (let seed = -27; seed < -7; seed++) { const f = await play({...T, seed}, lives); if (f.metrics[3] !== e.metrics[3]) { console.log(name, seed, f.runs.map((r) => r.ending + ' ' + r.checkpoints.length).join()); return; } } };
  const L = of.lives;
  console.log(JSON.stringify(L));
  const set = (k: string, v: any) => L.map((l: any) => ({ ...l, settings: { ...l.settings, [k]: v } }));
  await tryit('as is', L);
  await tryit('shards', set('shards', 1));
  await tryit('mem', set('memoryBytesMax', Infinity));
  await tryit('appending', set('appending', { failures: 0, hangs: 0 }));
  await tryit('reading', set('reading', { failures: 0, delayMsMax: 5, recordsMax: 1000 }));
  await tryit('batch', set('batchRows', 2048));
  await tryit('last', L.slice(-1));
  await tryit('last2', L.slice(-2));
});
