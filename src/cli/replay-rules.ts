/** Rules over events given on the command line, without a scenario: nothing is expected, everything is shown. */

import type { SourceSchema } from '../event/schema.ts';
import { didYouMean } from '../language/nearest-name.ts';
import { readRuleFiles, tableReader } from '../replay/load-rules.ts';
import { arrivalProblem, ownFiles, readersOfTopics } from '../replay/open-events.ts';
import type { Outcome } from '../replay/outcome.ts';
import type { ReplayRuleFile } from '../replay/replay-port.ts';
import { type Feed, type Progress, type RunOptions, runRules } from '../replay/run-rules.ts';
import type { EngineSizes } from '../replay/run-scenario.ts';
import type { CliFiles, CliServices } from './cli-services.ts';
import { UserMistake } from './exit-code.ts';
import type { EventsOption } from './option-values.ts';

/** @throws UserMistake, RulesRejected, FileError. */
export async function openRules(
  paths: readonly string[],
  options: {
    readonly events: readonly EventsOption[];
    readonly tables?: string;
    readonly sizes: EngineSizes;
    readonly run: RunOptions;
  },
  services: CliServices,
): Promise<AsyncGenerator<Progress, Outcome, void>> {
  const { files } = services;
  const rules = await readRuleFiles(paths, files);
  const tables = options.tables === undefined ? {} : { directory: await pathsByName(options.tables, files) };
  const engine = services.createEngine({ rules, readTable: tableReader(files, tables), ...options.sizes });
  const feeds =
    options.events.length > 0
      ? givenEvents(options.events, engine.sources)
      : filesOfRules(rules, engine.sources, files);
  return runRules(engine, feeds, { ...options.run, files });
}

function givenEvents(events: readonly EventsOption[], sources: readonly SourceSchema[]): readonly Feed[] {
  const names = sources.map(({ name }) => name);
  if (events.filter(({ path }) => path === '-').length > 1)
    throw new UserMistake(
      'expected --events - once, found it again: standard input is read to its end; name a file',
    );
  return events.map(({ source = names[0]!, path }, index) => {
    if (events[index]!.source === undefined && names.length > 1) {
      const expected = `--events ${names[0]}=${path}`;
      throw new UserMistake(
        `expected the source of --events ${path}, found ${names.length} sources: ${names.join(', ')}; write ${expected}`,
      );
    }
    const schema = sources.find(({ name }) => name === source);
    if (schema === undefined) {
      const hint = didYouMean(source, names) ?? `there are: ${names.join(', ')}`;
      throw new UserMistake(`expected the name of a source in --events, found "${source}"; ${hint}`);
    }
    const problem = arrivalProblem(schema);
    if (problem !== undefined) throw new UserMistake(`${problem.message}; ${problem.hint}`);
    return { source, path };
  });
}

/** The files named by sources lie beside the rule file that names them. */
function filesOfRules(
  rules: readonly ReplayRuleFile[],
  sources: readonly SourceSchema[],
  files: CliFiles,
): readonly Feed[] {
  const { feeds, problems } = ownFiles(sources, (file) => {
    const naming = rules.find(({ text }) => text.includes(`"${file}"`)) ?? rules[0]!;
    return files.resolve(files.directoryOf(naming.name), file);
  });
  if (problems.length === 0) return feeds;
  const reading = readersOfTopics(sources);
  const found = reading === undefined ? 'none' : `none: ${reading}`;
  const given = sources.length > 1 ? `--events ${sources[0]!.name}=FILE` : '--events FILE';
  throw new UserMistake(`expected events, found ${found}; give them with ${given}, or - for standard input`);
}

async function pathsByName(directory: string, files: CliFiles): Promise<ReadonlyMap<string, string>> {
  const entries = await files.list(directory);
  return new Map(entries.map(({ name }) => [name, files.resolve(directory, name)]));
}
