/** Where failed cases are kept on disk. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SaveCase } from './failure-case.ts';

/** Writes cases below a folder, as `plumbline replay` reads them; one of the same name is overwritten. */
export function saveCasesIn(folder: string): SaveCase {
  return (files) => {
    for (const [path, text] of Object.entries(files)) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  };
}
