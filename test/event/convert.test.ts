import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, canonicalNetwork } from '../../src/event/address.ts';
import { Batch } from '../../src/event/batch.ts';
import { FieldConverter } from '../../src/event/convert.ts';
import { ObjectReader } from '../../src/event/decode-object.ts';
import { rowsOf, sourceOf } from './decode-all.ts';

const types = ['text', 'number', 'boolean', 'time', 'ip', 'network', 'duration'] as const;

describe('a converter', () => {
  it('gives the same value for bytes as for the equal text, for every type', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.double({ noNaN: true }).map(String),
      fc.integer().map(String),
      fc.tuple(fc.nat(300), fc.nat(300), fc.nat(300), fc.nat(300)).map((parts) => parts.join('.')),
      fc.ipV6(),
      fc.constantFrom(
        '',
        '-',
        ' 12 ',
        '+1',
        '1.',
        '.5',
        '007',
        '1.2.3.4/33',
        '1.2.3.4/8',
        '2023-11-14T22:13:20+01:00',
        'true',
        '5 min',
      ),
    );
    fc.assert(
      fc.property(text, (value) => {
        for (const type of types) {
          const source = sourceOf(['time:time', `field:${type}`]);
          const converter = new FieldConverter(source, 1);
          const batch = new Batch(source, 2);
          const bytes = Buffer.from(`x${value}1`);
          batch.attach(bytes);
          batch.rows = 2;
          const bySpan = converter.span(batch, 0, bytes, 1, bytes.length - 1);
          const byText = converter.text(batch, 1, value);
          expect(bySpan).toBe(byText);
          if (!byText) continue;
          const [one, other] = rowsOf(batch);
          expect(one.field).toEqual(other.field);
        }
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('the object reader', () => {
  it('takes objects of an embedder, with dates and nested members', () => {
    const source = sourceOf(['time:time', { name: 'user', type: 'text', path: 'actor.name' }]);
    const batch = new Batch(source, 4);
    const reader = new ObjectReader(source, { refuse: () => expect.unreachable() });
    const at = new Date('2024-02-29T12:00:00Z');
    expect(reader.read({ time: at, actor: { name: 'ann' } }, batch, () => '')).toBe(true);
    expect(rowsOf(batch)).toEqual([
      { '#time': at.getTime(), '#position': 1, time: at.getTime(), user: 'ann' },
    ]);
  });

  it('does not find what an object only inherits', () => {
    const source = sourceOf(['time:time', 'constructor', 'toString']);
    const batch = new Batch(source, 4);
    new ObjectReader(source, { refuse: () => expect.unreachable() }).read({ time: 1e12 }, batch, () => '');
    expect(rowsOf(batch)).toMatchObject([{ constructor: undefined, toString: undefined }]);
  });

  it('does not start without a time field', () => {
    expect(() => new ObjectReader(sourceOf(['user']), { refuse: () => {} })).toThrow(
      'needs its time field "time"',
    );
  });
});

describe('the canonical spelling', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['::FFFF:1.2.3.4', '1.2.3.4'],
    ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['256.0.0.1', undefined],
    ['01.2.3.4', undefined],
    ['1.2.3', undefined],
    ['1.2.3.4.', undefined],
    ['1.2.3.4:80', undefined],
    ['0x7f000001', undefined],
    ['localhost', undefined],
  ])('of the address %s is %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.3', '10.1.2.3/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8:ffff::1/32', '2001:db8::/32'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['::ffff:10.1.2.3/8', undefined],
    ['10.0.0.0/33', undefined],
    ['10.0.0.0/', undefined],
    ['10.0.0.0/08', undefined],
    ['office', undefined],
  ])('of the network %s is %s', (text, canonical) => {
    expect(canonicalNetwork(text)).toBe(canonical);
  });
});
