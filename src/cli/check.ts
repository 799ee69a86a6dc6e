/** `plumbline check`: says what is wrong with rules, without running them. */

import type { CliIo } from './cli-io.ts';
import type { CliServices } from './cli-services.ts';
import { counted } from './counted.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { readRuleSets } from './rule-sets.ts';

export interface CheckOptions {
  readonly json?: boolean;
}

/** Ends with 0 when there are no errors, warnings allowed, otherwise with 2. */
export async function check(
  paths: readonly string[],
  options: CheckOptions,
  { io, services }: { readonly io: CliIo; readonly services: CliServices },
): Promise<ExitCode> {
  const total = { rules: 0, files: 0, errors: 0, warnings: 0 };
  const isJson = options.json === true;
  for (const { files, readTable } of await readRuleSets(paths, services)) {
    const compiled = services.compileRules(files, { readTable, color: io.stdout.isColoured });
    total.rules += compiled.rules.length;
    total.files += files.length;
    total.errors += compiled.errors;
    total.warnings += compiled.warnings;
    const lines = isJson
      ? compiled.diagnostics.map((diagnostic) => `${JSON.stringify(diagnostic)}\n`)
      : compiled.rendered;
    for (const line of lines) io.stdout.write(line);
  }
  io.stdout.write(`${isJson ? JSON.stringify(total) : totalText(total)}\n`);
  return total.errors === 0 ? exitCode.ok : exitCode.mistake;
}

function totalText(total: { rules: number; files: number; errors: number; warnings: number }): string {
  const files = counted(total.files, 'file');
  const warnings = total.warnings === 0 ? '' : `, ${counted(total.warnings, 'warning')}`;
  if (total.errors > 0) return `${counted(total.errors, 'error')}${warnings} in ${files}`;
  return `${counted(total.rules, 'rule')} in ${files}: ${warnings === '' ? 'all good' : `no errors${warnings}`}`;
}
