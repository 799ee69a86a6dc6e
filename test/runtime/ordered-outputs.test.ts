import { describe, expect, it } from 'vitest';
import type { DeadLetter, Outputs } from '../../src/index.ts';
import { OrderedOutputs } from '../../src/runtime/ordered-outputs.ts';
import { minuteMs } from '../../src/time/duration.ts';
import { logSource, type Row, run } from './run-rules.ts';

function collected() {
  const letters: string[] = [];
  const sink: Outputs = {
    alert() {},
    baseline() {},
    late() {},
    deadLetter: ({ reason }) => letters.push(reason),
    score: undefined,
  };
  return { outputs: new OrderedOutputs(sink), letters };
}

const letter = (reason: string, key?: string): DeadLetter => ({
  source: 'log',
  position: 0,
  code: 'rule-failed',
  reason,
  ...(key === undefined ? {} : { key }),
});

describe('ordered outputs', () => {
  it('are handed on by record, then by rule', () => {
    const { outputs, letters } = collected();
    for (const [row, rule] of [
      [1, 0],
      [2, 0],
      [0, 1],
      [1, 1],
      [0, 0],
    ]) {
      outputs.row = row;
      outputs.rule = rule;
      outputs.deadLetter(letter(`${row}/${rule}`, 'z'));
    }
    expect(letters).toEqual([]);
    outputs.flush();
    expect(letters).toEqual(['0/0', '0/1', '1/0', '1/1', '2/0']);
    outputs.flush();
    expect(letters).toHaveLength(5);
  });

  it('of timers are handed on by rule, then by key, whichever shard spoke first', () => {
    const { outputs, letters } = collected();
    outputs.row = -1;
    for (const [rule, key] of [
      [1, 'a'],
      [0, 'b'],
      [0, 'a'],
      [0, 'B'],
    ] as const) {
      outputs.rule = rule;
      outputs.deadLetter(letter(`${rule}/${key}`, key));
    }
    outputs.flush();
    expect(letters).toEqual(['0/B', '0/a', '0/b', '1/a']);
  });
});

describe('every stream of an engine', () => {
  const rules = `${logSource({ lateness: '10 minutes' })}
rule second on log for each place
  alert "{place} {count()}" when count() > 1 over 5 minutes
rule first on log for each who
  alert "{who} {count()}" when count() < 3 over 5 minutes
baseline places on log for each who
  learn spot = usual values of place
  during 1 hour with at least 2 events, keep 2 hours
  alert "{spot}" when new spot
`;
  const rows = Array.from(
    { length: 200 },
    (_, index): Row => [
      Date.UTC(2025, 0, 6) + (index - (index % 5) * 3) * minuteMs,
      index % 17 === 3
        ? { who: 7, at: 'broken' }
        : { who: `user-${(index * 7) % 11}`, place: `place-${index % 4}` },
    ],
  );

  it('has the same order over any shards and batches', () => {
    const one = run({ rules }, rows);
    expect(one.alerts.length).toBeGreaterThan(50);
    for (const [shards, batchRows] of [
      [1, 1],
      [3, 7],
      [64, 2_048],
      [7, 64],
    ]) {
      const other = run({ rules, shards, batchRows }, rows);
      expect(other.alerts).toEqual(one.alerts);
      expect(other.baselines).toEqual(one.baselines);
      expect(other.deadLetters).toEqual(one.deadLetters);
      expect(other.lateEvents).toEqual(one.lateEvents);
      expect(other.scores).toEqual(one.scores);
    }
  });
});
