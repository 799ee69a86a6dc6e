/**
 * The values of the database. Each begins with the version of its codec and a checksum, so that a damaged one is never
 * taken for a good one: the tables of the database are read without looking at checksums of their own.
 *
 *     version u8  checksum u32  content
 *
 * The checksum is the CRC-32 of the whole key followed by the content. Content of a version of an actor:
 *
 *     kind u8 (0: gone, 1: snapshot)  due f64  snapshot
 */

import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';

const codecVersion = 1;
const checksumAt = 1;
/** Where the content of every value begins. */
export const contentAt = 5;

const kindAt = contentAt;
const dueAt = kindAt + 1;
const snapshotAt = dueAt + 8;
const gone = 0;
const present = 1;

/** A value with room for its content, which begins at `contentAt`; to be sealed once that is written. */
export function openValue(contentBytes: number): Buffer {
  const value = Buffer.allocUnsafe(contentAt + contentBytes);
  value[0] = codecVersion;
  return value;
}

/** Writes the checksum; neither key nor content may change afterwards. */
export function seal(key: Buffer, value: Buffer): Buffer {
  value.writeUInt32BE(checksum(key, value), checksumAt);
  return value;
}

/** What is wrong with a value; undefined for a good one. */
export function faultOf(key: Buffer, value: Buffer): string | undefined {
  if (value.length < contentAt) return `${contentAt} bytes or more were expected, ${value.length} found`;
  if (value[0] !== codecVersion) return `codec version ${codecVersion} was expected, ${value[0]} found`;
  if (value.readUInt32BE(checksumAt) !== checksum(key, value)) return 'its checksum does not match';
  return undefined;
}

export function sealVersion(key: Buffer, due: number, snapshot: Uint8Array | undefined): Buffer {
  const value = openValue(snapshotAt - contentAt + (snapshot?.length ?? 0));
  value[kindAt] = snapshot === undefined ? gone : present;
  value.writeDoubleBE(due, dueAt);
  if (snapshot !== undefined) value.set(snapshot, snapshotAt);
  return seal(key, value);
}

export function holdsSnapshot(value: Buffer): boolean {
  return value[kindAt] === present;
}

export function dueOf(value: Buffer): number {
  return value.readDoubleBE(dueAt);
}

/** The snapshot in a value: a view. */
export function snapshotOf(value: Buffer): Uint8Array {
  return value.subarray(snapshotAt);
}

function checksum(key: Buffer, value: Buffer): number {
  return crc32(value.subarray(contentAt), crc32(key));
}
