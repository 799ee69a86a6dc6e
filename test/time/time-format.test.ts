import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, secondMs } from '../../src/time/duration.ts';
import { TimeFormat } from '../../src/time/time-format.ts';
import { Zone } from '../../src/time/zone.ts';
import { anyInstant, zoneAndInstant } from './instants.ts';

const utc = Zone.of('UTC');
const shanghai = Zone.of('Asia/Shanghai');
const at = (text: string) => Date.parse(text);
const inUtc = (pattern: string, year?: number) =>
  TimeFormat.compile(pattern, year === undefined ? { zone: utc } : { zone: utc, year });

describe('a time format', () => {
  it.each([
    ['yyyy-MM-dd HH:mm:ss', '2026-03-04 02:13:05', '2026-03-03T18:13:05Z'],
    ['dd/MMM/yyyy:HH:mm:ss Z', '04/Mar/2026:02:13:05 -0500', '2026-03-04T07:13:05Z'],
    ['MMM d HH:mm:ss', 'Mar  4 02:13:05', '2026-03-03T18:13:05Z'],
    ['MMM d HH:mm:ss', 'MAR 14 02:13:05', '2026-03-13T18:13:05Z'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSZ", '2026-03-04T02:13:05.042Z', '2026-03-04T02:13:05.042Z'],
    ['yyyyMMddHHmmssSSSSSS', '20260304021305042999', '2026-03-03T18:13:05.042Z'],
    ['EEE M/d/yyyy H:mm', 'Wed 3/4/2026 2:13', '2026-03-03T18:13:00Z'],
    ["yyyy年MM月dd日 HH''mm", "2026年03月04日 02'13", '2026-03-03T18:13:00Z'],
    ['dd.MM.yyyy', '04.03.2026', '2026-03-03T16:00:00Z'],
    ['epoch seconds', '1772561585', '2026-03-03T18:13:05Z'],
    ['epoch seconds', '1772561585.25', '2026-03-03T18:13:05.250Z'],
    ['epoch seconds', '-1', '1969-12-31T23:59:59Z'],
    ['epoch milliseconds', '1772561585250', '2026-03-03T18:13:05.250Z'],
    ['iso', '2026-03-04 02:13:05', '2026-03-03T18:13:05Z'],
  ])('%s reads %s', (pattern, text, instant) => {
    expect(TimeFormat.compile(pattern, { zone: shanghai, year: 2026 }).parse(text)).toBe(at(instant));
  });

  it.each([
    ['yyyy-MM-dd HH:mm:ss', ['2026-13-04 02:13:05', '2026-02-30 02:13:05', '2026-03-04 25:13:05']],
    [
      'yyyy-MM-dd HH:mm:ss',
      ['2026-03-04 02:13:0', '2026-03-04 02:13:05 ', '2026-03-04', '', '2026/03/04 02:13:05'],
    ],
    ['MMM d HH:mm:ss', ['Mrz  4 02:13:05', 'Mar   4 02:13:05', 'Mar  44 02:13:05', 'Ma', 'Feb 29 00:00:00']],
    [
      'dd/MMM/yyyy:HH:mm:ss Z',
      ['04/Mar/2026:02:13:05', '04/Mar/2026:02:13:05 +1', '04/Mar/2026:02:13:05 +2500'],
    ],
    ['EEE dd.MM.yyyy', ['Mit 04.03.2026']],
    ['yyyy-MM-dd SSS', ['2026-03-04 05', '2026-03-04 5x5']],
    [
      'epoch seconds',
      ['', '-', '1772561585250', '1.', '.5', '1e9', '12 ', '1.2.3', '99999999999999999999999'],
    ],
    ['epoch milliseconds', ['253402300800000', '0x10', '12ms']],
    ['iso', ['04.03.2026']],
  ])('%s refuses what does not fit or does not exist', (pattern, texts) => {
    const format = inUtc(pattern, 2026);
    for (const text of texts) expect(format.parse(text), text).toBeNaN();
  });

  it('reads bytes in the middle of a record without looking past them', () => {
    const record = new TextEncoder().encode('[2026-03-04 02:13:05.777] x');
    expect(inUtc('yyyy-MM-dd HH:mm:ss').parseBytes(record, 1, 20)).toBe(at('2026-03-04T02:13:05Z'));
    expect(inUtc('iso').parseBytes(record, 1, 20)).toBe(at('2026-03-04T02:13:05Z'));
    expect(inUtc('iso').parseBytes(record, 1, 21)).toBeNaN();
    expect(inUtc('iso').parseBytes(record, 1, 9)).toBeNaN();
    expect(inUtc('epoch seconds').parseBytes(record, 1, 5)).toBe(2026 * secondMs);
  });

  it.each([
    ['yyyy-MM-ddTHH:mm', 'found the unknown letter "T" in "T"; put plain text into quotes, as in \'T\''],
    ['yy-MM-dd', 'found "yy"; put plain text into quotes, as in \'T\''],
    ['MM-dd yyyy MMM', 'found the month twice; keep one of the two'],
    ['HH:mm:ss', 'found no month; a time needs its date; add it'],
    [
      'yyyy-MM-dd Hmm',
      'found "mm" right after a field of varying width; separate the two or write both digits',
    ],
    ["yyyy-MM-dd 'at", "found a quote that is not closed; close it, or write '' for a quote"],
  ])('cannot be made of %s', (pattern, complaint) => {
    const expected = 'expected yyyy, MM, M, MMM, dd, d, HH, H, mm, ss, SSS, EEE and Z';
    expect(() => inUtc(pattern, 2026)).toThrow(
      new RangeError(`in the time pattern "${pattern}" ${expected}, ${complaint}`),
    );
  });

  it('asks for the year that a pattern leaves out', () => {
    expect(() => inUtc('MMM d HH:mm:ss')).toThrow(/has no year.*name the year or add yyyy/);
  });
});

describe('a time format that writes', () => {
  it.each([
    ['dd/MMM/yyyy:HH:mm:ss Z', '04/Mar/2026:02:13:05 +0800'],
    ['MMM d HH:mm:ss', 'Mar  4 02:13:05'],
    ['EEE d.M.yyyy H:mm', 'Wed 4.3.2026 2:13'],
    ['yyyy年MM月dd日', '2026年03月04日'],
    ['yyyy-MM-dd SSSSSS', '2026-03-04 250000'],
    ['epoch seconds', '1772561585.250'],
    ['iso', '2026-03-04T02:13:05.250+08:00'],
  ])('writes %s', (pattern, text) => {
    expect(TimeFormat.compile(pattern, { zone: shanghai, year: 2026 }).format(1_772_561_585_250)).toBe(text);
  });

  it.each([
    'yyyy-MM-dd HH:mm:ss.SSS Z',
    "EEE, d MMM yyyy H:mm:ss 'and' SSS Z",
    'yyyyMMddHHmmssSSSZ',
    'iso',
    'epoch seconds',
    'epoch milliseconds',
  ])('reads back what it wrote as %s, in every zone', (pattern) => {
    fc.assert(
      fc.property(zoneAndInstant, fc.integer({ min: 0, max: 999 }), ({ name, instant }, milliseconds) => {
        const format = TimeFormat.compile(pattern, { zone: Zone.of(name) });
        expect(format.parse(format.format(instant + milliseconds))).toBe(instant + milliseconds);
      }),
    );
  });

  it('reads back instants in any order: what it remembers of a date never shows', () => {
    const format = inUtc('yyyy-MM-dd HH:mm:ss');
    fc.assert(
      fc.property(fc.array(anyInstant, { maxLength: 20 }), (instants) => {
        expect(instants.map((instant) => format.parse(format.format(instant)))).toEqual(instants);
      }),
    );
  });
});

describe('a time format without a year', () => {
  it('goes on to the next year at New Year, and back for a late record of the old one', () => {
    const format = inUtc('MMM d HH:mm:ss', 2025);
    const read = [
      'Dec 31 23:59:58',
      'Jan  1 00:00:01',
      'Dec 31 23:59:59',
      'Jan  1 00:00:02',
      'Jul  1 00:00:00',
    ];
    expect(read.map((text) => format.parse(text))).toEqual(
      [
        '2025-12-31T23:59:58Z',
        '2026-01-01T00:00:01Z',
        '2025-12-31T23:59:59Z',
        '2026-01-01T00:00:02Z',
        '2026-07-01T00:00:00Z',
      ].map(at),
    );
  });

  it('forgets records that it refused', () => {
    const format = inUtc('MMM d HH:mm:ss', 2025);
    const read = ['Dec 31 23:59:58', 'Jan 41 00:00:01', 'Dec 31 23:59:59'];
    expect(read.map((text) => format.parse(text))).toEqual([
      at('2025-12-31T23:59:58Z'),
      Number.NaN,
      at('2025-12-31T23:59:59Z'),
    ]);
  });

  it('follows any stream without gaps of half a year', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 15_000 }),
        fc.array(fc.integer({ min: -20, max: 150 }), { maxLength: 60 }),
        (firstDay, stepsInDays) => {
          let instant = firstDay * dayMs;
          const format = inUtc('MMM d HH:mm:ss', new Date(instant).getUTCFullYear());
          expect(format.parse(format.format(instant))).toBe(instant);
          for (const step of stepsInDays) {
            instant += step * dayMs;
            expect(format.parse(format.format(instant))).toBe(instant);
          }
        },
      ),
    );
  });
});
