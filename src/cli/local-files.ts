/** The files of commands, on the local disk. Paths are relative to the directory the program was started in. */

import { readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { FileError, fileErrorOf } from '../files/file-error.ts';
import { LineOutput } from '../files/output.ts';
import { readChunks } from '../files/read-file.ts';
import { tableBytesMax, textFileBytesMax } from '../limits.ts';
import type { CliFiles } from './cli-services.ts';
import { parseTable } from './parse-table.ts';

export const localFiles: CliFiles = {
  async list(directory) {
    const entries = await reading(directory, () => readdir(directory, { withFileTypes: true }));
    const named = await Promise.all(
      entries.map(async (entry) => {
        // A link counts as what it leads to; one that leads nowhere is left out.
        const isDirectory = entry.isSymbolicLink()
          ? await stat(join(directory, entry.name)).then(
              (found) => found.isDirectory(),
              () => undefined,
            )
          : entry.isDirectory();
        return isDirectory === undefined
          ? []
          : [{ name: entry.name, kind: isDirectory ? 'directory' : 'file' } as const];
      }),
    );
    return named.flat().sort((left, right) => (left.name < right.name ? -1 : 1));
  },

  async readText(path) {
    return reading(path, async () => {
      refuseLarge(path, (await stat(path)).size, textFileBytesMax);
      const text = await readFile(path, 'utf8');
      return text.startsWith('\ufeff') ? text.slice(1) : text;
    });
  },

  async expectFile(path) {
    if (path === '-' || (await localFiles.kindOf(path)) === 'file') return;
    throw new FileError('file-is-a-directory', path, 'expected a file, found a directory: name a file in it');
  },

  readChunks: (path) => readChunks(path),

  readTable(path, key) {
    let csv: Uint8Array;
    try {
      refuseLarge(path, statSync(path).size, tableBytesMax);
      csv = readFileSync(path);
    } catch (error) {
      throw fileErrorOf(path, error);
    }
    return parseTable({ path, csv, key });
  },

  parseTable: ({ name, csv, key }) => parseTable({ path: name, csv: new TextEncoder().encode(csv), key }),

  resolve: (directory, file) => (isAbsolute(file) ? file : join(directory, file)),

  directoryOf: (path) => dirname(path),

  async kindOf(path) {
    const found = await reading(path, () => stat(path));
    return found.isDirectory() ? 'directory' : 'file';
  },

  async makeDirectory(path) {
    await reading(path, () => mkdir(path, { recursive: true }));
  },

  async writeText(path, text) {
    await reading(path, () => writeFile(path, text));
  },

  openLines: (path) => LineOutput.open(path),
};

async function reading<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw fileErrorOf(path, error);
  }
}

function refuseLarge(path: string, sizeBytes: number, sizeBytesMax: number): void {
  if (sizeBytes <= sizeBytesMax) return;
  throw new FileError(
    'file-too-large',
    path,
    `expected at most ${sizeBytesMax} bytes, found ${sizeBytes}; split the file`,
  );
}
