import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, formatLocal, parseIsoInstant } from '../../src/time/instant.ts';
import { Zone } from '../../src/time/zone.ts';
import { zoneAndInstant } from './instants.ts';

const shanghai = Zone.of('Asia/Shanghai');
const utc = Zone.of('UTC');

describe('showing an instant', () => {
  it('has the offset of the zone, and Z for UTC', () => {
    const instant = Date.parse('2026-03-04T02:13:05+08:00');
    expect(formatInstant(instant, shanghai)).toBe('2026-03-04T02:13:05+08:00');
    expect(formatInstant(instant)).toBe('2026-03-03T18:13:05Z');
    expect(formatInstant(instant + 7, Zone.of('America/St_Johns'))).toBe('2026-03-03T14:43:05.007-03:30');
    expect(formatLocal(instant, shanghai)).toBe('Wed 2026-03-04 02:13');
  });

  it('shows years before 0 and after 9999 with a sign', () => {
    for (const date of ['-000001-12-31T23:59:59.999Z', '+010000-01-01T00:00:00Z', '0000-01-01T00:00:00Z']) {
      expect(formatInstant(Date.parse(date))).toBe(date);
    }
  });

  it('refuses what is no instant', () => {
    expect(() => formatInstant(Number.NEGATIVE_INFINITY)).toThrow(RangeError);
    expect(() => formatLocal(Number.NaN, shanghai)).toThrow(RangeError);
  });

  it('is read back to the same instant in every zone', () => {
    fc.assert(
      fc.property(zoneAndInstant, fc.integer({ min: 0, max: 999 }), ({ name, instant }, milliseconds) => {
        const zone = Zone.of(name);
        expect(parseIsoInstant(formatInstant(instant + milliseconds, zone), utc)).toBe(
          instant + milliseconds,
        );
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('reading an ISO 8601 instant', () => {
  it.each([
    ['2026-03-04', '2026-03-03T16:00:00Z'],
    ['2026-03-04 02:13', '2026-03-03T18:13:00Z'],
    ['2026-03-04 02:13:05', '2026-03-03T18:13:05Z'],
    ['2026-03-04T02:13:05.5', '2026-03-03T18:13:05.500Z'],
    ['2026-03-04t02:13:05,123456789', '2026-03-03T18:13:05.123Z'],
    ['2026-03-04T02:13:05Z', '2026-03-04T02:13:05Z'],
    ['2026-03-04T02:13Z', '2026-03-04T02:13:00Z'],
    ['2026-03-04T02:13:05+01:00', '2026-03-04T01:13:05Z'],
    ['2026-03-04 02:13:05.25 -0330', '2026-03-04T05:43:05.250Z'],
    ['2026-03-04T02:13:05+01', '2026-03-04T01:13:05Z'],
    ['1893-03-31T12:00:00+00:53:28', '1893-03-31T11:06:32Z'],
  ])('takes %s', (text, instant) => {
    expect(parseIsoInstant(text, shanghai)).toBe(Date.parse(instant));
  });

  it.each([
    '',
    'yesterday',
    '2026-3-4',
    '2026-13-01',
    '2026-02-30',
    '2026-03-36',
    '2026-00-10',
    '2025-02-29',
    '2026-03-04T25:00:00',
    '2026-03-04T24:00:00',
    '2026-03-04T02:60:00',
    '2026-03-04T02:13:60',
    '2026-03-04T02',
    '2026-03-04T',
    '2026-03-04T02:13:',
    '2026-03-04T02:13:05.',
    '2026-03-04T02:13:05+',
    '2026-03-04T02:13:05+19:00',
    '2026-03-04T02:13:05+01:0',
    '2026-03-04T02:13:05Z ',
    '2026-03-04Z',
    '2026-03-04\u000002:13:05',
    '２026-03-04',
    `2026-03-04T02:13:05.${'0'.repeat(200)}`,
  ])('refuses "%s"', (text) => {
    expect(parseIsoInstant(text, shanghai)).toBeNaN();
  });

  it('never believes a date it has not checked, whatever it read before', () => {
    expect(parseIsoInstant('2026-04-04', utc)).toBe(Date.parse('2026-04-04'));
    expect(parseIsoInstant('2026-03-36', utc)).toBeNaN();
    expect(parseIsoInstant('2026-03-35', utc)).toBeNaN();
  });
});
