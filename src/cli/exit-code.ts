/** How the program ends, and what of an error a person gets to see. */

import { FileError } from '../files/file-error.ts';
import { ScenarioRejected } from '../replay/scenario-problem.ts';
import { StateError } from '../runtime/state-error.ts';
import { TopicError } from '../runtime/topic.ts';
import { StoreError } from '../store/store-error.ts';

export const exitCode = {
  ok: 0,
  /** An expectation of a scenario does not hold. */
  expectationFailed: 1,
  /** Rules, scenario or command line are wrong. */
  mistake: 2,
  /** A file, stream, topic or store cannot be read or written. */
  inputOutput: 3,
  /** Ended by Ctrl-C, as shells expect it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Something the user can put right. The message says what was expected, what was found, and what to do. */
export class UserMistake extends Error {
  override readonly name = 'UserMistake';
}

/** Rules that do not compile. The message is the rendered text of their diagnostics. */
export class RulesRejected extends Error {
  override readonly name = 'RulesRejected';
}

/** The exit code an error stands for, or undefined when it is a fault of the program itself. */
export function exitCodeOf(error: unknown): ExitCode | undefined {
  if (error instanceof FileError) return isClosedPipe(error) ? exitCode.ok : exitCode.inputOutput;
  if (error instanceof StoreError || error instanceof StateError) return exitCode.inputOutput;
  if (error instanceof TopicError)
    return error.code === 'bad-settings' ? exitCode.mistake : exitCode.inputOutput;
  const isMistake =
    error instanceof UserMistake || error instanceof RulesRejected || error instanceof ScenarioRejected;
  return isMistake ? exitCode.mistake : undefined;
}

/** True when the reader of our output (`| head`) has seen enough: nothing went wrong. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof FileError && error.code === 'pipe-closed';
}

/** The text for standard error: one sentence, or the rendered problems as they are. */
export function errorText(error: Error): string {
  const isRendered = error instanceof RulesRejected || error instanceof ScenarioRejected;
  return isRendered ? `${error.message.trimEnd()}\n` : `error: ${error.message}\n`;
}
