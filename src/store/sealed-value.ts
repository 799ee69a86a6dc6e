/**
 * The values of the database. Each begins with the version of its codec and ends with a checksum, so that a damaged one is
 * never taken for a good one: the tables of the database are read without looking at checksums of their own.
 *
 *     version u8  content  checksum u32, little endian
 *
 * The checksum is the CRC-32 of the whole key followed by the value up to there. Content of a version of an actor:
 *
 *     kind u8 (0: gone, 1: snapshot)  due f64  snapshot
 */

import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';

const codecVersion = 1;
/** Where the content of every value begins. */
export const contentAt = 1;
const checksumBytes = 4;
/** The CRC-32 of whatever ends with its own CRC-32: to check a value takes no look at its parts. */
const residue = 0x2144df1c;

const kindAt = contentAt;
const dueAt = kindAt + 1;
const snapshotAt = dueAt + 8;
const gone = 0;
const present = 1;

/** A value with room for its content, which begins at `contentAt`; to be sealed once that is written. */
export function openValue(contentBytes: number): Buffer {
  const value = Buffer.allocUnsafe(contentAt + contentBytes + checksumBytes);
  value[0] = codecVersion;
  return value;
}

/** Writes the checksum; neither key nor content may change afterwards. */
export function seal(key: Buffer, value: Buffer): Buffer {
  const end = value.length - checksumBytes;
  value.writeUInt32LE(crc32(value.subarray(0, end), crc32(key)), end);
  return value;
}

/** What is wrong with a value; undefined for a good one. */
export function faultOf(key: Buffer, value: Buffer): string | undefined {
  if (value.length < contentAt + checksumBytes) {
    return `${contentAt + checksumBytes} bytes or more were expected, ${value.length} found`;
  }
  if (value[0] !== codecVersion) return `codec version ${codecVersion} was expected, ${value[0]} found`;
  if (crc32(value, crc32(key)) !== residue) return 'its checksum does not match';
  return undefined;
}

/** The content of a value from some byte on: a view. */
export function contentFrom(value: Buffer, at: number): Buffer {
  return value.subarray(at, value.length - checksumBytes);
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
  return contentFrom(value, snapshotAt);
}
