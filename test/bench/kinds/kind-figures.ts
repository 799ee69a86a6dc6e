/** What each kind of a running baseline costs a key and a sample, with few keys and with a million. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from '../figures.ts';
import { benchedKinds } from './kind-samples.ts';
import type { KindMeasurement, KindTask } from './measure-kind.ts';

const script = fileURLToPath(new URL('./measure-kind.js', import.meta.url));

/** Panes that each key learns: enough for a month of days, and for sequences to have begun. */
const panes = { few: 60, many: 8 };
/** Bytes that the states of one measurement may take: half of a small server's memory. Fewer keys are measured beyond it. */
const stateBytesMax = 6e9;

/** @param keys the larger number of keys; the smaller is 1,000 */
export async function kindFigures(keys: number, progress: (text: string) => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { spec } of benchedKinds) {
    const few = await run({ kind: spec.kind, keys: 1_000, panes: panes.few }, progress);
    const fitting = Math.min(keys, Math.floor(stateBytesMax / few.bytesPerKey));
    const many = await run({ kind: spec.kind, keys: fitting, panes: panes.many }, progress);
    figures.push(...figuresOf(spec.kind, 1_000, few), ...figuresOf(spec.kind, fitting, many));
  }
  return figures;
}

function figuresOf(kind: string, keys: number, measured: KindMeasurement): Figure[] {
  const name = `${kind}, ${keys.toLocaleString('en')} keys`;
  const plain = { target: null, met: true };
  return [
    { figure: `${name}: a key`, value: measured.bytesPerKey, unit: 'bytes', ...plain },
    { figure: `${name}: judging a sample`, value: measured.judgeMicroseconds, unit: 'µs', ...plain },
    { figure: `${name}: learning a sample`, value: measured.learnMicroseconds, unit: 'µs', ...plain },
  ];
}

async function run(task: KindTask, progress: (text: string) => void): Promise<KindMeasurement> {
  progress(`${task.kind}: ${task.keys} keys`);
  const heap = '--max-old-space-size=4096';
  const { stdout } = await promisify(execFile)(process.execPath, [heap, script, JSON.stringify(task)]);
  return JSON.parse(stdout) as KindMeasurement;
}
