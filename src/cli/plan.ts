/** `plumbline plan`: what would happen to the state in a directory if these rules went on with it. Changes nothing. */

import { planState } from '../runtime/plan-state.ts';
import { decodeState } from '../runtime/saved-state.ts';
import { LevelStore } from '../store/level-store.ts';
import type { CliIo } from './cli-io.ts';
import type { CliServices } from './cli-services.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { readLiveRules } from './live-rules.ts';
import { openStateDirectory } from './state-directory.ts';

export interface PlanOptions {
  readonly state: string;
  readonly json?: boolean;
}

/** @throws RulesRejected, UserMistake, StoreError when the state is in use or cannot be read */
export async function plan(
  paths: readonly string[],
  options: PlanOptions,
  { io, services }: { readonly io: CliIo; readonly services: CliServices },
): Promise<ExitCode> {
  const { program } = await readLiveRules(paths, services);
  const directory = openStateDirectory(options.state, { mustExist: true });
  const store = await LevelStore.open(directory.store);
  const record = store.committed?.record;
  await store.close();
  const planned = planState(record === undefined ? undefined : decodeState(record), program.rules);
  const lines = [
    ...planned.rules.map(({ rule, verdict, reason }) => ({ rule, verdict, reason })),
    ...planned.orphans.map(({ name }) => ({
      rule: name,
      verdict: 'orphaned',
      reason:
        'no rule keeps anything with this meaning; it is kept for a while, so that the rule can come back',
    })),
  ];
  const width = Math.max(...lines.map(({ rule }) => rule.length));
  for (const line of lines) {
    const text = `${line.rule.padEnd(width)}  ${line.verdict.padEnd('orphaned'.length)}  ${line.reason}`;
    io.stdout.write(`${options.json === true ? JSON.stringify(line) : text}\n`);
  }
  return exitCode.ok;
}
