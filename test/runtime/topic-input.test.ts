import { describe, expect, test } from 'vitest';
import { createEngine } from '../../src/compose.ts';
import type { DeadLetter, LateEvent, SourceMetrics } from '../../src/index.ts';
import { placeOf } from '../../src/runtime/record-place.ts';

const encoder = new TextEncoder();
const place = (partition: number, offset: number) => placeOf(partition, offset);

interface Given {
  readonly value: string | Uint8Array;
  readonly place?: number;
  readonly arrivedAt?: number;
}

/** What a source makes of the records of a topic. */
function take(head: string, records: readonly (string | Uint8Array | Given)[], pieces = 1) {
  const rules = `${head}\nview rows on log for each who keep count() as n, max(amount) as most`;
  const engine = createEngine({ rules });
  const letters: DeadLetter[] = [];
  const late: LateEvent[] = [];
  engine.deadLetters$.subscribe((letter) => letters.push(letter));
  engine.lateEvents$.subscribe((event) => late.push(event));
  const feed = engine.topic('log');
  const given = records.map((record, index) => ({
    place: place(0, index),
    arrivedAt: Number.NaN,
    ...(typeof record === 'string' || record instanceof Uint8Array ? { value: record } : record),
  }));
  const size = Math.ceil(given.length / pieces);
  for (let from = 0; from < given.length; from += size) {
    const piece = given.slice(from, from + size);
    feed.push({
      count: piece.length,
      values: piece.map(({ value }) => (typeof value === 'string' ? encoder.encode(value) : value)),
      places: piece.map((one) => one.place),
      arrivedAt: piece.map((one) => one.arrivedAt),
    });
  }
  const [source] = engine.metrics().sources as [SourceMetrics];
  const rows = [...engine.view('rows').rows()].map(({ who, n, most }) => `${who} ${n} ${most}`);
  return { rows, source, letters, late, feed };
}

const ndjson = `source log
  from kafka topic "log"
  fields at: time, who: text, amount: number
  time at, up to 1 minute late`;
const csv = `source log
  from kafka topic "log" as csv
  columns at, who, amount
  fields at: time, who: text, amount: number
  time at`;

const event = (who: string, minute = 0, amount = 1) =>
  `{"at":"2026-01-01T00:${String(minute).padStart(2, '0')}:00Z","who":"${who}","amount":${amount}}`;

describe('the records of a topic', () => {
  test('may end with line ends, and hold some', () => {
    const pretty = event('bob').replaceAll(',', ',\n  ').replace('{', '{\r\n ');
    const { rows, source } = take(ndjson, [`${event('ann')}\n`, `${event('ann')}\r\n`, `${pretty}\n\n`]);
    expect(rows).toEqual(['ann 2 1', 'bob 1 1']);
    expect(source).toMatchObject({ records: 3, events: 3, refused: 0 });
  });

  test('are all counted: events, refused ones, and blank ones as left out', () => {
    const records = [event('ann'), '', '  \t', '\n', 'no record', event('ann'), Uint8Array.of(0xff)];
    for (const pieces of [1, 3, 7]) {
      const { rows, source } = take(ndjson, records, pieces);
      expect(rows).toEqual(['ann 2 1']);
      expect(source).toMatchObject({ records: 7, events: 2, refused: 2, ignored: 3 });
    }
  });

  test('are told by their partition and offset', () => {
    const records = [
      { value: event('ann'), place: place(3, 10) },
      { value: '', place: place(3, 11) },
      { value: 'no record', place: place(3, 17) },
      { value: event('ann', 30), place: place(2, 5) },
      { value: '{"who":"ann"}', place: place(3, 20) },
    ];
    for (const pieces of [1, 2, 5]) {
      const { letters } = take(ndjson, records, pieces);
      expect(letters.map(({ position }) => position)).toEqual([place(3, 17), place(3, 20)]);
    }
  });

  test('of a CSV source cannot reach into each other by a quote that is left open', () => {
    const records = [
      '2026-01-01T00:00:00Z,ann,1',
      '2026-01-01T00:00:01Z,"bob,2',
      '2026-01-01T00:00:02Z,ann,3"',
    ];
    const whole = ['2026-01-01T00:00:03Z,"a ""quoted"" one",4'];
    const { source, rows, letters } = take(csv, [...records.slice(0, 2), ...whole]);
    expect(rows).toEqual(['a "quoted" one 1 4', 'ann 1 1']);
    expect(source).toMatchObject({ records: 3, events: 2, refused: 1 });
    expect(letters.map(({ position }) => position)).toEqual([place(0, 1)]);
  });

  test('have the time at which they reached the topic, where the source says so', () => {
    const head = `source log
      from kafka topic "log"
      fields who: text, amount: number
      time arrival`;
    const at = Date.UTC(2026, 4, 1);
    const records = [
      { value: '{"who":"ann","amount":1}', arrivedAt: at },
      { value: '{"who":"ann","amount":2}', arrivedAt: at + 5_000 },
      { value: '{"who":"bob","amount":3}', arrivedAt: Number.NaN },
    ];
    const { feed, source, rows } = take(head, records);
    expect(feed.clock).toBe(at + 5_000);
    expect(source).toMatchObject({ records: 3, events: 2, refused: 1 });
    expect(rows).toEqual(['ann 2 2']);
    expect(feed.timeOf(encoder.encode('{"who":"ann"}'), at)).toBe(at);
  });

  test('can be asked for their time ahead of everything else', () => {
    const { feed } = take(ndjson, []);
    const timeOf = (text: string) => feed.timeOf(encoder.encode(text), Number.NaN);
    expect(timeOf(event('ann', 7))).toBe(Date.UTC(2026, 0, 1, 0, 7));
    expect(timeOf(`${event('ann', 8)}\r\n`)).toBe(Date.UTC(2026, 0, 1, 0, 8));
    expect(timeOf('no record')).toBeNaN();
    expect(timeOf('')).toBeNaN();
    expect(timeOf(event('x'.repeat(5_000), 9))).toBe(Date.UTC(2026, 0, 1, 0, 9));
    expect(feed.clock).toBe(Number.NEGATIVE_INFINITY);
  });
});
