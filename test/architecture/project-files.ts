/** The files of the project as they stand on disk, without what is installed or built. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the top of the project. */
export const projectTop = fileURLToPath(new URL('../..', import.meta.url));

export const codeFolders = ['src', 'actors', 'scenarios', 'test'];

/** Names that never are part of the project, as in `.gitignore`. */
const leftOut = /^(\.git|node_modules|dist|coverage|test-failures|.*\.log)$/;

/** Every file of the project, by its path from the top, sorted. */
export function projectFiles(folder = ''): string[] {
  return readdirSync(join(projectTop, folder), { withFileTypes: true })
    .filter(({ name }) => !leftOut.test(name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? projectFiles(path) : [path];
    })
    .sort();
}

/** The TypeScript files of some folders. */
export function codeFiles(folders: readonly string[] = codeFolders): string[] {
  return folders.flatMap((folder) => projectFiles(folder)).filter((path) => path.endsWith('.ts'));
}

export function textOf(file: string): string {
  return readFileSync(join(projectTop, file), 'utf8');
}
