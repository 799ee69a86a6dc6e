/** Rules that cannot be run: all their diagnostics, and the same as text. */

import type { RuleFile } from './ast.ts';
import { type Diagnostic, renderDiagnostic } from './diagnostic.ts';

export class RulesError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], files: readonly RuleFile[]) {
    super(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, files)).join('\n\n'));
    this.name = 'RulesError';
    this.diagnostics = diagnostics;
  }
}
