/** Runs one measurement in a process of its own, so that no side inherits the heap or the compiled code of another. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EventPlan } from './events.ts';
import type { Measurement } from './measure-side.ts';
import type { SideName } from './side.ts';

/** Heap that a side may take, in MB: what the others need at a million keys, so that none fails for want of it. */
const heapMegabytesMax: Record<SideName, number> = { engine: 2_048, plain: 4_096, groupBy: 8_192 };

// Beside this file once built: the benchmark runs from what `npm run build` makes.
const script = fileURLToPath(new URL('./measure-side.js', import.meta.url));

/** @throws Error when the process fails, or when the side has lost keys: its time would mean nothing */
export async function runSide(name: SideName, plan: EventPlan): Promise<Measurement> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    `--max-old-space-size=${heapMegabytesMax[name]}`,
    script,
    name,
    JSON.stringify(plan),
  ]);
  const measurement = JSON.parse(stdout) as Measurement;
  const keys = Math.min(plan.keys, plan.events);
  if (measurement.keys !== keys) throw new Error(`${name}: expected ${keys} keys, found ${measurement.keys}`);
  return measurement;
}
