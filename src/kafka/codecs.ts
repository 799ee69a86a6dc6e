/**
 * How batches of records are compressed: gzip, which kafkajs has itself, and snappy, lz4 and zstd beside it. A batch that
 * cannot be unpacked ends the reading at once; kafkajs would ask for it again and again.
 */

import { gunzipSync } from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';
import kafkajs from 'kafkajs';
import { decompressFrameSync as decompressLz4 } from 'lz4-napi';
import { unpackedBytesMax } from '../limits.ts';
import { decompressSnappy } from './snappy.ts';

// A CommonJS package: its names are members of what it exports.
const { CompressionCodecs, CompressionTypes, KafkaJSNonRetriableError } = kafkajs;

/** What kafkajs asks of a codec to read by it. */
interface Codec {
  decompress(packed: Buffer): Promise<Buffer>;
}

/** Its own can also write, for others in this process. */
const gzip = CompressionCodecs[CompressionTypes.GZIP]() as Codec;

/** By the number that stands in a batch. */
const unpackers: readonly {
  readonly number: number;
  readonly name: string;
  unpack(packed: Buffer): Uint8Array;
}[] = [
  { number: 1, name: 'gzip', unpack: (packed) => gunzipSync(packed, { maxOutputLength: unpackedBytesMax }) },
  { number: 2, name: 'snappy', unpack: decompressSnappy },
  { number: 3, name: 'lz4', unpack: decompressLz4 },
  { number: 4, name: 'zstd', unpack: (packed) => decompressZstd(packed) },
];

/** Three bits name the codec: these have no meaning yet, and kafkajs would take such a batch for one that is not compressed. */
const unknownNumbers = [5, 6, 7];

/** Known by its name: kafkajs hands it on as the cause of others. */
export class UnknownCompression extends KafkaJSNonRetriableError {
  override readonly name = 'UnknownCompression';
}

/** The same for a batch whose bytes are broken. */
export class UnreadableBatch extends KafkaJSNonRetriableError {
  override readonly name = 'UnreadableBatch';
}

/** For all clients of this process; the second call changes nothing. */
export function registerCodecs(): void {
  const codecs = CompressionCodecs as Record<number, () => Codec>;
  if (unknownNumbers.every((number) => number in codecs)) return;
  for (const { number, name, unpack } of unpackers) {
    const codec = codecOf(name, unpack);
    codecs[number] = number === CompressionTypes.GZIP ? () => ({ ...gzip, ...codec }) : () => codec;
  }
  for (const number of unknownNumbers)
    codecs[number] = () => {
      throw new UnknownCompression(`a batch with compression number ${number}, which has no name yet`);
    };
}

function codecOf(name: string, unpack: (packed: Buffer) => Uint8Array): Codec {
  return {
    async decompress(packed) {
      try {
        const bytes = unpack(packed);
        return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      } catch (cause) {
        throw new UnreadableBatch(`a ${name} batch that cannot be unpacked: ${(cause as Error).message}`);
      }
    },
  };
}
