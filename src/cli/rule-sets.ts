/** Which rule files belong together: those named one by one form a set, and so do the files of each directory. */

import { listRuleFiles, readRuleFiles, ruleFileEnding, tableReader } from '../replay/load-rules.ts';
import type { ReplayRuleFile, TableReader } from '../replay/replay-port.ts';
import { loadScenario, scenarioFileName } from '../replay/run-scenario.ts';
import type { CliServices } from './cli-services.ts';
import { UserMistake } from './exit-code.ts';

export interface RuleSet {
  /** The directory, or undefined for files named one by one. */
  readonly directory?: string;
  readonly files: readonly ReplayRuleFile[];
  readonly readTable: TableReader;
}

/**
 * A directory without rules of its own stands for the directories in it that have some. The rules of a scenario see the
 * tables its generators make.
 * @throws UserMistake when a path leads to no rules, FileError, ScenarioRejected.
 */
export async function readRuleSets(
  paths: readonly string[],
  services: CliServices,
): Promise<readonly RuleSet[]> {
  const { files } = services;
  const single: string[] = [];
  const directories: string[] = [];
  for (const path of paths) {
    if ((await files.kindOf(path)) === 'file') single.push(path);
    else directories.push(...(await directoriesWithRules(path, services)));
  }
  const sets: RuleSet[] = [];
  if (single.length > 0)
    sets.push({ files: await readRuleFiles(single, files), readTable: tableReader(files) });
  for (const directory of directories) sets.push(await readDirectory(directory, services));
  return sets;
}

async function directoriesWithRules(path: string, { files }: CliServices): Promise<readonly string[]> {
  const found: string[] = [];
  const entries = await files.list(path);
  if (entries.some(({ name, kind }) => kind === 'file' && name.endsWith(ruleFileEnding))) return [path];
  for (const { name, kind } of entries) {
    if (kind !== 'directory') continue;
    const directory = files.resolve(path, name);
    if ((await listRuleFiles(directory, files)).length > 0) found.push(directory);
  }
  if (found.length > 0) return found;
  throw new UserMistake(
    `${path}: expected files that end in ${ruleFileEnding}, found none; name the file or its directory`,
  );
}

async function readDirectory(directory: string, services: CliServices): Promise<RuleSet> {
  const { files } = services;
  const entries = await files.list(directory);
  if (entries.some(({ name }) => name === scenarioFileName)) {
    const { rules, readTable } = await loadScenario(directory, services);
    return { directory, files: rules, readTable };
  }
  const rules = await readRuleFiles(await listRuleFiles(directory, files), files);
  return { directory, files: rules, readTable: tableReader(files) };
}
