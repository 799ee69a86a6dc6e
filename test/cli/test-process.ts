/** A process for commands that lives in memory: what was written, a clock that stands still, a Ctrl-C to press. */

import type { CliIo, TextOutput } from '../../src/cli/cli-io.ts';
import type { CliServices, CompiledRules } from '../../src/cli/cli-services.ts';
import { RulesRejected } from '../../src/cli/exit-code.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { MemoryFiles } from '../replay/memory-files.ts';
import { type Script, ScriptedEngine } from '../replay/scripted-engine.ts';

class MemoryOutput implements TextOutput {
  text = '';
  isAbandoned = false;
  readonly isTerminal: boolean;
  readonly isColoured = false;
  readonly columns: number | undefined;

  constructor(columns: number | undefined) {
    this.columns = columns;
    this.isTerminal = columns !== undefined;
  }

  write(text: string): void {
    if (!this.isAbandoned) this.text += text;
  }

  ready(): undefined {
    return undefined;
  }
}

export interface TestProcess {
  readonly texts?: Readonly<Record<string, string>>;
  readonly script?: Script;
  /** Columns of a terminal at standard error; it is no terminal when absent. */
  readonly terminalColumns?: number;
  /** Called with the process before each turn of the event loop. */
  readonly onTurn?: (running: { interrupt(): void; abandonOutput(): void }) => void;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly files: MemoryFiles;
}

/** Runs one command line in memory. A rule file that contains "wrong" does not compile. */
export async function run(line: string, process: TestProcess = {}): Promise<Ended> {
  const stdout = new MemoryOutput(undefined);
  const stderr = new MemoryOutput(process.terminalColumns);
  const files = new MemoryFiles(process.texts ?? {});
  const listeners = new Set<() => void>();
  let clockMs = 0;
  const io: CliIo = {
    stdout,
    stderr,
    // Every look at the clock takes a moment, so that each chunk is followed by a turn.
    now: () => (clockMs += 1000),
    epochMs: () => clockMs,
    wait: async () => {},
    processBytes: () => 98_000_000,
    async turn() {
      process.onTurn?.({
        interrupt: () => {
          for (const listener of listeners) listener();
        },
        abandonOutput: () => {
          stdout.isAbandoned = true;
        },
      });
    },
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const code = await runCli(line.split(' '), io, servicesOf(files, process.script ?? {}));
  return { code, stdout: stdout.text, stderr: stderr.text, files };
}

function servicesOf(files: MemoryFiles, script: Script): CliServices {
  return {
    version: '1.2.3',
    files,
    generators: new Map([
      [
        'logins',
        {
          summary: 'logins of a few accounts',
          defaults: { keys: 3, days: 1, seed: 1 },
          generate({ keys, seed, eventsMax }) {
            if (keys > 50_000)
              throw new RangeError(`generator logins: keys must be at most 50000, found ${keys}`);
            const count = Math.min(keys, eventsMax ?? keys);
            return {
              events: Array.from({ length: count }, (_, index) => ({
                record: { account: `dba${index}`, seed },
              })),
              labels: [
                { key: 'dba0', from: 0, to: 1000, kind: 'stolen', strength: 'blatant', note: 'at night' },
              ],
              tables: [{ name: 'accounts', csv: 'account\ndba0\n' }],
            };
          },
        },
      ],
    ]),
    createEngine({ rules }) {
      const wrong = rules.find(({ text }) => text.includes('wrong'));
      if (wrong !== undefined) throw new RulesRejected(`error[C001] ${wrong.name}:1:1: this is wrong\n`);
      return new ScriptedEngine(script);
    },
    compileRules(rules): CompiledRules {
      const wrong = rules.filter(({ text }) => text.includes('wrong'));
      const isGood = wrong.length === 0;
      return {
        errors: wrong.length,
        warnings: 0,
        rules: isGood ? rules.map(({ name }) => ({ name, kind: 'rule', source: 's', stateId: '1f' })) : [],
        explanation: isGood ? 'one chain\n' : '',
        rendered: wrong.map(({ name }) => `error[C001] ${name}:1:1: this is wrong\n`),
        diagnostics: wrong.map(({ name }) => ({ code: 'C001', file: name, line: 1, column: 1 })),
      };
    },
  };
}
