/** Real records lie beside the project, in `../shared/data`. Where they do not, what needs them is skipped and says so. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** Tests over one file of real records, named by its path in the folder. */
export function describeRecords(title: string, file: string, tests: (bytes: Uint8Array) => void): void {
  const path = `${folder}${file}`;
  describe(title, () => {
    if (existsSync(path)) {
      tests(readFileSync(path));
      return;
    }
    const missing = `skipped: ../shared/data/${file} is not there`;
    console.info(`${title}: ${missing}`);
    it(missing, ({ skip }) => skip(missing));
  });
}

/** A rule file of this folder. */
export function rulesText(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** The lines of a file, without their ends. */
export function linesOf(bytes: Uint8Array): string[] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
