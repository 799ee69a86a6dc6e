/** `plumbline replay`: runs scenarios, or rules over events, and says what was found and whether it was expected. */

import { type EngineSizes, loadScenario, runScenario, scenarioFileName } from '../replay/run-scenario.ts';
import type { CliIo } from './cli-io.ts';
import type { CliServices } from './cli-services.ts';
import { driveRun } from './drive-run.ts';
import { type ExitCode, errorText, exitCode, exitCodeOf, UserMistake } from './exit-code.ts';
import type { EventsOption } from './option-values.ts';
import { OutputFiles, type OutputPaths } from './output-files.ts';
import { planReplay } from './replay-plan.ts';
import { openRules } from './replay-rules.ts';
import {
  type FinishedRun,
  runHolds,
  summaryAsJson,
  type ToldRun,
  toldRun,
  totalText,
  writeAlertsAsJson,
  writeReport,
} from './report.ts';

export interface ReplayOptions extends OutputPaths {
  readonly events: readonly EventsOption[];
  /** Directory looked into for the tables of rules before their own. */
  readonly tables?: string;
  readonly json?: boolean;
  readonly shards?: number;
  /** Quota of all actors together, in bytes. */
  readonly memory?: number;
  /** Most alerts shown. */
  readonly limit: number;
}

interface Session {
  readonly io: CliIo;
  readonly services: CliServices;
  readonly options: ReplayOptions;
  readonly outputs: OutputFiles;
  /** Stops reading: Ctrl-C, or nobody reads what is written. */
  readonly stop: AbortController;
}

/** The worst that happened decides how it ends. */
const worstFirst = [exitCode.inputOutput, exitCode.mistake, exitCode.expectationFailed] as const;

/** @throws UserMistake, RulesRejected, FileError when nothing can be run or nothing can be written. */
export async function replay(
  paths: readonly string[],
  options: ReplayOptions,
  { io, services }: { readonly io: CliIo; readonly services: CliServices },
): Promise<ExitCode> {
  const plan = await planReplay(paths, services.files);
  if (plan.kind === 'scenarios') refuseGivenInput(options);
  refuseOverwriting(options, services);
  const outputs = new OutputFiles(options, services.files);
  const stop = new AbortController();
  let isInterrupted = false;
  const stopListening = io.onInterrupt(() => {
    isInterrupted = true;
    stop.abort();
  });
  try {
    const session: Session = { io, services, options, outputs, stop };
    const ended =
      plan.kind === 'scenarios'
        ? await replayScenarios(plan.directories, session)
        : await replayRules(plan.paths, session);
    return isInterrupted ? exitCode.interrupted : ended;
  } finally {
    stopListening();
    await outputs.close();
  }
}

/** One that cannot be run does not keep the others from running. */
async function replayScenarios(directories: readonly string[], session: Session): Promise<ExitCode> {
  const { io, options, outputs, stop } = session;
  const told: ToldRun[] = [];
  const codes: ExitCode[] = [];
  for (const directory of directories) {
    if (stop.signal.aborted) break;
    let run: FinishedRun;
    try {
      run = await replayScenario(directory, session);
    } catch (error) {
      if (outputs.hasFailed) throw error;
      codes.push(tellFailure(error, io));
      continue;
    }
    await tell(run, session);
    told.push(toldRun(run));
    const { failure } = run.outcome;
    if (failure !== undefined) codes.push(tellFailure(failure, io));
    else codes.push(runHolds(run) ? exitCode.ok : exitCode.expectationFailed);
  }
  const failed = codes.filter((code) => code !== exitCode.ok && code !== exitCode.expectationFailed).length;
  io.stdout.write(`${options.json === true ? summaryAsJson(told, failed) : totalText(told, failed)}\n`);
  await io.stdout.ready();
  return worstFirst.find((code) => codes.includes(code)) ?? exitCode.ok;
}

/** Says what kept a scenario from its end. @throws what is no mistake of its user */
function tellFailure(error: unknown, io: CliIo): ExitCode {
  const code = exitCodeOf(error);
  if (code === undefined) throw error;
  io.stderr.write(errorText(error as Error));
  return code;
}

async function replayScenario(directory: string, session: Session): Promise<FinishedRun> {
  const { services, outputs, stop, options } = session;
  const loaded = await loadScenario(directory, services);
  const run = runScenario(loaded, services, {
    openSinks: () => outputs.open(),
    signal: stop.signal,
    sizes: sizesOf(options),
  });
  const { result, measured } = await driveRun(run, { ...session, title: loaded.name });
  const scenario = { directory, file: services.files.resolve(directory, scenarioFileName) };
  return { title: loaded.name, scenario, ...result, measured };
}

async function replayRules(paths: readonly string[], session: Session): Promise<ExitCode> {
  const { io, services, options, outputs, stop } = session;
  const opened = await openRules(
    paths,
    {
      events: options.events,
      ...(options.tables === undefined ? {} : { tables: options.tables }),
      sizes: sizesOf(options),
      run: { openSinks: () => outputs.open(), signal: stop.signal },
    },
    services,
  );
  const title = paths.join(', ');
  const { result: outcome, measured } = await driveRun(opened, { ...session, title });
  const run: FinishedRun = { title, outcome, verdicts: [], measured };
  await tell(run, session);
  const failed = outcome.failure === undefined ? 0 : 1;
  if (options.json === true) io.stdout.write(`${summaryAsJson([toldRun(run)], failed)}\n`);
  await io.stdout.ready();
  if (outcome.failure !== undefined) throw outcome.failure;
  return exitCode.ok;
}

async function tell(run: FinishedRun, { io, options }: Session): Promise<void> {
  if (options.json === true) await writeAlertsAsJson(run, io.stdout);
  else writeReport(run, io.stdout, options.limit);
  await io.stdout.ready();
}

function sizesOf({ shards, memory }: ReplayOptions): EngineSizes {
  return {
    ...(shards === undefined ? {} : { shards }),
    ...(memory === undefined ? {} : { memoryBytesMax: memory }),
  };
}

function refuseGivenInput({ events, tables }: ReplayOptions): void {
  const given = events.length > 0 ? '--events' : tables !== undefined ? '--tables' : undefined;
  if (given === undefined) return;
  throw new UserMistake(
    `a scenario brings its own events and tables, found ${given}; name its rules instead, or leave it out`,
  );
}

/** Opening an output empties it: events would be gone before they are read. */
function refuseOverwriting(options: ReplayOptions, { files }: CliServices): void {
  const { alerts, baselines, scores, late, deadLetters, decisions } = options;
  const outputs = [alerts, baselines, scores, late, deadLetters, decisions].flatMap((path) => path ?? []);
  const read = new Set(options.events.map(({ path }) => files.resolve('.', path)));
  const shared = outputs.find((path) => path !== '-' && read.has(files.resolve('.', path)));
  if (shared === undefined) return;
  throw new UserMistake(`${shared}: expected another file than that of the events; name a new file`);
}
