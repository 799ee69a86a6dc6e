/** The command line: which commands and options there are, and how each of them ends. */

import { Command, CommanderError, Option } from 'commander';
import { alertsShownDefault, checkpointMsDefault, orphanGraceMsDefault, shardsMax } from '../limits.ts';
import { formatDuration } from '../time/duration.ts';
import { type CheckOptions, check } from './check.ts';
import type { CliIo } from './cli-io.ts';
import type { CliServices } from './cli-services.ts';
import { type ExitCode, errorText, exitCode, exitCodeOf } from './exit-code.ts';
import { type ExplainOptions, explain } from './explain.ts';
import { type GenerateOptions, generate } from './generate.ts';
import { addEvents, durationMs, sizeInBytes, startPoint, wholeNumber } from './option-values.ts';
import { type PlanOptions, plan } from './plan.ts';
import { type QueryOptions, query, type StatusOptions, status } from './query.ts';
import { type ReplayOptions, replay } from './replay.ts';
import { type RunOptions, run } from './run.ts';

const examples = `
Examples:
  plumbline replay scenarios                              run every scenario and judge it
  plumbline replay scenarios/dba-account                  run one of them
  plumbline replay my.rules --events audit.ndjson         run rules over events
  plumbline generate web-errors --days 2 --seed 1 | plumbline replay web.rules --events -
  plumbline check my-rules                                say what is wrong with rules
  plumbline explain my.rules                              show what the compiler makes of them
`;

const exitCodes = `
Ends with 0 when every expectation holds, 1 when one does not, 2 when rules or scenario are wrong,
3 when a file cannot be read or written, 130 on Ctrl-C.
`;

const runExitCodes = `
Ends with 0 when it was asked to stop, 2 when rules or settings are wrong, 3 when a topic or the state
cannot be read or written. What was handled up to the last checkpoint is kept in every case.
`;

/**
 * Runs one command.
 * @param argv the arguments, without the program and its script
 * @returns the exit code; what went wrong stands on `io.stderr`
 * @throws only faults of the program itself
 */
export async function runCli(argv: readonly string[], io: CliIo, services: CliServices): Promise<number> {
  let ended: ExitCode = exitCode.ok;
  const program = createProgram({ io, services }, (code) => {
    ended = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return ended;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.mistake;
    const code = exitCodeOf(error);
    if (code === undefined) throw error;
    if (code !== exitCode.ok) io.stderr.write(errorText(error as Error));
    return code;
  }
}

type Context = { readonly io: CliIo; readonly services: CliServices };

function createProgram(context: Context, end: (code: ExitCode) => void): Command {
  const { io, services } = context;
  const program = new Command('plumbline')
    .description(
      'Learns what is usual for every account, mailbox, VPN user or address, and reports what is not.',
    )
    .version(services.version, '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', examples)
    .showHelpAfterError('(plumbline --help shows what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => io.stdout.isColoured,
      getErrHasColors: () => io.stderr.isColoured,
    });
  addReplay(program, context, end);
  addRun(program, context, end);
  addPlan(program, context, end);
  addQuery(program, context, end);
  addStatus(program, context, end);
  addCheck(program, context, end);
  addExplain(program, context, end);
  addGenerate(program, context, end);
  return program;
}

function addReplay(program: Command, context: Context, end: (code: ExitCode) => void): void {
  program
    .command('replay')
    .description('run scenarios, or rules over events, and say what was found')
    .argument('<path...>', 'scenario, directory of scenarios, or files of rules')
    .option(
      '--events <[source=]file>',
      'events for the rules, - is standard input; may be repeated',
      addEvents,
      [],
    )
    .option('--tables <dir>', 'directory with the tables of the rules')
    .option('--alerts <file>', 'write every revision of every alert, as it happens')
    .option('--baselines <file>', 'write baselines when they become ready')
    .option('--scores <file>', 'write every judged observation')
    .option('--late <file>', 'write events that came too late')
    .option('--dead-letters <file>', 'write records that could not be handled')
    .option('--decisions <file>', 'write what the supervisor decided, and why')
    .option('--json', 'write alerts and a summary as lines of JSON')
    .option('--shards <n>', 'number of shards', wholeNumber({ least: 1, most: shardsMax }))
    .option('--memory <size>', 'quota of all actors together, such as 64MB', sizeInBytes)
    .option('--limit <n>', 'most alerts shown', wholeNumber({ least: 0 }), alertsShownDefault)
    .addHelpText('after', exitCodes)
    .action(async (paths: string[], options: ReplayOptions) => end(await replay(paths, options, context)));
}

