/** What `plumbline replay` was asked to run: scenarios one after the other, or rules over events. */

import { listRuleFiles, ruleFileEnding } from '../replay/load-rules.ts';
import { scenarioFileName } from '../replay/run-scenario.ts';
import type { CliFiles } from './cli-services.ts';
import { UserMistake } from './exit-code.ts';

export type ReplayPlan =
  | { readonly kind: 'scenarios'; readonly directories: readonly string[] }
  | { readonly kind: 'rules'; readonly paths: readonly string[] };

/**
 * A directory with `scenario.txt` is a scenario, one with rules only gives its rules, and any other stands for the
 * scenarios in it.
 * @throws UserMistake when there is nothing to run or scenarios and rules are mixed, FileError.
 */
export async function planReplay(paths: readonly string[], files: CliFiles): Promise<ReplayPlan> {
  const directories: string[] = [];
  const rules: string[] = [];
  for (const path of paths) {
    if ((await files.kindOf(path)) === 'directory') {
      const entries = await files.list(path);
      const own = entries.some(({ name }) => name === scenarioFileName) ? [path] : [];
      const ownRules = own.length > 0 ? [] : await listRuleFiles(path, files);
      const below = own.length > 0 || ownRules.length > 0 ? [] : await scenariosBelow(path, files);
      if (own.length + ownRules.length + below.length === 0) {
        throw new UserMistake(
          `${path}: expected a ${scenarioFileName}, files that end in ${ruleFileEnding} or directories with scenarios, found none of them; ` +
            'name a directory that has one',
        );
      }
      directories.push(...own, ...below);
      rules.push(...ownRules);
    } else if (path.endsWith(ruleFileEnding)) rules.push(path);
    else if (isScenarioFile(path)) directories.push(files.directoryOf(path));
    else {
      throw new UserMistake(
        `${path}: expected a directory or a file that ends in ${ruleFileEnding}, found another file; give events with --events ${path}`,
      );
    }
  }
  if (rules.length === 0) return { kind: 'scenarios', directories };
  if (directories.length === 0) return { kind: 'rules', paths: rules };
  throw new UserMistake(
    `expected either scenarios or rules, found the scenario ${directories[0]} and the rules ${rules[0]}; run them one after the other`,
  );
}

async function scenariosBelow(directory: string, files: CliFiles): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, kind } of await files.list(directory)) {
    if (kind !== 'directory') continue;
    const below = files.resolve(directory, name);
    if ((await files.list(below)).some((entry) => entry.name === scenarioFileName)) found.push(below);
  }
  return found;
}

function isScenarioFile(path: string): boolean {
  return path === scenarioFileName || path.endsWith(`/${scenarioFileName}`);
}
