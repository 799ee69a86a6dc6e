import { expect, test } from 'vitest';
import { SimulatedBroker } from './simulated-broker.ts';
import { simulateRun, type RunSettings } from './simulated-run.ts';
import { SimulatedDisk } from './simulated-store.ts';
import { SimulatedTopic } from './simulated-topic.ts';
import { SimulatedWorld } from './simulated-world.ts';
const rules = `source s
  from kafka topic "in"
  fields id: text, at: time, who: text, amount: number
  time at, up to 10 minutes late

rule many on s
  for each who
  alert "{who}: {count()}" when count() > 1 over 10 minutes

sink all
  to kafka topic "out"
`;
test('x', async () => {
  const world = new SimulatedWorld({ seed: 1, now: 1.7e12 });
  const records = Array.from({ length: 300 }, (_, i) => ({ offset: i * 2, arrivedAt: NaN, value: Buffer.from(JSON.stringify({ id: String(i), at: new Date(1.7e12 + i * 60000).toISOString(), who: 'k' + (i % 3), amount: i })) }));
  const topic = new SimulatedTopic('in', [records.filter((_, i) => i % 2 === 0), records.filter((_, i) => i % 2)]);
  const broker = new SimulatedBroker(world);
  const disk = new SimulatedDisk();
  const settings: RunSettings = { rules, delivery: 'at least once', shards: 1, batchRows: 64, memoryBytesMax: 1e9, checkpointMs: 1000, reading: { failures: 0, delayMsMax: 20, recordsMax: 20 }, appending: { failures: 0, hangs: 0 }, storing: { failures: 0 }, graceMs: 1e9 };
  let steps = 0;
  const out = await simulateRun({ world, topics: [topic], broker, disk }, settings, () => { steps++; return true; });
  console.log(steps, out.ending, out.checkpoints.length, broker.messages('out').length, world.violations, JSON.stringify(out.engine.metrics()), out.most, world.now - 1.7e12, out.notices);
});
