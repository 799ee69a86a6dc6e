import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../src/memory/bytes.ts';

const item = fc.oneof(
  fc.record({ kind: fc.constant('u8' as const), value: fc.integer({ min: 0, max: 0xff }) }),
  fc.record({ kind: fc.constant('u32' as const), value: fc.integer({ min: 0, max: 0xffffffff }) }),
  fc.record({ kind: fc.constant('f64' as const), value: fc.double() }),
  fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'binary', maxLength: 300 }) }),
);

describe('ByteWriter and ByteReader', () => {
  test('bring back what was written, whatever its order and size', () => {
    fc.assert(
      fc.property(fc.array(item), (items) => {
        const writer = new ByteWriter();
        write(writer, items);
        const reader = new ByteReader(writer.take());
        for (const { kind, value } of items) expect(reader[kind]()).toBe(value);
      }),
    );
  });

  test('start anew after take', () => {
    const writer = new ByteWriter();
    writer.text('first');
    writer.take();
    writer.u8(7);
    expect([...writer.take()]).toEqual([7]);
  });

  test.each(['', '\ufeffmarked', 'half \ud83d', '\udc00', '语言 ✓ 🙂', 'a\u0000b'])(
    'keep the text %j',
    (text) => {
      const writer = new ByteWriter();
      writer.text(text);
      writer.u8(1);
      const reader = new ByteReader(writer.take());
      expect(reader.text()).toBe(text);
      expect(reader.u8()).toBe(1);
    },
  );

  test('refuse bytes that end early, at every length', () => {
    const writer = new ByteWriter();
    writer.u32(1);
    writer.text('text');
    writer.text('\ud800');
    writer.f64(0.5);
    const bytes = writer.take();
    for (let length = 0; length < bytes.length; length++) {
      const reader = new ByteReader(bytes.subarray(0, length));
      expect(() => [reader.u32(), reader.text(), reader.text(), reader.f64()]).toThrow(RangeError);
    }
  });
});

function write(
  writer: ByteWriter,
  items: readonly ({ kind: 'u8' | 'u32' | 'f64'; value: number } | { kind: 'text'; value: string })[],
): void {
  for (const each of items) {
    if (each.kind === 'text') writer.text(each.value);
    else writer[each.kind](each.value);
  }
}
