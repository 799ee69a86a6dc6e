import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cruise, cruiseTree } from './cruise.ts';
import { importRules, places, standsAt } from './import-rules.ts';
import { codeFiles, codeFolders, projectTop } from './project-files.ts';

describe('the imports of the project', () => {
  let project: Cruise;

  beforeAll(async () => {
    project = await cruiseTree(projectTop, { folders: codeFolders, rules: importRules() });
  });

  it('are read from every file on disk', () => {
    const onDisk = codeFiles();
    expect(onDisk.length).toBeGreaterThan(100);
    expect(countByFolder(project.files)).toEqual(countByFolder(onDisk));
  });

  it('keep to the rules', () => {
    expect(project.violations).toEqual([]);
  });

  it('are ruled for every file of the product, by exactly one row', () => {
    const files = codeFiles(['src', 'actors', 'scenarios']);
    expect(files.filter((file) => places.filter((place) => standsAt(file, place)).length !== 1)).toEqual([]);
  });
});

describe('the rules about imports', () => {
  const fixture = mkdtempSync(join(tmpdir(), 'import-rules-'));

  afterAll(() => rmSync(fixture, { recursive: true }));

  it.each([
    {
      name: 'an import upwards',
      files: {
        'src/time/clock.ts': "import { batch } from '../event/batch.ts';\nexport const clock = batch;",
        'src/event/batch.ts': 'export const batch = 1;',
      },
      violation: 'src/time-within-the-project: src/time/clock.ts → src/event/batch.ts',
    },
    {
      name: 'an import of a type alone',
      files: {
        'src/limits.ts': "import type { Zone } from './time/zone.ts';\nexport const most: Zone = 1;",
        'src/time/zone.ts': 'export type Zone = number;',
      },
      violation: 'src/limits.ts-within-the-project: src/limits.ts → src/time/zone.ts',
    },
    {
      name: 'a cycle of types',
      files: {
        'src/time/day.ts': "import type { Week } from './week.ts';\nexport type Day = Week | 1;",
        'src/time/week.ts': "import type { Day } from './day.ts';\nexport type Week = Day[];",
      },
      violation: 'no-cycle: src/time/day.ts → src/time/week.ts',
    },
    {
      name: 'one adapter in another',
      files: {
        'src/store/disk-store.ts': "export { readFile } from '../files/read-file.ts';",
        'src/files/read-file.ts': 'export const readFile = 1;',
      },
      violation: 'src/store-within-the-project: src/store/disk-store.ts → src/files/read-file.ts',
    },
    {
      name: 'behaviour in the mechanism',
      files: {
        'src/engine.ts': "export { actor } from '../actors/actor.ts';",
        'actors/actor.ts': 'export const actor = 1;',
      },
      violation: 'src/engine.ts-within-the-project: src/engine.ts → actors/actor.ts',
    },
    {
      name: 'the inside of the mechanism in behaviour',
      files: {
        'actors/actor.ts': "export { host } from '../src/runtime/host.ts';",
        'src/runtime/host.ts': 'export const host = 1;',
      },
      violation: 'actors-within-the-project: actors/actor.ts → src/runtime/host.ts',
    },
    {
      name: 'a test in the product',
      files: {
        'src/cli/main.ts': "export { sample } from '../../test/sample.ts';",
        'test/sample.ts': 'export const sample = 1;',
      },
      violation: 'src/cli-within-the-project: src/cli/main.ts → test/sample.ts',
    },
    {
      name: 'one scenario in another',
      files: {
        'scenarios/mailbox/mails.ts': "export { login } from '../vpn-user/logins.ts';",
        'scenarios/vpn-user/logins.ts': 'export const login = 1;',
      },
      violation: 'a-scenario-stands-alone: scenarios/mailbox/mails.ts → scenarios/vpn-user/logins.ts',
    },
    {
      name: 'the disk in the core',
      files: { 'src/runtime/host.ts': "export { readFileSync } from 'node:fs';" },
      violation: 'src/runtime-outside-the-project: src/runtime/host.ts → fs',
    },
    {
      name: 'the disk in the core, by its promises',
      files: { 'src/runtime/host.ts': "export { readFile } from 'node:fs/promises';" },
      violation: 'src/runtime-outside-the-project: src/runtime/host.ts → fs/promises',
    },
    {
      name: 'a package that is not installed',
      files: { 'src/time/clock.ts': "export { tick } from 'no-such-package';" },
      violation: 'no-unresolved-import: src/time/clock.ts → no-such-package',
    },
    {
      name: 'a file that nothing reaches',
      files: {
        'src/compose.ts': 'export const compose = 1;',
        'src/store/forgotten.ts': 'export const forgotten = 1;',
      },
      violation: 'no-dead-file: src/store/forgotten.ts → src/store/forgotten.ts',
    },
  ])('report $name', async ({ name, files, violation }) => {
    const top = join(fixture, name.replaceAll(/\W+/g, '-'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(top, dirname(file)), { recursive: true });
      writeFileSync(join(top, file), `${text}\n`);
    }
    const { violations } = await cruiseTree(top, { folders: foldersOf(files), rules: importRules() });
    expect(violations).toContain(violation);
  });
});

function countByFolder(files: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const file of files) {
    const folder = dirname(file);
    counts[folder] = (counts[folder] ?? 0) + 1;
  }
  return counts;
}

function foldersOf(files: Record<string, string | undefined>): string[] {
  return [...new Set(Object.keys(files).map((file) => file.slice(0, file.indexOf('/'))))];
}
