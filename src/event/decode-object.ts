/** Reads one plain object, parsed from JSON or given by an embedder, into a row of a batch: the full, unhurried path. */

import { Admission, type DecoderContext } from './admission.ts';
import type { Batch } from './batch.ts';
import { convertersOf, type FieldConverter } from './convert.ts';
import type { SourceSchema } from './schema.ts';

export class ObjectReader {
  readonly #admission: Admission;
  readonly #converters: readonly FieldConverter[];

  /**
   * Records are counted here, from 1, with converters of their own, unless a decoder that reads some of them in another way
   * shares both.
   */
  constructor(
    source: SourceSchema,
    context: DecoderContext,
    admission = new Admission(source, context),
    converters = convertersOf(source),
  ) {
    this.#admission = admission;
    this.#converters = converters;
  }

  /**
   * Numbers the record and writes it into row `batch.rows`, which must be free. Answers false when the record was refused:
   * then it takes no row. `sample` is asked for the record's text in that case only.
   */
  read(record: unknown, batch: Batch, sample: () => string): boolean {
    const admission = this.#admission;
    admission.position++;
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      const found = Array.isArray(record) ? 'a list' : record === null ? 'null' : `a ${typeof record}`;
      admission.refuse('not-an-object', `a record is a JSON object, found ${found}`, sample());
      return false;
    }
    for (const converter of this.#converters) {
      const value = valueAt(record, converter.field.path);
      if (converter.value(batch, batch.rows, value)) continue;
      const { refusalCode, field } = converter;
      admission.refuse(refusalCode, converter.complaint(value), sample(), field.name);
      return false;
    }
    const code = admission.keep(batch);
    if (code !== undefined) admission.refuseTime(code, batch, sample());
    return code === undefined;
  }
}

/**
 * The value a path leads to, or undefined. A member with the whole path as its name comes first, then the members of the
 * object under the name before the first dot.
 */
export function valueAt(record: unknown, path: string): unknown {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return undefined;
  if (Object.hasOwn(record, path)) return (record as Record<string, unknown>)[path];
  const dot = path.indexOf('.');
  if (dot < 0) return undefined;
  const name = path.slice(0, dot);
  if (!Object.hasOwn(record, name)) return undefined;
  return valueAt((record as Record<string, unknown>)[name], path.slice(dot + 1));
}
