import { CompressionCodecs } from 'kafkajs';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerCodecs } from '../../src/kafka/codecs.ts';

type CodecsByNumber = Record<number, () => { decompress(packed: Buffer): Promise<Buffer> }>;

describe('codecs', () => {
  const codecs = CompressionCodecs as CodecsByNumber;
  beforeAll(registerCodecs);

  it.each([5, 6, 7])('know that there is no compression number %i', (number) => {
    expect(() => codecs[number]?.()).toThrow(
      expect.objectContaining({
        name: 'UnknownCompression',
        message: expect.stringContaining(String(number)),
      }),
    );
  });

  it.each([
    [1, 'gzip'],
    [2, 'snappy'],
    [3, 'lz4'],
    [4, 'zstd'],
  ])('refuse broken bytes for number %i, and name %s', async (number, name) => {
    const broken = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]);
    await expect(codecs[number]?.().decompress(broken)).rejects.toMatchObject({
      name: 'UnreadableBatch',
      retriable: false,
      message: expect.stringContaining(`${name} batch`),
    });
  });
});
