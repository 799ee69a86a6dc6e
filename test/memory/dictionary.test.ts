import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dictionary, hashText } from '../../src/memory/dictionary.ts';

describe('Dictionary', () => {
  test('behaves like a map of texts with counted references', () => {
    const step = fc.record({ text: fc.constantFrom('', 'a', 'b', 'c', 'd', '__proto__'), action: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const dictionary = new Dictionary();
        const references = new Map<string, number>();
        for (const { text, action } of steps) {
          const known = references.get(text);
          if (action <= 1) {
            const number = dictionary.enter(text);
            expect(number).toBeGreaterThan(0);
            expect(dictionary.textOf(number)).toBe(text);
            expect(dictionary.hashOf(number)).toBe(hashText(text));
            if (action === 0) dictionary.retain(number);
            references.set(text, (known ?? 0) + (action === 0 ? 1 : 0));
          } else if (action === 2 && known !== undefined && known > 0) {
            dictionary.release(dictionary.find(text));
            if (known === 1) references.delete(text);
            else references.set(text, known - 1);
          } else if (action === 3 && known !== undefined) {
            dictionary.forgetUnused(dictionary.find(text));
            if (known === 0) references.delete(text);
          }
          expect(dictionary.size).toBe(references.size);
          const numbers = [...references.keys()].map((each) => dictionary.find(each));
          expect(new Set(numbers).size).toBe(numbers.length);
          expect(dictionary.find(text) !== 0).toBe(references.has(text));
        }
        if (references.size === 0) expect(dictionary.bytesUsed).toBe(0);
      }),
    );
  });

  test('forgetting a number twice does not give it to two texts', () => {
    const dictionary = new Dictionary();
    const number = dictionary.enter('once');
    dictionary.forgetUnused(number);
    dictionary.forgetUnused(number);
    expect(dictionary.enter('one')).not.toBe(dictionary.enter('other'));
    expect(dictionary.size).toBe(2);
  });

  test('a release without a reference is an error, not a wrong count', () => {
    const dictionary = new Dictionary();
    const number = dictionary.enter('once');
    dictionary.retain(number);
    dictionary.release(number);
    expect(() => dictionary.release(number)).toThrow(/expected a reference to number 1, found none/);
  });

  test('hashes spread evenly over their high and low bits', () => {
    const high = new Uint32Array(64);
    const low = new Uint32Array(64);
    for (let index = 0; index < 64_000; index++) {
      const hash = hashText(`host-${index}`);
      high[hash >>> 26]++;
      low[hash & 63]++;
    }
    for (const count of [...high, ...low]) expect(Math.abs(count - 1000)).toBeLessThan(160);
  });
});
