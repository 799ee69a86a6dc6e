/** Decodes a whole input for a test and shows rows and refusals as plain values. */

import { Buffer } from 'node:buffer';
import { Batch, TextColumn } from '../../src/event/batch.ts';
import { createDecoder } from '../../src/event/decoder.ts';
import { RecordReader } from '../../src/event/record-reader.ts';
import type { Refusal } from '../../src/event/refusal.ts';
import type { FieldSchema, FieldType, SourceSchema } from '../../src/event/schema.ts';
import { Zone } from '../../src/time/zone.ts';

export type Row = Record<string, string | number | undefined> & { '#time': number; '#position': number };

export interface Decoded {
  readonly rows: Row[];
  readonly refusals: Refusal[];
  readonly ignored: number;
}

/** A source "s" with UTC and a time field "time"; `fields` are "name", "name:type" or whole schemas. */
export function sourceOf(
  fields: (string | FieldSchema)[],
  changes: Partial<SourceSchema> = {},
): SourceSchema {
  return {
    name: 's',
    format: { kind: 'ndjson' },
    fields: fields.map(fieldOf),
    timeField: 'time',
    zone: Zone.of('UTC'),
    latenessMs: 0,
    precisionMs: 1,
    ...changes,
  };
}

function fieldOf(field: string | FieldSchema): FieldSchema {
  if (typeof field !== 'string') return field;
  const [name, type = 'text'] = field.split(':');
  return { name, type: type as FieldType, path: name };
}

/** The rows of a batch as they are now. */
export function rowsOf(batch: Batch): Row[] {
  return Array.from({ length: batch.rows }, (_, row) => {
    const shown: Row = { '#time': batch.time[row], '#position': batch.position[row] };
    for (const column of batch.columns) {
      const value = column instanceof TextColumn ? column.at(row) : column.values[row];
      shown[column.field.name] = value;
    }
    return shown;
  });
}

/** Decodes the input, cut into chunks at the given offsets; every chunk is destroyed after it was pushed. */
export function decodeAll(
  source: SourceSchema,
  input: string | Uint8Array,
  options: { capacity?: number; cuts?: readonly number[] } = {},
): Decoded {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const rows: Row[] = [];
  const refusals: Refusal[] = [];
  const decoder = createDecoder(source, { refuse: (refusal) => refusals.push(refusal) });
  const reader = new RecordReader(decoder, new Batch(source, options.capacity ?? 64));
  const take = (batch: Batch): void => {
    rows.push(...rowsOf(batch));
  };
  const cuts = [...(options.cuts ?? [])].sort((left, right) => left - right);
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    const chunk = Uint8Array.from(bytes.subarray(start, end));
    reader.push(chunk, take);
    chunk.fill(0x7a);
    start = end;
  }
  reader.end(take);
  return { rows, refusals, ignored: decoder.ignored };
}
