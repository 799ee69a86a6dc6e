/** Reads the rules of a replay and serves their tables: generated ones first, then those of a directory, then files beside the rules. */

import type {
  GeneratedScenario,
  ReplayFiles,
  ReplayPort,
  ReplayRuleFile,
  TableReader,
} from './replay-port.ts';
import type { EventsSection, Scenario } from './scenario.ts';
import { hintFor, type ScenarioProblem } from './scenario-problem.ts';

export const ruleFileEnding = '.rules';

/** All rule files of a directory, in order of their names. Throws what the files throw. */
export async function listRuleFiles(directory: string, files: ReplayFiles): Promise<readonly string[]> {
  const entries = await files.list(directory);
  const names = entries.filter(({ name, kind }) => kind === 'file' && name.endsWith(ruleFileEnding));
  return names.map(({ name }) => files.resolve(directory, name));
}

export async function readRuleFiles(
  paths: readonly string[],
  files: ReplayFiles,
): Promise<readonly ReplayRuleFile[]> {
  const read: ReplayRuleFile[] = [];
  for (const path of paths) read.push({ name: path, text: await files.readText(path) });
  return read;
}

/** What the generators of a scenario make, by the statement that asks for it; events are not made before they are walked. */
export type GeneratedBySection = ReadonlyMap<EventsSection, GeneratedScenario>;

/** Starts the generators of a scenario; what they refuse is a problem of the scenario. */
export function startGenerators(
  scenario: Scenario,
  generators: ReplayPort['generators'],
): { readonly generated: GeneratedBySection; readonly problems: readonly ScenarioProblem[] } {
  const generated = new Map<EventsSection, GeneratedScenario>();
  const problems: ScenarioProblem[] = [];
  for (const section of scenario.events) {
    if (section.kind !== 'generated') continue;
    const { name, place } = section.generator;
    const generator = generators.get(name);
    if (generator === undefined) {
      const hint = hintFor(name, [...generators.keys()]);
      problems.push({
        code: 'unknown-generator',
        place,
        message: `expected the name of a generator, found "${name}"`,
        hint,
      });
      continue;
    }
    const { defaults } = generator;
    try {
      const started = generator.generate({
        keys: section.keys ?? defaults.keys,
        days: section.days ?? defaults.days,
        seed: section.seed ?? defaults.seed,
        ...(section.eventsMax === undefined ? {} : { eventsMax: section.eventsMax }),
      });
      generated.set(section, started);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push({ code: 'generator-refused', place, message: error.message });
    }
  }
  return { generated, problems };
}

/** Reads the tables of rules. `directory`, when given, is looked into for a file of the same name before the rules' own. */
export function tableReader(
  files: ReplayFiles,
  options: {
    readonly generated?: Iterable<GeneratedScenario>;
    readonly directory?: ReadonlyMap<string, string>;
  } = {},
): TableReader {
  const csvByName = new Map<string, string>();
  for (const { tables } of options.generated ?? []) {
    for (const { name, csv } of tables) if (!csvByName.has(name)) csvByName.set(name, csv);
  }
  return (file, ruleFile, key) => {
    const name = file.replace(/^\.\//, '');
    const csv = /^tables\/[^/]+\.csv$/.test(name)
      ? csvByName.get(name.slice('tables/'.length, -'.csv'.length))
      : undefined;
    if (csv !== undefined) return files.parseTable({ name: file, csv, key });
    const given = options.directory?.get(name.slice(name.lastIndexOf('/') + 1));
    return files.readTable(given ?? files.resolve(files.directoryOf(ruleFile), file), key);
  };
}
