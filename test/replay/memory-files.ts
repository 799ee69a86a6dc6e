/** Files that exist only in a test: texts by path, directories by what lies in them. */

import type { CliFiles } from '../../src/cli/cli-services.ts';
import { parseTable } from '../../src/cli/parse-table.ts';
import { FileError } from '../../src/files/file-error.ts';

export class MemoryFiles implements CliFiles {
  readonly texts: Map<string, string>;

  constructor(texts: Readonly<Record<string, string>>) {
    this.texts = new Map(Object.entries(texts));
  }

  async list(directory: string): Promise<{ name: string; kind: 'file' | 'directory' }[]> {
    const entries = new Map<string, 'file' | 'directory'>();
    for (const path of this.texts.keys()) {
      if (!path.startsWith(`${directory}/`)) continue;
      const [name, below] = path.slice(directory.length + 1).split('/') as [string, string | undefined];
      entries.set(name, below === undefined ? 'file' : 'directory');
    }
    return [...entries]
      .map(([name, kind]) => ({ name, kind }))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async readText(path: string): Promise<string> {
    return this.#text(path);
  }

  async expectFile(path: string): Promise<void> {
    this.#text(path);
  }

  async *readChunks(path: string): AsyncGenerator<Uint8Array, void> {
    for (const line of this.#text(path).split(/(?<=\n)/)) yield new TextEncoder().encode(line);
  }

  readTable(path: string, key: string) {
    return this.parseTable({ name: path, csv: this.#text(path), key });
  }

  parseTable({ name, csv, key }: { readonly name: string; readonly csv: string; readonly key: string }) {
    return parseTable({ path: name, csv: new TextEncoder().encode(csv), key });
  }

  resolve(directory: string, file: string): string {
    return directory === '.' ? file : `${directory}/${file}`;
  }

  directoryOf(path: string): string {
    return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  }

  async kindOf(path: string): Promise<'file' | 'directory'> {
    if (this.texts.has(path)) return 'file';
    if ((await this.list(path)).length > 0) return 'directory';
    throw notFound(path);
  }

  async makeDirectory(): Promise<void> {}

  async writeText(path: string, text: string): Promise<void> {
    this.texts.set(path, text);
  }

  async openLines(path: string) {
    if (path.startsWith('full/')) throw new FileError('disk-full', path, 'the disk is full: free some space');
    this.texts.set(path, '');
    return {
      write: (line: string) => {
        this.texts.set(path, `${this.texts.get(path)}${line}\n`);
      },
      ready: () => undefined,
      close: async () => {},
    };
  }

  #text(path: string): string {
    const text = this.texts.get(path);
    if (text === undefined) throw notFound(path);
    return text;
  }
}

function notFound(path: string): FileError {
  return new FileError('file-not-found', path, 'there is no such file: check the path');
}
