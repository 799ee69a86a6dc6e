/** The rules of a live run, compiled, with their tables. */

import { compileRules } from '../language/compile.ts';
import { renderDiagnostic } from '../language/diagnostic.ts';
import type { Program } from '../language/program.ts';
import type { CliServices } from './cli-services.ts';
import { RulesRejected, UserMistake } from './exit-code.ts';
import { type RuleSet, readRuleSets } from './rule-sets.ts';

export interface LiveRules extends RuleSet {
  readonly program: Program;
  readonly warnings: readonly string[];
}

/** @throws RulesRejected when they have an error, UserMistake when they lie in several directories, FileError */
export async function readLiveRules(paths: readonly string[], services: CliServices): Promise<LiveRules> {
  const [set, ...others] = await readRuleSets(paths, services);
  if (set === undefined || others.length > 0)
    throw new UserMistake(
      'expected the rules of one directory, found several sets; name their files one by one to run them together',
    );
  const { program, diagnostics } = compileRules(set.files, { readTable: set.readTable });
  const rendered = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, set.files));
  if (program === undefined) throw new RulesRejected(rendered.join('\n'));
  return { ...set, program, warnings: rendered };
}
