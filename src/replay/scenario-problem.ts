/** What is wrong with a scenario: where, what was expected, what stands there, and which word was probably meant. */

import { nearestName } from '../language/nearest-name.ts';
import { displayWidth } from './display-text.ts';
import type { Place } from './scenario.ts';

/** Stable and never reused. */
export type ScenarioProblemCode =
  | 'unknown-statement'
  | 'unexpected-word'
  | 'unclosed-text'
  | 'unclosed-events'
  | 'unreadable-time'
  | 'said-twice'
  | 'unknown-rule'
  | 'unknown-source'
  | 'source-not-said'
  | 'unknown-generator'
  | 'generator-refused'
  | 'wrong-format'
  | 'no-events'
  | 'time-of-arrival'
  | 'no-rules';

export interface ScenarioProblem {
  readonly code: ScenarioProblemCode;
  /** Absent when it is not about one place of the text. */
  readonly place?: Place;
  /** What was expected and what was found, in one sentence. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
}

/** Thrown when a scenario cannot be run as it is written. The message is the rendered text of all problems. */
export class ScenarioRejected extends Error {
  override readonly name = 'ScenarioRejected';
  readonly problems: readonly ScenarioProblem[];

  constructor(options: {
    readonly file: string;
    readonly text: string;
    readonly problems: readonly ScenarioProblem[];
  }) {
    super(renderProblems(options));
    this.problems = options.problems;
  }
}

/** "did you mean …?" when a known word is near, otherwise the list of what is known. */
export function hintFor(wanted: string, known: readonly string[]): string {
  const nearest = nearestName(wanted, known);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  return known.length === 0 ? 'there is none' : `known: ${known.join(', ')}`;
}

/** Each problem as `error[code] file:line:column: message`, the line it stands in with the place marked, and the hint. */
export function renderProblems(options: {
  readonly file: string;
  readonly text: string;
  readonly problems: readonly ScenarioProblem[];
}): string {
  const lines = options.text.split(/\r?\n/);
  return options.problems.map((problem) => renderProblem(problem, options.file, lines)).join('\n');
}

function renderProblem(problem: ScenarioProblem, file: string, lines: readonly string[]): string {
  const { place, hint } = problem;
  const line = place === undefined ? undefined : lines[place.line - 1];
  const gutter = ' '.repeat(place === undefined ? 1 : String(place.line).length);
  const hintLine = hint === undefined ? '' : `\n${gutter} = hint: ${hint}`;
  if (place === undefined || line === undefined)
    return `error[${problem.code}] ${file}: ${problem.message}${hintLine}`;
  // Tabs stay, so that the mark stands under its word however wide they are shown.
  const before = line
    .slice(0, place.column - 1)
    .replace(/[^\t]/gu, (character) => ' '.repeat(displayWidth(character)));
  const marked = displayWidth(line.slice(place.column - 1, place.column - 1 + place.length));
  return (
    `error[${problem.code}] ${file}:${place.line}:${place.column}: ${problem.message}\n` +
    `${gutter} |\n${place.line} | ${line}\n${gutter} | ${before}${'^'.repeat(Math.max(1, marked))}${hintLine}`
  );
}
