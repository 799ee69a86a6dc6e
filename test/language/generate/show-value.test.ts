import { describe, expect, it } from 'vitest';
import type { FieldType } from '../../../src/event/schema.ts';
import { showHourOfDay, showHourOfWeek, showValue } from '../../../src/language/generate/show-value.ts';
import type { Value } from '../../../src/language/program.ts';
import { Zone } from '../../../src/time/zone.ts';

const shanghai = Zone.of('Asia/Shanghai');

describe('showValue', () => {
  it.each<{ value: Value; type: FieldType; text: string }>([
    { value: 'alice', type: 'text', text: 'alice' },
    { value: '10.1.0.0/16', type: 'network', text: '10.1.0.0/16' },
    { value: undefined, type: 'text', text: '–' },
    { value: Number.NaN, type: 'number', text: '–' },
    { value: 1_234_567, type: 'number', text: '1234567' },
    { value: 1234.56789, type: 'number', text: '1234.568' },
    { value: 2.5, type: 'number', text: '2.5' },
    { value: 0.000123456, type: 'number', text: '0.000123' },
    { value: -0.98765, type: 'number', text: '-0.988' },
    { value: 1, type: 'boolean', text: 'true' },
    { value: 0, type: 'boolean', text: 'false' },
    { value: 5_400_000, type: 'duration', text: '1 hour 30 minutes' },
    { value: Date.parse('2024-03-01T20:00:05Z'), type: 'time', text: '2024-03-02 04:00:05' },
    { value: Date.parse('1969-12-31T15:59:59.250Z'), type: 'time', text: '1969-12-31 23:59:59.250' },
    { value: 9e15, type: 'time', text: '–' },
  ])('$type $value', ({ value, type, text }) => {
    expect(showValue(value, type, shanghai)).toBe(text);
  });
});

describe('hours', () => {
  it.each([
    { slot: 3, text: '03:00–04:00' },
    { slot: 23, text: '23:00–24:00' },
    { slot: Number.NaN, text: '–' },
  ])('of the day: $slot', ({ slot, text }) => {
    expect(showHourOfDay(slot)).toBe(text);
  });

  it.each([
    { slot: 3, text: 'Mon 03:00–04:00' },
    { slot: 167, text: 'Sun 23:00–24:00' },
    { slot: Number.NaN, text: '–' },
  ])('of the week: $slot', ({ slot, text }) => {
    expect(showHourOfWeek(slot)).toBe(text);
  });
});
