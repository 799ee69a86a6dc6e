import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompressSnappy } from '../../src/kafka/snappy.ts';

const magic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);

describe('snappy', () => {
  it.each([
    ['nothing', [0], ''],
    ['a literal', [5, 4 << 2, ...Buffer.from('hello')], 'hello'],
    [
      'a literal with its length in the next byte',
      [70, 60 << 2, 69, ...Buffer.alloc(70, 'x')],
      'x'.repeat(70),
    ],
    ['a near copy', [8, 3 << 2, ...Buffer.from('abcd'), 0 | 1, 4], 'abcdabcd'],
    ['a copy that overlaps itself', [10, 0, 0x61, (8 << 2) | 2, 1, 0], 'a'.repeat(10)],
    ['a far copy', [8, 3 << 2, ...Buffer.from('abcd'), (3 << 2) | 3, 4, 0, 0, 0], 'abcdabcd'],
  ])('unpacks %s', (_, bytes, text) => {
    expect(decompressSnappy(Buffer.from(bytes)).toString()).toBe(text);
  });

  it('unpacks the frames of Java, block by block', () => {
    const blocks = ['one ', 'two'].map((text) => block([...literal(text)]));
    expect(decompressSnappy(Buffer.concat([magic, ...blocks])).toString()).toBe('one two');
  });

  it.each([
    ['a cut literal', [5, 4 << 2, 0x68]],
    ['a copy from before the beginning', [8, 3 << 2, ...Buffer.from('abcd'), 0 | 1, 5]],
    ['a copy from nowhere', [8, 3 << 2, ...Buffer.from('abcd'), 0 | 1, 0]],
    ['more than it says', [3, 4 << 2, ...Buffer.from('hello')]],
    ['less than it says', [9, 4 << 2, ...Buffer.from('hello')]],
    ['a size beyond all bounds', [0xff, 0xff, 0xff, 0xff, 0x0f, 0]],
    ['a size without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['a cut frame', [...magic, 0, 0, 0, 9, 0]],
  ])('refuses %s', (_, bytes) => {
    expect(() => decompressSnappy(Buffer.from(bytes))).toThrow(RangeError);
  });

  it('ends on any bytes, by a text or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, isFramed) => {
        const packed = isFramed ? Buffer.concat([magic, block(bytes)]) : Buffer.from(bytes);
        try {
          decompressSnappy(packed);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

function literal(text: string): number[] {
  return [text.length, (text.length - 1) << 2, ...Buffer.from(text)];
}

function block(bytes: Iterable<number>): Buffer {
  const packed = Buffer.from([...bytes]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(packed.length);
  return Buffer.concat([size, packed]);
}
