/** Diagnostics: what is wrong with a rule file, where, and what to do about it, and how that is shown to a person. */

import picocolors from 'picocolors';
import type { RuleFile, Span } from './ast.ts';
import type { DiagnosticCode } from './diagnostic-codes.ts';

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  /** What is wrong, one short sentence without a full stop. */
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  /** What to do next. */
  readonly hint?: string;
  readonly span: Span;
}

/** Position as people count: lines and columns from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionOf(file: RuleFile, offset: number): Position {
  const before = file.text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** By file and place; at one place errors before warnings. */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (left, right) =>
      left.span.file - right.span.file ||
      left.span.start - right.span.start ||
      left.severity.localeCompare(right.severity) ||
      left.code.localeCompare(right.code),
  );
}

/**
 * The diagnostic as text of several lines, ending in a line break:
 *
 *     error[C002] rules.plumb:7:12: there is no field "clientip" in the source db_audit
 *       |
 *     7 |   for each clientip
 *       |            ^^^^^^^^
 *       = hint: did you mean "client_ip"?
 */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  files: readonly RuleFile[],
  options: { readonly color?: boolean } = {},
): string {
  const color = picocolors.createColors(options.color === true);
  const paint = diagnostic.severity === 'error' ? color.red : color.yellow;
  const file = files[diagnostic.span.file];
  const title = color.bold(paint(`${diagnostic.severity}[${diagnostic.code}]`));
  if (file === undefined) return `${title}: ${color.bold(diagnostic.message)}\n`;
  const { line, column } = positionOf(file, diagnostic.span.start);
  const source = (file.text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  const gutter = ' '.repeat(String(line).length);
  const bar = color.dim('|');
  const lines = [
    `${title} ${file.name}:${line}:${column}: ${color.bold(diagnostic.message)}`,
    `${gutter} ${bar}`,
    `${color.dim(String(line))} ${bar} ${source}`,
    `${gutter} ${bar} ${underline(source, column - 1, diagnostic, paint)}`,
  ];
  if (diagnostic.hint !== undefined) lines.push(`${gutter} = hint: ${diagnostic.hint}`);
  return `${lines.map((text) => text.trimEnd()).join('\n')}\n`;
}

/** Carets under the place, as wide as the terminal shows it, and beside them what was expected and found. */
function underline(
  source: string,
  from: number,
  diagnostic: Diagnostic,
  paint: (text: string) => string,
): string {
  const length = diagnostic.span.end - diagnostic.span.start;
  const before = source.slice(0, from).replace(/[^\t]/gu, (character) => ' '.repeat(columnsOf(character)));
  const width = Math.max(1, columnsOf(source.slice(from, from + length)));
  const labels: string[] = [];
  if (diagnostic.expected !== undefined) labels.push(`expected ${diagnostic.expected}`);
  if (diagnostic.found !== undefined) labels.push(`found ${diagnostic.found}`);
  return `${before}${paint(`${'^'.repeat(width)} ${labels.join(', ')}`)}`;
}

const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u;

/** Columns of a terminal: East Asian characters and pictures take two. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += wide.test(character) ? 2 : 1;
  return columns;
}
