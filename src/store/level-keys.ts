/**
 * The keys of the database. The first byte tells the kind: records of the store itself come first, entries after them.
 *
 *     0                                                       the format of the store
 *     1                                                       the committed epoch
 *     2                                                       the prepared epoch
 *     3  number u48                                           the mark of a batch
 *     4  length u16  space  length u16  key  epoch u32        a version of an actor
 *
 * Numbers are big endian. Space and key go with their lengths, so that whatever bytes they hold, the versions of one key
 * are neighbours, in the order of their epochs.
 */

import { Buffer } from 'node:buffer';
import { storeNameBytesMax } from '../limits.ts';

export const formatKey = Buffer.of(0);
export const committedKey = Buffer.of(1);
export const preparedKey = Buffer.of(2);

const markKind = 3;
const entryKind = 4;
const lengthBytes = 2;
const epochBytes = 4;
const markNumberBytes = 6;

/** Keys from one on, up to but without another. */
export interface KeyRange {
  readonly gte: Buffer;
  readonly lt: Buffer;
}

/** Format, epochs and marks. */
export const storeRecords: KeyRange = { gte: Buffer.of(0), lt: Buffer.of(entryKind) };
export const entries: KeyRange = { gte: Buffer.of(entryKind), lt: Buffer.of(entryKind + 1) };

export function markKey(number: number): Buffer {
  const key = Buffer.allocUnsafe(1 + markNumberBytes);
  key[0] = markKind;
  key.writeUIntBE(number, 1, markNumberBytes);
  return key;
}

/** The number of a mark; undefined for a key of another kind. */
export function markNumber(key: Buffer): number | undefined {
  if (key[0] !== markKind || key.length !== 1 + markNumberBytes) return undefined;
  return key.readUIntBE(1, markNumberBytes);
}

/** What all keys of a space begin with. @throws RangeError when its name is longer than 65,535 bytes */
export function spacePrefix(space: string): Buffer {
  const bytes = Buffer.byteLength(space);
  checkLength('space', bytes);
  const prefix = Buffer.allocUnsafe(1 + lengthBytes + bytes);
  prefix[0] = entryKind;
  prefix.writeUInt16BE(bytes, 1);
  prefix.write(space, 1 + lengthBytes);
  return prefix;
}

export function spaceRange(prefix: Buffer): KeyRange {
  const lt = Buffer.from(prefix);
  let at = lt.length - 1;
  // Only a length can end in 0xFF: UTF-8 never does. The kind stops the carry.
  while (lt[at] === 0xff) lt[at--] = 0;
  lt[at]++;
  return { gte: prefix, lt };
}

/** The key of a version. @throws RangeError when key or epoch do not fit */
export function versionKey(prefix: Buffer, key: Uint8Array, epoch: number): Buffer {
  checkLength('key', key.length);
  const keyAt = prefix.length + lengthBytes;
  const whole = Buffer.allocUnsafe(keyAt + key.length + epochBytes);
  whole.set(prefix, 0);
  whole.writeUInt16BE(key.length, prefix.length);
  whole.set(key, keyAt);
  whole.writeUInt32BE(epoch, keyAt + key.length);
  return whole;
}

/** The part of an entry's key that names its space, a view; undefined when the key is not one that was written. */
export function prefixOf(whole: Buffer): Buffer | undefined {
  if (whole[0] !== entryKind || whole.length < 1 + lengthBytes) return undefined;
  const end = 1 + lengthBytes + whole.readUInt16BE(1);
  return end > whole.length ? undefined : whole.subarray(0, end);
}

export function spaceName(prefix: Buffer): string {
  return prefix.toString('utf8', 1 + lengthBytes);
}

/** Whether the key is one of the space with this prefix, made as `versionKey` makes it. */
export function isVersionKey(whole: Buffer, prefixBytes: number): boolean {
  const keyAt = prefixBytes + lengthBytes;
  return (
    whole.length >= keyAt + epochBytes &&
    whole.readUInt16BE(prefixBytes) === whole.length - keyAt - epochBytes
  );
}

/** The actor's key in that of a version: a view. */
export function actorKey(whole: Buffer, prefixBytes: number): Buffer {
  return whole.subarray(prefixBytes + lengthBytes, whole.length - epochBytes);
}

export function epochOf(whole: Buffer): number {
  return whole.readUInt32BE(whole.length - epochBytes);
}

/** Whether two keys of one space are versions of the same actor. */
export function isSameActor(first: Buffer, second: Buffer): boolean {
  if (first.length !== second.length) return false;
  for (let at = first.length - epochBytes - 1; at >= 0; at--) if (first[at] !== second[at]) return false;
  return true;
}

function checkLength(what: string, bytes: number): void {
  if (bytes <= storeNameBytesMax) return;
  throw new RangeError(`a ${what} of the store: expected at most ${storeNameBytesMax} bytes, found ${bytes}`);
}
