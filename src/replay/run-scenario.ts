/** Runs one scenario: reads its directory, drives an engine through its events, and judges what came out. */

import { reportUnknownRules } from './check-names.ts';
import { judgeExpectation, type Verdict } from './judge-expectation.ts';
import {
  type GeneratedBySection,
  listRuleFiles,
  readRuleFiles,
  startGenerators,
  tableReader,
} from './load-rules.ts';
import { openEvents } from './open-events.ts';
import type { Outcome } from './outcome.ts';
import { parseScenario } from './parse-scenario.ts';
import type { ReplayFiles, ReplayPort, ReplayRuleFile, TableReader } from './replay-port.ts';
import { type Progress, type RunOptions, runRules } from './run-rules.ts';
import type { Scenario } from './scenario.ts';
import { type ScenarioProblem, ScenarioRejected } from './scenario-problem.ts';

export const scenarioFileName = 'scenario.txt';

export interface LoadedScenario {
  readonly directory: string;
  /** The title, or the directory when there is none. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly rules: readonly ReplayRuleFile[];
  readonly generated: GeneratedBySection;
  readonly readTable: TableReader;
  /** What to throw for problems found later. */
  rejected(problems: readonly ScenarioProblem[]): ScenarioRejected;
}

export interface ScenarioResult {
  readonly outcome: Outcome;
  /** In the order of the text; empty when the input was not read to its end. */
  readonly verdicts: readonly Verdict[];
}

export interface EngineSizes {
  readonly shards?: number;
  readonly memoryBytesMax?: number;
}

/**
 * Reads everything but the events.
 * @throws ScenarioRejected with all problems of the text; what the files throw.
 */
export async function loadScenario(
  directory: string,
  port: { readonly files: ReplayFiles; readonly generators: ReplayPort['generators'] },
): Promise<LoadedScenario> {
  const file = port.files.resolve(directory, scenarioFileName);
  const text = await port.files.readText(file);
  const { scenario, problems } = parseScenario(text);
  const rejected = (found: readonly ScenarioProblem[]) =>
    new ScenarioRejected({ file, text, problems: found });
  const paths = await listRuleFiles(directory, port.files);
  const started = startGenerators(scenario, port.generators);
  const noRules: readonly ScenarioProblem[] =
    paths.length > 0
      ? []
      : [
          {
            code: 'no-rules',
            message: `expected a file of rules in ${directory}, found none`,
            hint: 'add a file whose name ends in .rules',
          },
        ];
  const all = [...problems, ...started.problems, ...noRules];
  if (all.length > 0) throw rejected(all);
  return {
    directory,
    name: scenario.title ?? directory,
    scenario,
    rules: await readRuleFiles(paths, port.files),
    generated: started.generated,
    readTable: tableReader(port.files, { generated: started.generated.values() }),
    rejected,
  };
}

/**
 * Gives way to the caller after each chunk of events.
 * @throws ScenarioRejected, what the engine throws for wrong rules, what the files throw.
 */
export async function* runScenario(
  loaded: LoadedScenario,
  port: ReplayPort,
  options: RunOptions & { readonly sizes: EngineSizes },
): AsyncGenerator<Progress, ScenarioResult, void> {
  const { scenario, directory, generated, rules, readTable } = loaded;
  const engine = port.createEngine({ rules, readTable, ...options.sizes });
  const names = engine.metrics().rules.map(({ rule }) => rule);
  const { sources } = engine;
  const opened = openEvents({ scenario, directory, sources, generated, files: port.files });
  const problems = [...reportUnknownRules(scenario, names), ...opened.problems];
  if (problems.length > 0) throw loaded.rejected(problems);
  const outcome = yield* runRules(engine, opened.feeds, { ...options, files: port.files });
  const judged = outcome.isInterrupted || outcome.failure !== undefined ? [] : scenario.expectations;
  return { outcome, verdicts: judged.map((expectation) => judgeExpectation(expectation, outcome)) };
}
