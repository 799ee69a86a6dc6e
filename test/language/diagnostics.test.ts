/** Golden diagnostics: beside each rule file stands, to the letter, what the checker says about it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inOrder, renderDiagnostic } from '../../src/language/diagnostic.ts';
import { checkText } from './check-text.ts';

const directory = join(import.meta.dirname, 'diagnostics');
const names = readdirSync(directory)
  .filter((file) => file.endsWith('.plumb'))
  .map((file) => file.slice(0, -'.plumb'.length));

describe('diagnostics are worded exactly as in', () => {
  test.each(names)('%s.txt', async (name) => {
    const text = readFileSync(join(directory, `${name}.plumb`), 'utf8');
    const { files, diagnostics } = checkText(text, { name: `${name}.plumb` });
    const rendered = inOrder(diagnostics).map((diagnostic) => renderDiagnostic(diagnostic, files));
    await expect(rendered.join('\n')).toMatchFileSnapshot(join(directory, `${name}.txt`));
  });
});
