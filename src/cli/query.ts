/** `plumbline query` and `plumbline status`: asks a running engine, through the socket in its state directory. */

import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { CliIo } from './cli-io.ts';
import type { CliServices } from './cli-services.ts';
import type { ControlQuestion } from './control-server.ts';
import { type ExitCode, exitCode, RulesRejected, UserMistake } from './exit-code.ts';
import { openStateDirectory } from './state-directory.ts';
import { textTable } from './text-table.ts';

export interface QueryOptions {
  readonly state: string;
  readonly where?: string;
  readonly json?: boolean;
}

export type StatusOptions = Pick<QueryOptions, 'state'>;

type Row = Readonly<Record<string, unknown>>;

export async function query(
  view: string,
  options: QueryOptions,
  { io }: { readonly io: CliIo; readonly services: CliServices },
): Promise<ExitCode> {
  const { where } = options;
  const question: ControlQuestion = { ask: 'view', view, ...(where === undefined ? {} : { where }) };
  const rows: Row[] = [];
  for await (const row of ask(options.state, question)) {
    if (options.json === true) await writeLine(io, JSON.stringify(row));
    else rows.push(row);
    if (io.stdout.isAbandoned) break;
  }
  if (options.json !== true) for (const line of textTable(rows)) await writeLine(io, line);
  return exitCode.ok;
}

export async function status(
  options: StatusOptions,
  { io }: { readonly io: CliIo; readonly services: CliServices },
): Promise<ExitCode> {
  for await (const line of ask(options.state, { ask: 'status' })) await writeLine(io, JSON.stringify(line));
  return exitCode.ok;
}

async function writeLine(io: CliIo, line: string): Promise<void> {
  io.stdout.write(`${line}\n`);
  await io.stdout.ready();
}

/** @throws UserMistake when nobody answers, or the question is refused */
async function* ask(state: string, question: ControlQuestion): AsyncGenerator<Row, void> {
  const { socket: path } = openStateDirectory(state, { mustExist: true });
  const socket = connect(path);
  let failure: Error | undefined;
  socket.on('error', (error) => {
    failure = error;
  });
  socket.write(`${JSON.stringify(question)}\n`);
  let isWhole = false;
  try {
    for await (const text of createInterface({ input: socket })) {
      const line = JSON.parse(text) as Row & {
        readonly error?: string;
        readonly rejected?: string;
        readonly end?: true;
      };
      if (line.rejected !== undefined) throw new RulesRejected(line.rejected);
      if (line.error !== undefined) throw new UserMistake(line.error);
      if (line.end === true) isWhole = true;
      else yield line;
    }
  } catch (error) {
    if (error !== failure) throw error;
  } finally {
    socket.destroy();
  }
  if (isWhole) return;
  throw new UserMistake(
    failure === undefined
      ? `${state}: the answer broke off; ask again`
      : `${state}: nothing runs on this state that could answer (${failure.message}); start plumbline run --state ${state}`,
  );
}
