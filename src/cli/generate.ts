/** `plumbline generate`: writes the events of a seeded generator, one line of JSON each. */

import { nearestName } from '../language/nearest-name.ts';
import { generatedChunkBytes, turnIntervalMs } from '../limits.ts';
import type { GeneratedLabel, GeneratedScenario } from '../replay/replay-port.ts';
import { formatInstant } from '../time/instant.ts';
import type { CliIo } from './cli-io.ts';
import type { CliServices } from './cli-services.ts';
import { type ExitCode, exitCode, UserMistake } from './exit-code.ts';

export interface GenerateOptions {
  readonly keys?: number;
  readonly days?: number;
  readonly seed?: number;
  /** Most events. */
  readonly events?: number;
  /** Directory the tables are written to. */
  readonly tables?: string;
  /** File the labels are written to. */
  readonly labels?: string;
}

/** @throws UserMistake when there is no such generator or it refuses a size, FileError. */
export async function generate(
  name: string,
  options: GenerateOptions,
  { io, services }: { readonly io: CliIo; readonly services: CliServices },
): Promise<ExitCode> {
  const generated = start(name, options, services);
  const { files } = services;
  if (options.tables !== undefined) {
    await files.makeDirectory(options.tables);
    for (const table of generated.tables) {
      await files.writeText(files.resolve(options.tables, `${table.name}.csv`), table.csv);
    }
  }
  let isInterrupted = false;
  const stopListening = io.onInterrupt(() => {
    isInterrupted = true;
  });
  try {
    await writeEvents(generated, io, () => isInterrupted || io.stdout.isAbandoned);
  } finally {
    stopListening();
  }
  if (options.labels !== undefined) await writeLabels(generated.labels, options.labels, services);
  return isInterrupted ? exitCode.interrupted : exitCode.ok;
}

function start(name: string, options: GenerateOptions, { generators }: CliServices): GeneratedScenario {
  const generator = generators.get(name);
  if (generator === undefined) {
    const nearest = nearestName(name, generators.keys());
    const guess = nearest === undefined ? '' : `did you mean "${nearest}"? `;
    const known = [...generators].map(([known, { summary }]) => `\n  ${known}  ${summary}`).join('');
    throw new UserMistake(`expected the name of a generator, found "${name}"; ${guess}There are:${known}`);
  }
  const { defaults } = generator;
  try {
    return generator.generate({
      keys: options.keys ?? defaults.keys,
      days: options.days ?? defaults.days,
      seed: options.seed ?? defaults.seed,
      ...(options.events === undefined ? {} : { eventsMax: options.events }),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UserMistake(error.message);
    throw error;
  }
}

/** Waits for the reader when it is slower, and looks at signals now and then. */
async function writeEvents(
  { events }: GeneratedScenario,
  io: CliIo,
  shouldStop: () => boolean,
): Promise<void> {
  let lines = '';
  let turnAt = io.now();
  for (const { record } of events) {
    lines += `${JSON.stringify(record)}\n`;
    if (lines.length < generatedChunkBytes) continue;
    io.stdout.write(lines);
    lines = '';
    await io.stdout.ready();
    if (io.now() - turnAt >= turnIntervalMs) {
      await io.turn();
      turnAt = io.now();
    }
    if (shouldStop()) return;
  }
  io.stdout.write(lines);
  await io.stdout.ready();
}

async function writeLabels(
  labels: readonly GeneratedLabel[],
  path: string,
  { files }: CliServices,
): Promise<void> {
  const output = await files.openLines(path);
  try {
    for (const label of labels) {
      output.write(
        JSON.stringify({ ...label, from: formatInstant(label.from), to: formatInstant(label.to) }),
      );
      await output.ready();
    }
  } finally {
    await output.close();
  }
}