function addRun(program: Command, context: Context, end: (code: ExitCode) => void): void {
  program
    .command('run')
    .description('run rules between topics, day and night, until Ctrl-C or SIGTERM')
    .argument('<rules...>', 'files of rules, or their directory')
    .requiredOption(
      '--state <dir>',
      'directory that keeps everything learnt; started again with it, the run goes on',
    )
    .option(
      '--from <where>',
      'where to begin without a state: earliest, latest, or a time',
      startPoint,
      'latest',
    )
    .option('--brokers <list>', 'addresses of Kafka brokers, host:port,host:port')
    .option('--kafka <file>', 'settings of Kafka as JSON: brokers, tls, sasl')
    .option('--topics <dir>', 'a directory whose folders stand for the topics of Kafka')
    .option('--exactly-once', 'show the alerts of a checkpoint all together, by a transaction of Kafka')
    .addOption(
      new Option('--checkpoint <time>', 'time between checkpoints')
        .argParser(durationMs)
        .default(checkpointMsDefault, formatDuration(checkpointMsDefault)),
    )
    .addOption(
      new Option('--keep-orphans <time>', 'how long to keep state that no rule goes on with')
        .argParser(durationMs)
        .default(orphanGraceMsDefault, formatDuration(orphanGraceMsDefault)),
    )
    .option('--dead-letters <dir>', 'folder for records that could not be handled')
    .option('--late <dir>', 'folder for events that came too late')
    .option('--shards <n>', 'number of shards', wholeNumber({ least: 1, most: shardsMax }))
    .option('--memory <size>', 'quota of all actors together, such as 64MB', sizeInBytes)
    .option('--json', 'write alerts and what happens as lines of JSON')
    .addHelpText('after', runExitCodes)
    .action(async (paths: string[], options: RunOptions) => end(await run(paths, options, context)));
}

function addPlan(program: Command, context: Context, end: (code: ExitCode) => void): void {
  program
    .command('plan')
    .description('say what rules would keep of a state, and why, without changing it')
    .argument('<rules...>', 'files of rules, or their directory')
    .requiredOption('--state <dir>', 'directory of a run')
    .option('--json', 'write lines of JSON')
    .action(async (paths: string[], options: PlanOptions) => end(await plan(paths, options, context)));
}

function addQuery(program: Command, context: Context, end: (code: ExitCode) => void): void {
  program
    .command('query')
    .description('show the rows of a view of a running engine')
    .argument('<view>', 'name of the view')
    .requiredOption('--state <dir>', 'directory of the run')
    .option('--where <condition>', 'only rows for which this holds, such as "error_count > 3"')
    .option('--json', 'write lines of JSON')
    .action(async (view: string, options: QueryOptions) => end(await query(view, options, context)));
}

function addStatus(program: Command, context: Context, end: (code: ExitCode) => void): void {
  program
    .command('status')
    .description('show how a running engine does, as JSON')
    .requiredOption('--state <dir>', 'directory of the run')
    .action(async (options: StatusOptions) => end(await status(options, context)));
}

function addCheck(program: Command, context: Context, end: (code: ExitCode) => void): void {
  program
    .command('check')
    .description('say what is wrong with rules, without running them')
    .argument('<rules...>', 'files of rules, or directories with them')
    .option('--json', 'write lines of JSON')
    .action(async (paths: string[], options: CheckOptions) => end(await check(paths, options, context)));
}

function addExplain(program: Command, context: Context, end: (code: ExitCode) => void): void {
  program
    .command('explain')
    .description('show what the compiler makes of rules')
    .argument('<rules...>', 'files of rules, or directories with them')
    .option('--json', 'write lines of JSON')
    .action(async (paths: string[], options: ExplainOptions) => end(await explain(paths, options, context)));
}

function addGenerate(program: Command, context: Context, end: (code: ExitCode) => void): void {
  const cases = [...context.services.generators].map(([name, { summary }]) => `  ${name}  ${summary}`);
  program
    .command('generate')
    .description('write made-up events with known anomalies, one line of JSON each')
    .argument('<case>', 'name of a generator')
    .option('--keys <n>', 'how many keys', wholeNumber({ least: 1 }))
    .option('--days <n>', 'over how many days', wholeNumber({ least: 1 }))
    .option('--seed <n>', 'same seed, same events', wholeNumber({ least: Number.MIN_SAFE_INTEGER }))
    .option('--events <n>', 'stop after this many events', wholeNumber({ least: 1 }))
    .option('--tables <dir>', 'write the tables that belong to the events')
    .option('--labels <file>', 'write what is unusual in the events')
    .addHelpText('after', `\nCases:\n${cases.join('\n')}\n`)
    .action(async (name: string, options: GenerateOptions) => end(await generate(name, options, context)));
}
