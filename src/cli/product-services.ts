/** The commands' services as shipped: the real compiler, engine, generators and files. */

import { readFileSync } from 'node:fs';
import { generators } from '../../scenarios/index.ts';
import { createEngine, RulesError } from '../compose.ts';
import { compileRules } from '../language/compile.ts';
import { positionOf, renderDiagnostic } from '../language/diagnostic.ts';
import type { CliServices } from './cli-services.ts';
import { RulesRejected } from './exit-code.ts';
import { localFiles } from './local-files.ts';

export const productServices: CliServices = {
  version: versionOfPackage(),
  files: localFiles,
  generators,

  createEngine(options) {
    try {
      return createEngine(options);
    } catch (error) {
      if (!(error instanceof RulesError)) throw error;
      const rendered = error.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, options.rules));
      throw new RulesRejected(rendered.join('\n'));
    }
  },

  compileRules(files, { readTable, color }) {
    const { program, diagnostics } = compileRules(files, { readTable });
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    return {
      errors,
      warnings: diagnostics.length - errors,
      rules: (program?.rules ?? []).map(({ name, kind, source, stateId }) => {
        return { name, kind, source: program!.sources[source]!.schema.name, stateId };
      }),
      explanation: program?.explanation ?? '',
      rendered: diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, files, { color })),
      diagnostics: diagnostics.map(({ span, ...told }) => {
        const file = files[span.file];
        return {
          ...told,
          ...(file === undefined ? {} : { file: file.name, ...positionOf(file, span.start) }),
        };
      }),
    };
  },
};

/** The package's own file lies above the compiled output as it lies above the sources, one directory further up. */
function versionOfPackage(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (name === 'plumbline') return version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('expected a package.json above the program, found none; install the package again');
}
