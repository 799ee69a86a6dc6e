/**
 * Unpacks snappy, plain or in the frames of Java's library: literals, and copies of what was unpacked before.
 * Source: google/snappy, format_description.txt; xerial/snappy-java, SnappyCodec.
 */

import { unpackedBytesMax } from '../limits.ts';

const frameMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);

/** Magic, version and lowest version that can read it. */
const frameHeaderBytes = 16;

/** O(bytes unpacked). @throws RangeError when the bytes are no snappy, or would unpack to more than `unpackedBytesMax` */
export function decompressSnappy(packed: Buffer): Buffer {
  if (!packed.subarray(0, frameMagic.length).equals(frameMagic)) return unpackBlock(packed);
  const blocks: Buffer[] = [];
  let unpackedBytes = 0;
  for (let at = frameHeaderBytes; at < packed.length; ) {
    const begin = at + 4;
    const end = begin + packed.readUInt32BE(at);
    if (end > packed.length)
      throw new RangeError(`expected a block up to byte ${end}, found ${packed.length}`);
    const block = unpackBlock(packed.subarray(begin, end));
    unpackedBytes += block.length;
    checkSize(unpackedBytes);
    blocks.push(block);
    at = end;
  }
  return blocks.length === 1 ? blocks[0]! : Buffer.concat(blocks, unpackedBytes);
}

function unpackBlock(packed: Buffer): Buffer {
  let at = 0;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = packed.readUInt8(at++);
    size += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
    if (shift >= 28) throw new RangeError('expected a size of at most 5 bytes, found a longer one');
  }
  checkSize(size);
  const unpacked = Buffer.allocUnsafe(size);
  let filled = 0;
  while (at < packed.length) {
    const tag = packed[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      let length = tag >>> 2;
      if (length >= 60) {
        const lengthBytes = length - 59;
        length = packed.readUIntLE(at, lengthBytes);
        at += lengthBytes;
      }
      length++;
      if (at + length > packed.length || filled + length > size)
        throw new RangeError(`expected ${length} bytes as they are, found an end before`);
      packed.copy(unpacked, filled, at, at + length);
      at += length;
      filled += length;
      continue;
    }
    let length = (tag >>> 2) + 1;
    let distance: number;
    if (kind === 1) {
      length = ((tag >>> 2) & 7) + 4;
      distance = ((tag & 0xe0) << 3) | packed.readUInt8(at);
      at += 1;
    } else if (kind === 2) {
      distance = packed.readUInt16LE(at);
      at += 2;
    } else {
      distance = packed.readUInt32LE(at);
      at += 4;
    }
    if (distance === 0 || distance > filled || filled + length > size)
      throw new RangeError(`expected a copy from within ${filled} bytes, found one from ${distance} before`);
    // A copy may read what it has just written: that is how runs are told.
    if (distance >= length) unpacked.copyWithin(filled, filled - distance, filled - distance + length);
    else
      for (let index = filled; index < filled + length; index++)
        unpacked[index] = unpacked[index - distance]!;
    filled += length;
  }
  if (filled !== size) throw new RangeError(`expected ${size} bytes, found ${filled}`);
  return unpacked;
}

function checkSize(bytes: number): void {
  if (bytes > unpackedBytesMax)
    throw new RangeError(`expected at most ${unpackedBytesMax} bytes, found ${bytes}`);
}
