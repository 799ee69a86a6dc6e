/** What may import what: one row for each place in the project. What no row allows is forbidden. */

import type { IFlattenedRuleSet } from 'dependency-cruiser';

export interface Place {
  /** A folder or a single file, from the top of the project. */
  readonly place: string;
  /** Folders and files of the project it may import from, besides itself. */
  readonly project: readonly string[];
  /** Packages and Node's own modules it may import. */
  readonly outside: readonly string[];
}

const limits = 'src/limits.ts';
const core = ['src/time', 'src/event', 'src/memory', 'src/baseline', 'src/language', limits];

/** Lowest first. Disk, network, process and clocks stay out of the core: no row down to `src/index.ts` names their modules. */
export const places: readonly Place[] = [
  { place: limits, project: [], outside: [] },
  { place: 'src/time', project: [limits], outside: ['@date-fns/tz', 'rxjs'] },
  { place: 'src/memory', project: [limits], outside: [] },
  {
    place: 'src/event',
    project: ['src/time', limits],
    outside: ['ipaddr.js', 'node:buffer'],
  },
  { place: 'src/baseline', project: ['src/time', 'src/memory', limits], outside: ['zod'] },
  {
    // The compiler checks against the models and generates calls to them; memory comes with their signatures.
    place: 'src/language',
    project: ['src/time', 'src/event', 'src/memory', 'src/baseline', limits],
    outside: ['chevrotain', 'ipaddr.js', 'node:crypto', 'picocolors', 're2js'],
  },
  { place: 'src/runtime', project: core, outside: ['node:buffer', 'node:crypto', 'rxjs'] },

  // Adapters: each stands on ports of the runtime, none on another. The replay is handed its files.
  {
    place: 'src/store',
    project: [...core, 'src/runtime'],
    outside: ['classic-level', 'node:buffer', 'node:fs', 'node:path', 'node:zlib'],
  },
  {
    place: 'src/files',
    project: [...core, 'src/runtime'],
    outside: ['node:buffer', 'node:fs', 'node:path', 'node:process', 'node:stream', 'node:zlib'],
  },
  {
    place: 'src/kafka',
    project: [...core, 'src/runtime'],
    outside: [
      'fzstd',
      'kafkajs',
      'lz4-napi',
      'node:fs',
      'node:module',
      'node:path',
      'node:timers',
      'node:zlib',
      'zod',
    ],
  },
  { place: 'src/replay', project: [...core, 'src/runtime'], outside: ['picocolors'] },

  { place: 'src/engine.ts', project: [...core, 'src/runtime'], outside: ['rxjs'] },
  { place: 'src/index.ts', project: [...core, 'src/runtime', 'src/engine.ts'], outside: [] },
  { place: 'actors', project: ['src/index.ts'], outside: ['rxjs'] },
  {
    // The composition root: the one way from the mechanism to the behaviour.
    place: 'src/compose.ts',
    project: ['src/index.ts', 'src/engine.ts', 'src/store', 'actors'],
    outside: [],
  },
  // Drives an engine between topics; the topics, the store and the clock come in through ports.
  { place: 'src/live', project: [...core, 'src/runtime', 'src/engine.ts'], outside: [] },
  {
    // Runs the engine as an embedder does, and writes the cases that failed to disk.
    place: 'src/testing',
    project: [...core, 'src/runtime', 'src/index.ts', 'src/compose.ts'],
    outside: ['fast-check', 'node:fs', 'node:path', 'rxjs'],
  },
  { place: 'scenarios', project: ['src/time'], outside: [] },
  {
    place: 'src/cli',
    project: [
      ...core,
      'src/runtime',
      'src/engine.ts',
      'src/store',
      'src/files',
      'src/kafka',
      'src/live',
      'src/replay',
      'src/compose.ts',
      'scenarios',
    ],
    outside: [
      'commander',
      'node:crypto',
      'node:fs',
      'node:net',
      'node:path',
      'node:perf_hooks',
      'node:process',
      'node:readline',
      'node:stream',
      'node:timers',
    ],
  },
];

/** Files that something outside the project opens; every other file of the product must be reachable from these. */
export const entryFiles = ['src/compose.ts', 'src/testing/index.ts', 'src/cli/main.ts'];

const product = '^(src|actors|scenarios)/';

/** The rows as rules of dependency-cruiser, with those that hold for all places. */
export function importRules(): IFlattenedRuleSet {
  return {
    forbidden: [
      // Type-only imports are seen as well, so this covers cycles of types.
      { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
      { name: 'no-unresolved-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
      {
        name: 'no-dead-file',
        severity: 'error',
        from: { path: anyOf(entryFiles) },
        to: { path: product, pathNot: anyOf(entryFiles), reachable: false },
      },
      {
        name: 'a-scenario-stands-alone',
        severity: 'error',
        from: { path: '^scenarios/([^/]+)/' },
        to: { path: '^scenarios/', pathNot: '^scenarios/($1|world)/' },
      },
      ...places.flatMap(({ place, project, outside }) => [
        {
          name: `${place}-within-the-project`,
          severity: 'error' as const,
          from: { path: anyOf([place]) },
          to: { path: '^(src|actors|scenarios|test)/', pathNot: anyOf([place, ...project]) },
        },
        {
          name: `${place}-outside-the-project`,
          severity: 'error' as const,
          from: { path: anyOf([place]) },
          to: {
            path: ['node_modules/', '^[^/]*$', '^fs/', '^timers/', '^stream/'],
            ...(outside.length === 0 ? {} : { pathNot: outside.map(outsidePattern) }),
          },
        },
      ]),
    ],
  };
}

/** Whether a file stands at a place, by its path from the top of the project. */
export function standsAt(file: string, { place }: Place): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function anyOf(places: readonly string[]): string {
  return `^(${places.map(escaped).join('|')})(/|$)`;
}

/** Node's own modules are known by their name without `node:`, packages by the place they are installed at. */
function outsidePattern(name: string): string {
  return name.startsWith('node:')
    ? `^${escaped(name.slice('node:'.length))}(/|$)`
    : `node_modules/${escaped(name)}/`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
