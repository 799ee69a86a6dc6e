/** What commands are made of: compiler, engine, generators and files, handed in so that tests can stand others in. */

import type { ReplayFiles, ReplayPort, ReplayRuleFile, TableReader } from '../replay/replay-port.ts';

/** What the compiler says about rules. */
export interface CompiledRules {
  readonly errors: number;
  readonly warnings: number;
  /** Empty when there are errors. */
  readonly rules: readonly RuleSummary[];
  /** The plan as text; empty when there are errors. */
  readonly explanation: string;
  /** Errors and warnings as people read them, a line break at the end of each. */
  readonly rendered: readonly string[];
  /** The same as plain objects. */
  readonly diagnostics: readonly object[];
}

export interface RuleSummary {
  readonly name: string;
  readonly kind: string;
  readonly source: string;
  readonly stateId: string;
}

/** Lines of a file in order, none of them half. */
export interface LineWriter {
  /** Throws a FileError when an earlier line could not be written. */
  write(line: string): void;
  /** Undefined while there is room; otherwise wait for it. It rejects with a FileError when writing failed. */
  ready(): Promise<void> | undefined;
  /** Rejects with a FileError when any line could not be written. */
  close(): Promise<void>;
}

export interface CliFiles extends ReplayFiles {
  /** Throws a FileError when there is no such file. */
  kindOf(path: string): Promise<'file' | 'directory'>;
  makeDirectory(path: string): Promise<void>;
  writeText(path: string, text: string): Promise<void>;
  openLines(path: string): Promise<LineWriter>;
}

export interface CliServices extends ReplayPort {
  readonly version: string;
  readonly files: CliFiles;
  compileRules(
    files: readonly ReplayRuleFile[],
    options: { readonly readTable: TableReader; readonly color: boolean },
  ): CompiledRules;
}
