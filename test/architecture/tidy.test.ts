import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeParts } from './code-parts.ts';
import {
  constantsFile,
  emptyFileName,
  fileLinesLookedAt,
  fileLinesMax,
  fileLinesUsual,
  type HouseRule,
  houseRules,
  proseWords,
  words,
} from './house-rules.ts';
import { longFiles } from './long-files.ts';
import { codeFiles, projectFiles, textOf } from './project-files.ts';

const files = projectFiles().map((file) => {
  const text = textOf(file);
  return {
    file,
    text,
    ...(file.endsWith('.ts') ? codeParts(text) : { code: '', comments: '', nameWords: [] }),
  };
});
const codes = files.filter(({ file }) => file.endsWith('.ts'));
const product = codes.filter(({ file }) => /^(src|actors|scenarios)\//.test(file));

describe('the files of the project', () => {
  it.each(houseRules)('have no $name', (rule) => {
    const found = files
      .filter(({ file }) => !rule.exceptions?.some(({ place }) => holds(place, file)))
      .flatMap((part) =>
        linesMatching(partOf(part, rule), rule.pattern).map((line) => `${part.file}:${line}`),
      );
    expect(found, `instead: ${rule.instead}`).toEqual([]);
  });

  it('have names of whole words', () => {
    const found = codes.flatMap(({ file, nameWords }) =>
      nameWords
        .filter(({ word }) => words.has(word))
        .map(({ word, line }) => `${file}:${line} ${word}: ${words.get(word)}`),
    );
    expect(found).toEqual([]);
  });

  it('have no empty words in their comments', () => {
    const found = codes.flatMap(({ file, comments }) =>
      [...proseWords].flatMap(([word, instead]) =>
        linesMatching(comments, new RegExp(`\\b${word}\\b`, 'i')).map(
          (line) => `${file}:${line} ${word}: ${instead}`,
        ),
      ),
    );
    expect(found).toEqual([]);
  });

  it('are called by what is in them, in small letters', () => {
    const names = codes.map(({ file }) => file.slice(dirname(file).length + 1));
    expect(
      names.filter((name) => emptyFileName.test(name) || !/^[a-z\d]+([-.][a-z\d]+)*\.ts$/.test(name)),
    ).toEqual([]);
  });

  it('begin by saying what they are', () => {
    const silent = product.filter(({ text }) => !/^(#![^\n]*\n)?\/\*\*\s[^@]/.test(text));
    expect(silent.map(({ file }) => file)).toEqual([]);
  });

  it('are short, or long for a reason', () => {
    const lines = new Map(codes.map(({ file, text }) => [file, linesOf(text)]));
    const long = product.filter(({ text }) => linesOf(text) > fileLinesLookedAt).map(({ file }) => file);
    expect(long.filter((file) => !longFiles.has(file))).toEqual([]);
    const tooLong = [...lines].filter(([file, count]) => count > fileLinesMax && file !== constantsFile);
    expect(tooLong).toEqual([]);
    expect([...longFiles.keys()].filter((file) => (lines.get(file) ?? 0) <= fileLinesUsual)).toEqual([]);
  });

  it('stand in the folders of the design, and nothing else stands beside them', () => {
    const top = new Set(projectFiles().map((file) => file.replace(/\/.*/, '')));
    const known =
      /^(src|actors|scenarios|test|\.ci|package(-lock)?\.json|tsconfig(\.build)?\.json|README\.md|LICENSE|NOTICE|\.gitignore|\.gitattributes|\.npmrc|biome\.json|vitest\.config\.ts)$/;
    expect([...top].filter((name) => !known.test(name))).toEqual([]);
  });
});

describe('the rules of the house', () => {
  it.each(houseRules)('find a $name', (rule) => {
    const parts = { text: rule.example, ...codeParts(rule.example) };
    expect(linesMatching(partOf(parts, rule), rule.pattern)).toEqual([1]);
  });

  it('make no exception for a file that is gone', () => {
    const places = houseRules.flatMap(({ exceptions = [] }) => exceptions.map(({ place }) => place));
    expect(places.filter((place) => !files.some(({ file }) => holds(place, file)))).toEqual([]);
  });

  it('read code, comments and texts apart', () => {
    const { code, comments, nameWords } = codeParts("/** One. */\nconst sizeMax = 'two'; // three\n");
    expect(code.split('\n').map((line) => line.trimEnd())).toEqual(['', "const sizeMax = '   ';", '']);
    expect(comments.split('\n').map((line) => line.trim())).toEqual(['/** One. */', '// three', '']);
    expect(nameWords).toEqual([
      { word: 'size', line: 2 },
      { word: 'max', line: 2 },
    ]);
  });
});

describe('the limits', () => {
  const text = textOf('src/limits.ts');
  const names = [...text.matchAll(/^export const (\w+)/gm)].map(([, name]) => name as string);

  it('each say their unit and reason', () => {
    const told = [...text.matchAll(/^\/\*\* .{30,} \*\/\nexport const (\w+) = /gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !told.includes(name))).toEqual([]);
  });

  it('each bound something', () => {
    const others = product.filter(({ file }) => file !== 'src/limits.ts' && file !== 'src/index.ts');
    const unused = names.filter((name) => !others.some(({ code }) => new RegExp(`\\b${name}\\b`).test(code)));
    expect(unused).toEqual([]);
  });
});

describe('the package', () => {
  const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<
    string,
    Record<string, string>
  >;

  it('names one exact version of everything it needs', () => {
    const versions = Object.entries({ ...dependencies, ...devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  // Part of the set of packages the product is built on, for what is not there yet: editing baselines.
  const named = new Set(['immer']);

  it('needs nothing that the product does not import', () => {
    const imported = new Set(
      codeFiles(['src', 'actors', 'scenarios']).flatMap((file) =>
        [...textOf(file).matchAll(/\bfrom '((?:@[^/']+\/)?[^./'][^/']*)/g)].map(([, name]) => name),
      ),
    );
    const unused = Object.keys(dependencies ?? {}).filter((name) => !imported.has(name));
    expect(unused.filter((name) => !named.has(name))).toEqual([]);
  });
});

function partOf(parts: { code: string; comments: string; text: string }, { within }: HouseRule): string {
  return within === 'whole text' ? parts.text : parts[within];
}

function linesMatching(text: string, pattern: RegExp): number[] {
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}

function linesOf(text: string): number {
  return text.split('\n').length - 1;
}

function holds(place: string, file: string): boolean {
  return place.endsWith('/') ? file.startsWith(place) : file === place;
}
