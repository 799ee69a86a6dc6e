/** Parses and checks one rule text as the compiler does, with tables `staff.csv` and `holidays.csv` and the standard functions. */

import type { Ast, RuleFile } from '../../src/language/ast.ts';
import { checkRules } from '../../src/language/check.ts';
import type { CheckedRules } from '../../src/language/checked.ts';
import type { Diagnostic } from '../../src/language/diagnostic.ts';
import { standardFunctions } from '../../src/language/functions/index.ts';
import { parseRules } from '../../src/language/parse.ts';

export interface CheckedText {
  readonly files: readonly RuleFile[];
  readonly ast: Ast;
  readonly rules?: CheckedRules;
  /** Of the parser and the checker. */
  readonly diagnostics: readonly Diagnostic[];
}

export function checkText(text: string, { name = 'rules.plumb' } = {}): CheckedText {
  const files = [{ name, text }];
  const parsed = parseRules(files);
  const checked = checkRules(parsed.ast, { functions: standardFunctions, readTable });
  return { files, ...checked, ast: parsed.ast, diagnostics: [...parsed.diagnostics, ...checked.diagnostics] };
}

/** The codes alone, in the order of the text. */
export function codesOf(text: string): string[] {
  return checkText(text).diagnostics.map(({ code }) => code);
}

export function readTable(file: string): {
  columns: readonly string[];
  rows: ReadonlyMap<string, readonly string[]>;
} {
  if (file === 'holidays.csv') {
    const dates = ['2026-12-25', '2024-02-29'];
    return { columns: ['date', 'name'], rows: new Map(dates.map((date) => [date, [date, 'holiday']])) };
  }
  if (file !== 'staff.csv') throw new Error(`there is no file "${file}"`);
  const columns = ['account', 'department', 'full name'];
  return { columns, rows: new Map([['alice', ['alice', 'it', 'Alice A.']]]) };
}
