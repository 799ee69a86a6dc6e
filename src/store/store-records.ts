/** What the store writes about itself: its format, and the epochs that were committed and prepared. */

import { Buffer } from 'node:buffer';
import { type Mark, missingBatches, readMark } from './batch-marks.ts';
import type { Database } from './database.ts';
import { committedKey, entries, formatKey, markNumber, preparedKey, storeRecords } from './level-keys.ts';
import { contentAt, contentFrom, faultOf, openValue, seal } from './sealed-value.ts';
import { damagedStore, StoreError } from './store-error.ts';

/** The format that this release writes, and the only one it reads. */
const format = 1;
/** Read by every release there will ever be, so it is plain JSON. */
export const formatRecord = Buffer.from(JSON.stringify({ format }));

const markAt = contentAt + 4;
const recordAt = markAt + 6;

/** An epoch as it was written, with the number of the batch it was written in. */
export interface StoredEpoch {
  readonly epoch: number;
  readonly record: Uint8Array;
  readonly mark: number;
}

export interface StoreRecords {
  readonly isNew: boolean;
  readonly committed: StoredEpoch | undefined;
  readonly prepared: StoredEpoch | undefined;
  readonly marks: readonly Mark[];
}

export function sealEpoch(key: Buffer, { epoch, record, mark }: StoredEpoch): Buffer {
  const value = openValue(recordAt - contentAt + record.length);
  value.writeUInt32BE(epoch, contentAt);
  value.writeUIntBE(mark, markAt, recordAt - markAt);
  value.set(record, recordAt);
  return seal(key, value);
}

/** Reads and checks all of it. O(number of marks). @throws StoreError when the store is newer, or not whole */
export async function readStoreRecords(database: Database, directory: string): Promise<StoreRecords> {
  const values = new Map<string, Buffer>();
  const marks: Mark[] = [];
  for await (const chunk of database.entries(storeRecords)) {
    for (const [key, value] of chunk) {
      const number = markNumber(key);
      if (number === undefined) values.set(key.toString('hex'), value);
      else marks.push(readMark(number, checked(key, value, directory)));
    }
  }
  const isNew = values.size === 0 && marks.length === 0 && (await database.firstKey(entries)) === undefined;
  if (!isNew) checkFormat(values.get(formatKey.toString('hex')), directory);
  const committed = epochIn(committedKey);
  const prepared = epochIn(preparedKey);
  const missing = missingBatches(marks, {
    synced: Math.max(committed?.mark ?? 0, prepared?.mark ?? 0),
    committedEpoch: committed?.epoch ?? 0,
  });
  if (missing !== undefined) throw damagedStore(directory, missing);
  return { isNew, committed, prepared, marks };

  function epochIn(key: Buffer): StoredEpoch | undefined {
    const value = values.get(key.toString('hex'));
    if (value === undefined) return undefined;
    checked(key, value, directory);
    return {
      epoch: value.readUInt32BE(contentAt),
      mark: value.readUIntBE(markAt, recordAt - markAt),
      record: contentFrom(value, recordAt),
    };
  }
}

function checked(key: Buffer, value: Buffer, directory: string): Buffer {
  const fault = faultOf(key, value);
  if (fault === undefined) return value;
  throw damagedStore(directory, `a record of the store itself cannot be read: ${fault}`);
}

function checkFormat(record: Buffer | undefined, directory: string): void {
  const found = formatIn(record);
  if (found === format) return;
  if (found === undefined) throw damagedStore(directory, 'the record of its format cannot be read');
  throw new StoreError(
    'newer-format',
    directory,
    `the state was written by a newer plumbline (format ${found}); this one reads format ${format}: ` +
      'use the newer version, or another --state directory',
  );
}

/** A whole number from 1 on; undefined when there is none. */
function formatIn(record: Buffer | undefined): number | undefined {
  const text = record?.toString('utf8') ?? '';
  const found = Number(/^\{"format":([1-9]\d*)[,}]/.exec(text)?.[1]);
  return Number.isNaN(found) ? undefined : found;
}
