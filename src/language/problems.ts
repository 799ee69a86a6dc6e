/** Where the checker writes down what is wrong. */

import type { Span } from './ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { DiagnosticCode } from './diagnostic-codes.ts';

interface Details {
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
  readonly hint?: string | undefined;
}

export class Problems {
  readonly diagnostics: Diagnostic[] = [];

  /** Notes an error; answers undefined, which stands for the value that cannot be had, so that one mistake gives one message. */
  error(code: DiagnosticCode, span: Span, message: string, details: Details = {}): undefined {
    this.#add({ code, severity: 'error', message, span }, details);
  }

  warning(code: DiagnosticCode, span: Span, message: string, details: Details = {}): void {
    this.#add({ code, severity: 'warning', message, span }, details);
  }

  #add(diagnostic: Diagnostic, { expected, found, hint }: Details): void {
    this.diagnostics.push({
      ...diagnostic,
      ...(expected !== undefined && { expected }),
      ...(found !== undefined && { found }),
      ...(hint !== undefined && { hint }),
    });
  }
}
