/** `plumbline explain`: shows what the compiler makes of rules. */

import type { CliIo } from './cli-io.ts';
import type { CliServices } from './cli-services.ts';
import { type ExitCode, exitCode, RulesRejected } from './exit-code.ts';
import { readRuleSets } from './rule-sets.ts';

export interface ExplainOptions {
  readonly json?: boolean;
}

/** @throws RulesRejected when the rules do not compile. */
export async function explain(
  paths: readonly string[],
  options: ExplainOptions,
  { io, services }: { readonly io: CliIo; readonly services: CliServices },
): Promise<ExitCode> {
  const sets = await readRuleSets(paths, services);
  for (const { directory, files, readTable } of sets) {
    const compiled = services.compileRules(files, { readTable, color: io.stderr.isColoured });
    if (compiled.errors > 0) throw new RulesRejected(compiled.rendered.join(''));
    for (const warning of compiled.rendered) io.stderr.write(warning);
    if (options.json === true) {
      const { rules, explanation } = compiled;
      io.stdout.write(`${JSON.stringify({ files: files.map(({ name }) => name), rules, explanation })}\n`);
      continue;
    }
    if (sets.length > 1) io.stdout.write(`# ${directory ?? files.map(({ name }) => name).join(', ')}\n`);
    io.stdout.write(`${compiled.explanation.trimEnd()}\n`);
  }
  return exitCode.ok;
}
