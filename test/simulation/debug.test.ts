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
  const piece = { ...undisturbed.settings, checkpointMs: 1, reading: { failures: 0, delayMsMax: 5, recordsMax: 1 } };
  const one = { ...of, rules: of.rules.slice(2) };
  const e1 = await play({ ...one, delivery: 'at least once' }, [undisturbed]);
  const e2 = await play({ ...one, delivery: 'at least once' }, [{ ...undisturbed, settings: piece }]);
  console.log('pieces', JSON.stringify(e1.metrics) === JSON.stringify(e2.metrics), one.partitions.length, e2.metrics, e1.metrics, one.rules, one.times);
  for (let steps = 20; steps < 700; steps += 20) {
    const f = await play({ ...one, delivery: 'at least once' }, [{ ...undisturbed, steps, settings: piece }, { ...undisturbed, settings: piece }]);
    if (f.metrics[1] !== e2.metrics[1]) console.log(steps, f.metrics[1], f.runs.map((r) => r.ending + ' ' + r.checkpoints.length).join());
  }
});
