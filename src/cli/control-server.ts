/** Answers questions about a running engine, on a socket in its state directory: one line of JSON asked, lines of JSON answered. */

import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { RulesError } from '../language/rules-error.ts';
import { controlQuestionBytesMax, socketPathBytesMax } from '../limits.ts';

export type ControlQuestion =
  | { readonly ask: 'view'; readonly view: string; readonly where?: string }
  | { readonly ask: 'status' };

export interface ControlAnswers {
  /** @throws RangeError when there is no such view, RulesError when the condition is wrong */
  readonly rows: (view: string, where: string | undefined) => Iterable<object>;
  readonly status: () => object;
}

/** Last line of an answer that is whole; otherwise it has `error`, or `rejected` with the rendered problems of a condition. */
export const answerEnd = { end: true } as const;

export class ControlServer {
  readonly #answers: ControlAnswers;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(answers: ControlAnswers) {
    this.#answers = answers;
  }

  /** Listens, or says why it cannot: the run goes on without being asked. */
  async listen(path: string, warn: (reason: string) => void): Promise<void> {
    if (Buffer.byteLength(path) > socketPathBytesMax) {
      warn(
        `queries are not answered: the path of the socket ${path} is longer than ${socketPathBytesMax} bytes`,
      );
      return;
    }
    // What a process that was killed has left; the lock of the store says that none is at work.
    rmSync(path, { force: true });
    const server = createServer((socket) => this.#serve(socket));
    await new Promise<void>((resolve) => {
      server.once('error', (error) => {
        warn(`queries are not answered: ${error.message}`);
        resolve();
      });
      server.listen(path, () => {
        this.#server = server;
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let asked = '';
    socket.setEncoding('utf8');
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      asked += text;
      const end = asked.indexOf('\n');
      if (end >= 0) void this.#answer(asked.slice(0, end), socket);
      else if (asked.length > controlQuestionBytesMax) socket.destroy();
    });
  }

  async #answer(asked: string, socket: Socket): Promise<void> {
    const write = async (line: object) => {
      if (!socket.write(`${JSON.stringify(line)}\n`))
        await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
    };
    try {
      const question = JSON.parse(asked) as ControlQuestion;
      const lines =
        question.ask === 'status'
          ? [this.#answers.status()]
          : this.#answers.rows(question.view, question.where);
      for (const line of lines) {
        if (socket.destroyed) return;
        await write(line);
      }
      await write(answerEnd);
    } catch (error) {
      const { message } = error as Error;
      await write(error instanceof RulesError ? { rejected: message } : { error: message });
    }
    socket.end();
  }
}
