import { compileRules, type EngineOptions } from '../../src/index.ts';
import { functionLibrary } from '../../src/language/functions/index.ts';
import { ViewReader, type ViewRow } from '../../src/runtime/view-reader.ts';
import { type OpenHosts, openHosts } from './open-hosts.ts';

export interface OpenView extends OpenHosts {
  readonly reader: ViewReader;
  rows(where?: string): readonly ViewRow[];
}

/** An engine with the reader of its only view. */
export function openView(options: EngineOptions & { readonly rules: string }): OpenView {
  const opened = openHosts(options);
  const { program } = compileRules([{ name: 'rules', text: options.rules }], {
    readTable: () => ({ columns: [], rows: new Map() }),
    functions: options.functions ?? [],
  });
  const view = program!.rules.find((rule) => rule.kind === 'view')!;
  const shards = options.shards ?? 1;
  const reader = new ViewReader({
    program: view,
    schema: program!.sources[view.source].schema,
    functions: functionLibrary(options.functions ?? []),
    hosts: opened.hosts.slice(view.index * shards, (view.index + 1) * shards),
  });
  return { ...opened, reader, rows: (where) => [...reader.rows(where)] };
}
