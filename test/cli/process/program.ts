/** The built program, run as a process of its own in a folder of its own. */

import { Buffer } from 'node:buffer';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';

const main = fileURLToPath(new URL('../../../dist/src/cli/main.js', import.meta.url));

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcessWithoutNullStreams;
  /** Reads both outputs and waits for the end. Until it is called nobody reads them. */
  end(): Promise<Ended>;
  /** What it has written to standard error since `end` was called. */
  said(): string;
  /** Writes to standard input and waits until nearly all of it has been taken. */
  feed(bytes: Uint8Array): Promise<void>;
}

export type Content = string | Uint8Array;

/** A folder with files in it, and the program started in it. Folder and processes are gone when the test is over. */
export class Workplace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'plumbline-'));
  readonly #processes: ChildProcessWithoutNullStreams[] = [];

  constructor({ onTestFinished }: TestContext, files: Readonly<Record<string, Content>> = {}) {
    onTestFinished(() => {
      this.#processes.forEach(endGroup);
      rmSync(this.#folder, { recursive: true, force: true });
    });
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: Content): void {
    mkdirSync(dirname(this.pathOf(name)), { recursive: true });
    writeFileSync(this.pathOf(name), content);
  }

  remove(name: string): void {
    rmSync(this.pathOf(name), { recursive: true });
  }

  /** Copies a folder of files: sockets are left out. */
  copy(name: string, to: string): void {
    const filter = (path: string) => !statSync(path).isSocket();
    cpSync(this.pathOf(name), this.pathOf(to), { recursive: true, filter });
  }

  pathOf(name: string): string {
    return join(this.#folder, name);
  }

  read(name: string): string {
    return readFileSync(this.pathOf(name), 'utf8');
  }

  /** Every line of a file, parsed. Throws when one is no JSON or the last is not whole. */
  records(name: string): Record<string, unknown>[] {
    return recordsOf(this.read(name));
  }

  names(): string[] {
    return readdirSync(this.#folder).sort();
  }

  /** Starts `plumbline` with these arguments. */
  start(...line: readonly string[]): Running {
    return this.#started(process.execPath, [program(), ...line]);
  }

  /** Runs `plumbline` to its end. */
  run(...line: readonly string[]): Promise<Ended> {
    return this.runWith('', ...line);
  }

  /** The same with something on standard input. */
  runWith(input: Content, ...line: readonly string[]): Promise<Ended> {
    const running = this.start(...line);
    running.process.stdin.end(input);
    return running.end();
  }

  /** Runs a script of the shell in which `plumbline` is a command. */
  shell(script: string): Promise<Ended> {
    const command = `plumbline() { '${process.execPath}' '${program()}' "$@"; }\n${script}`;
    const running = this.#started('sh', ['-c', command]);
    running.process.stdin.end();
    return running.end();
  }

  #started(command: string, line: readonly string[]): Running {
    // A group of its own, so that whatever it started can be ended with it; and no colours.
    const child = spawn(command, line, { cwd: this.#folder, env: {}, detached: true });
    this.#processes.push(child);
    return runningOf(child);
  }
}

/** Lines of JSON. Throws when one is none or the last has no line feed. */
export function recordsOf(text: string): Record<string, unknown>[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error(`the last line is not whole: ${text.slice(-200)}`);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

function program(): string {
  if (existsSync(main)) return main;
  throw new Error(`${main} is not there: these tests run the built program, so run "npm run build" first`);
}

function runningOf(child: ChildProcessWithoutNullStreams): Running {
  // A program that ends early does not read the rest; what it says about it is what counts.
  child.stdin.on('error', () => {});
  const errors: Uint8Array[] = [];
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  return {
    process: child,
    async end() {
      const [stdout, stderr, [code, signal]] = await Promise.all([
        textOf(child.stdout, []),
        textOf(child.stderr, errors),
        closed,
      ]);
      return { code, signal, stdout, stderr };
    },
    said: () => Buffer.concat(errors).toString('utf8'),
    feed: (bytes) =>
      new Promise<void>((resolve, reject) => {
        child.stdin.write(bytes, (error) => {
          if (error == null) resolve();
          else reject(new Error(`it reads no more, and says: ${child.stderr.read()}`, { cause: error }));
        });
      }),
  };
}

/** @param chunks takes what comes, as it comes */
async function textOf(stream: AsyncIterable<Uint8Array>, chunks: Uint8Array[]): Promise<string> {
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function endGroup({ pid }: { readonly pid?: number | undefined }): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // No such process: all of them have ended by themselves.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
