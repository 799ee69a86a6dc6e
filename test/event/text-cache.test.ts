import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextCache } from '../../src/event/text-cache.ts';

describe('the text cache', () => {
  it('gives the text of any span, whatever was asked before', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.constantFrom('login', 'logon', '\ufeffa', ''),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 50 }), (texts) => {
        const cache = new TextCache();
        for (const one of [...texts, ...texts]) {
          const bytes = Buffer.from(`<${one}>`);
          expect(cache.text(bytes, 1, bytes.length - 1)).toBe(one);
        }
      }),
    );
  });

  it('reads the bytes as they are now, not as they were', () => {
    const cache = new TextCache();
    const bytes = Uint8Array.from(Buffer.from('login'));
    expect(cache.text(bytes, 0, 5)).toBe('login');
    bytes[3] = 0x6f;
    bytes[4] = 0x6e;
    expect(cache.text(bytes, 0, 5)).toBe('logon');
  });

  it('is right for many more texts than it has slots', () => {
    const cache = new TextCache();
    for (let round = 0; round < 2; round++) {
      for (let number = 0; number < 20_000; number++) {
        const bytes = Buffer.from(`user${number}`);
        if (cache.text(bytes, 0, bytes.length) !== `user${number}`) expect.unreachable();
      }
    }
  });
});
