import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localFiles } from '../../src/cli/local-files.ts';

describe('files on the disk', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plumbline-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('are listed by name, with their kind', async () => {
    await writeFile(join(directory, 'b.rules'), '');
    await mkdir(join(directory, 'a'));
    expect(await localFiles.list(directory)).toEqual([
      { name: 'a', kind: 'directory' },
      { name: 'b.rules', kind: 'file' },
    ]);
  });

  it('give texts and tables', async () => {
    const path = join(directory, 't.csv');
    await writeFile(path, '\ufeffaccount,team\ndba07,"core, data"\n');
    expect(await localFiles.readText(path)).toBe('account,team\ndba07,"core, data"\n');
    expect(localFiles.readTable(path, 'account')).toEqual({
      columns: ['account', 'team'],
      rows: new Map([['dba07', ['dba07', 'core, data']]]),
    });
  });

  it.each([
    ['a\n1\n', /expected a column "account", found a; check its spelling/],
    ['acount\n1\n', /did you mean "acount"\?/],
    ['account\n1\n1\n', /line 3: expected each key once, found "1" again/],
    ['account,b\n1\n', /line 2: expected 2 cells as in the header, found 1/],
    ['', /found an empty file/],
    ['account\n"1\n', /line 2: a quoted field begins here/],
  ])('refuse the table %j', (csv, message) => {
    expect(() => localFiles.parseTable({ name: 't.csv', csv, key: 'account' })).toThrow(message);
  });

  it('say which file is missing', async () => {
    const path = join(directory, 'gone.rules');
    await expect(localFiles.readText(path)).rejects.toThrow(`${path}: there is no such file`);
    await expect(localFiles.kindOf(path)).rejects.toThrow('there is no such file');
    expect(() => localFiles.readTable(path, 'x')).toThrow('there is no such file');
  });

  it('lie beside each other unless their path is absolute', () => {
    expect(localFiles.resolve('rules', 'tables/x.csv')).toBe('rules/tables/x.csv');
    expect(localFiles.resolve('rules', '/data/x.csv')).toBe('/data/x.csv');
  });
});
