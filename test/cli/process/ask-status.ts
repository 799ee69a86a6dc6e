/** Asks a live run how it does, as `plumbline status` does, without starting a process for it. */

import { connect } from 'node:net';
import { recordsOf } from './program.ts';

/** @returns undefined when nobody answers on the socket of the state directory, or not to the end */
export async function askStatus(stateDirectory: string): Promise<Record<string, unknown> | undefined> {
  const socket = connect(`${stateDirectory}/control.sock`);
  socket.setEncoding('utf8').write('{"ask":"status"}\n');
  let answer = '';
  try {
    for await (const text of socket) answer += text;
  } catch {
    // Nobody listens there yet, or no more.
    return undefined;
  }
  const [status, end] = answer === '' ? [] : recordsOf(answer);
  return end?.end === true ? status : undefined;
}
