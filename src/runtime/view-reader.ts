/**
 * Reads a view while the engine runs: all its rows as they stand at one moment, those of actors that wait in the store
 * included. Nothing is brought back into memory for it, and nothing changes by it.
 */

import type { FieldType, SourceSchema } from '../event/schema.ts';
import { isTextual } from '../event/schema.ts';
import { compileQuery, queryFileName, type ViewRowValues } from '../language/compile-query.ts';
import type { FunctionDefinition } from '../language/functions/definition.ts';
import type { ViewField, ViewProgram } from '../language/program.ts';
import { RulesError } from '../language/rules-error.ts';
import { ByteReader } from '../memory/bytes.ts';
import { formatInstant } from '../time/instant.ts';
import type { Host } from './host.ts';
import { keyParts } from './key-text.ts';

/** Text for texts, addresses, networks and times (ISO 8601 in the source's zone); ms for durations. Undefined when missing. */
export type ViewValue = string | number | boolean | undefined;

/** Parts of the key first, then the columns, in the order of the view. */
export type ViewRow = Readonly<Record<string, ViewValue>>;

export interface ViewReaderSetup {
  readonly program: ViewProgram;
  readonly schema: SourceSchema;
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  /** One a shard. */
  readonly hosts: readonly Host[];
}

export class ViewReader {
  /** What a row holds, in its order. */
  readonly fields: readonly ViewField[];
  readonly #setup: ViewReaderSetup;

  constructor(setup: ViewReaderSetup) {
    this.#setup = setup;
    const { keys, columns } = setup.program;
    this.fields = [...keys, ...columns.map(({ name, type }) => ({ name, type }))];
  }

  /**
   * The rows for which a condition over keys and columns holds, all of them without one, in the order of their keys. They
   * are collected before this returns, so that all are of one moment; each is made when it is asked for.
   * O(keys) time; memory for the rows that are found.
   * @throws RulesError when the condition has an error
   */
  rows(where?: string): Iterable<ViewRow> {
    const found = this.#collect(where === undefined ? undefined : this.#compile(where));
    found.sort((left, right) => this.#compare(left.keys, right.keys));
    return this.#shown(found);
  }

  *#shown(found: readonly ViewRowValues[]): Iterable<ViewRow> {
    for (const values of found) yield this.#row(values);
  }

  #compile(where: string): (row: ViewRowValues) => boolean {
    const { program: view, schema, functions } = this.#setup;
    const { query, diagnostics } = compileQuery(where, { view, schema, functions });
    if (query === undefined) throw new RulesError(diagnostics, [{ name: queryFileName, text: where }]);
    return (row) => query.matches(row);
  }

  #collect(matches: ((row: ViewRowValues) => boolean) | undefined): ViewRowValues[] {
    const { hosts, program } = this.#setup;
    const found: ViewRowValues[] = [];
    let aggregates = new Float64Array(program.aggregates.length);
    for (const host of hosts) {
      for (const { key, cell, bytes } of host.snapshots()) {
        const from = bytes === undefined ? cell! : new ByteReader(bytes);
        host.behaviour.readResults!(from, aggregates);
        const row = { keys: program.keyParts > 1 ? keyParts(key) : [key], aggregates };
        if (matches !== undefined && !matches(row)) continue;
        found.push(row);
        aggregates = new Float64Array(program.aggregates.length);
      }
    }
    return found;
  }

  #row({ keys, aggregates }: ViewRowValues): ViewRow {
    const { program } = this.#setup;
    const parts = program.keys.map(({ name, type }, index): [string, ViewValue] => [
      name,
      isTextual(type) ? keys[index] : this.#value(numberOfKey(keys[index], type), type),
    ]);
    const columns = program.columns.map(({ name, type, aggregate }): [string, ViewValue] => [
      name,
      this.#value(aggregates[aggregate], type),
    ]);
    return Object.fromEntries([...parts, ...columns]);
  }

  #value(number: number, type: FieldType): ViewValue {
    if (Number.isNaN(number)) return undefined;
    if (type === 'boolean') return number === 1;
    return type === 'time' ? formatInstant(number, this.#setup.schema.zone) : number;
  }

  /** Part by part: numbers by their size, texts by their code units. */
  #compare(left: readonly string[], right: readonly string[]): number {
    const types = this.#setup.program.keys;
    for (let index = 0; index < types.length; index++) {
      const [before, after] = [left[index], right[index]];
      if (before === after) continue;
      if (isTextual(types[index].type)) return before < after ? -1 : 1;
      return numberOfKey(before, types[index].type) - numberOfKey(after, types[index].type);
    }
    return 0;
  }
}

/** The number that a part of a key spells. */
function numberOfKey(text: string, type: FieldType): number {
  if (type === 'boolean') return text === 'true' ? 1 : 0;
  return Number(text);
}
