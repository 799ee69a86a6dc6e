#!/usr/bin/env node
/** The program: hands the process's streams, clock and signals to the command line and ends with its exit code. */

import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import type { CliIo } from './cli-io.ts';
import { errorText, exitCode, exitCodeOf } from './exit-code.ts';
import { productServices } from './product-services.ts';
import { runCli } from './run-cli.ts';
import { StreamOutput } from './stream-output.ts';

/** As sysexits has it: a fault of the program, not of its user. */
const internalFault = 70;

const stdout = new StreamOutput(process.stdout, colourOf(process.stdout));
const stderr = new StreamOutput(process.stderr, colourOf(process.stderr));

const io: CliIo = {
  stdout,
  stderr,
  now: () => performance.now(),
  epochMs: () => Date.now(),
  wait: (ms, signal) =>
    setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
  processBytes: () => process.memoryUsage.rss(),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  onInterrupt(listener) {
    const stopListening = () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    };
    // Only once: a second signal ends the process at once.
    const onSignal = () => {
      stopListening();
      listener();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    return stopListening;
  },
};

let code = await ending(() => runCli(process.argv.slice(2), io, productServices));
// What the command has already said about a failure is not said again.
if (code !== exitCode.inputOutput) code = await ending(() => stdout.flushed().then(() => code));
// Standard input that nobody reads any more would keep the process alive.
process.exit(code);

/** The exit code of the work; an error is told and turned into one. */
async function ending(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const known = exitCodeOf(error);
    stderr.write(known === undefined ? `${(error as Error).stack ?? error}\n` : errorText(error as Error));
    return known ?? internalFault;
  }
}

function colourOf(stream: { readonly isTTY?: boolean }): 'coloured' | 'plain' {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return 'plain';
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return 'coloured';
  return stream.isTTY === true && TERM !== 'dumb' ? 'coloured' : 'plain';
}
