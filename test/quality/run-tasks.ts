/** Runs tasks in processes of their own, a few at once, and hands back what they print, in the order of the tasks. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface ProcessTask {
  /** What is said when it begins. */
  readonly title: string;
  readonly script: string;
  /** Handed over as JSON. */
  readonly task: unknown;
}

/** The machine that this was made for has two cores. */
const processesMax = 2;
/** Outcomes are some megabytes of JSON. */
const outputBytesMax = 512 * 2 ** 20;

/** @throws Error with what the process said when one fails */
export async function runTasks(
  tasks: readonly ProcessTask[],
  progress: (text: string) => void,
): Promise<unknown[]> {
  const results: unknown[] = [];
  const waiting = tasks.entries();
  const work = async () => {
    for (const [index, { title, script, task }] of waiting) {
      progress(title);
      const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(task)], {
        maxBuffer: outputBytesMax,
      });
      results[index] = JSON.parse(stdout);
    }
  };
  await Promise.all(Array.from({ length: processesMax }, work));
  return results;
}
