import { describe, expect, it } from 'vitest';
import { AlertGate } from '../../actors/alert-gate.ts';
import type { Alert, AlertCandidate, Severity } from '../../src/index.ts';
import { openAlertBytes, openAlertsPerActorMax } from '../../src/limits.ts';
import { ByteReader, ByteWriter } from '../../src/memory/bytes.ts';
import { Account, Ledger } from '../../src/memory/ledger.ts';

const slot = 3;

function openGate() {
  const reported: Alert[] = [];
  const ledger = new Ledger();
  const account = new Account();
  ledger.open(account);
  const gate = new AlertGate({
    rule: 'rule',
    title: 'A rule',
    ledger,
    report: (alert) => reported.push(alert),
    showTime: (time) => `at ${time}`,
  });
  const told = () =>
    reported.map(({ status, revision, message, count }) => `${status} ${revision} ${message} ×${count}`);
  return { gate, reported, account, told };
}

function candidate(message: string, parts: Partial<AlertCandidate> = {}): AlertCandidate {
  const severity: Severity = 'medium';
  return {
    severity,
    score: 0.5,
    message,
    features: [],
    time: 10,
    position: 1,
    generation: 1,
    isFinal: true,
    ...parts,
  };
}

const group = (from: number, closeAt = 100) => ({ alert: 0, group: from, closeAt });
const early = { isFinal: false };

describe('an alert gate', () => {
  it('reports the first candidate of a group at once, and in the end what became of it', () => {
    const { gate, told } = openGate();
    gate.offer(slot, 'ann', group(0), candidate('one'));
    gate.offer(slot, 'ann', group(0), candidate('two', { time: 20 }));
    expect(told()).toEqual(['raised 1 one ×1']);
    gate.close(slot, 'ann', 99);
    expect(told()).toHaveLength(1);
    gate.close(slot, 'ann', 100);
    expect(told()).toEqual(['raised 1 one ×1', 'updated 2 one ×2']);
    expect(gate.nextDue(slot)).toBe(Number.POSITIVE_INFINITY);
  });

  it('lets the severest stand, then the most unusual, then the earliest', () => {
    const { gate, reported } = openGate();
    const all = [
      candidate('late', { time: 30 }),
      candidate('early', { time: 5 }),
      candidate('unusual', { score: 0.9, time: 20 }),
      candidate('severe', { severity: 'high', score: 0.1, time: 25 }),
    ];
    for (const order of [all, all.toReversed()]) {
      for (const one of order) gate.offer(slot, 'ann', group(0), one);
      gate.close(slot, 'ann', 100);
      expect(reported.at(-1)).toMatchObject({ message: 'severe', count: 4 });
    }
  });

  it('withdraws what did not hold when it was judged again', () => {
    const { gate, told } = openGate();
    gate.offer(slot, 'ann', group(0), candidate('early', early));
    gate.offer(slot, 'ann', group(1), candidate('other', early));
    gate.offer(slot, 'ann', group(1), candidate('other'));
    gate.close(slot, 'ann', 100);
    expect(told()).toEqual(['raised 1 early ×1', 'raised 1 other ×1', 'withdrawn 2 early ×1']);
  });

  it('keeps a group open until the latest end it was given', () => {
    const { gate, told } = openGate();
    gate.offer(slot, 'ann', group(0, 100), candidate('one'));
    gate.offer(slot, 'ann', group(0, 200), candidate('one'));
    gate.offer(slot, 'ann', group(0, 150), candidate('one'));
    expect(gate.nextDue(slot)).toBe(200);
    gate.close(slot, 'ann', 199);
    expect(told()).toHaveLength(1);
  });

  it('closes the oldest known group when too many are open, and withdraws none that it cannot wait for', () => {
    const { gate, reported } = openGate();
    gate.offer(slot, 'ann', group(0), candidate('waiting', early));
    gate.offer(slot, 'ann', group(1), candidate('known', { time: 20 }));
    gate.offer(slot, 'ann', group(1), candidate('known', { time: 30 }));
    for (let index = 2; index <= openAlertsPerActorMax; index++)
      gate.offer(slot, 'ann', group(index), candidate(`${index}`, early));
    expect(reported.at(-2)).toMatchObject({ message: 'known', status: 'updated', count: 2 });
    gate.offer(slot, 'ann', group(999), candidate('one more', early));
    expect(reported.filter(({ status }) => status === 'withdrawn')).toEqual([]);
    expect(gate.bytes(slot)).toBe(openAlertsPerActorMax * openAlertBytes);
  });

  it('is charged for what is open, and for nothing once that is closed or forgotten', () => {
    const { gate, account } = openGate();
    for (let index = 0; index < 5; index++)
      gate.offer(slot, 'ann', group(index, 100 + index), candidate('x'));
    expect(account.bytes).toBe(5 * openAlertBytes);
    gate.close(slot, 'ann', 101);
    expect(account.bytes).toBe(3 * openAlertBytes);
    gate.forget(slot);
    expect(account.bytes).toBe(0);
  });

  it('goes on after a snapshot as if there had been none', () => {
    const [stayed, left, back] = [openGate(), openGate(), openGate()];
    for (const { gate } of [stayed, left]) {
      gate.offer(slot, 'a\u001fb', group(0), candidate('early', early));
      gate.offer(slot, 'a\u001fb', group(1), candidate('known'));
    }
    const writer = new ByteWriter();
    left.gate.save(slot, writer);
    back.gate.load(7, new ByteReader(writer.take()));
    for (const [{ gate }, at] of [
      [stayed, slot],
      [back, 7],
    ] as const) {
      gate.offer(at, 'a\u001fb', group(0), candidate('better', { score: 0.8 }));
      gate.close(at, 'a\u001fb', 100);
    }
    expect([...left.reported, ...back.reported]).toEqual(stayed.reported);
    expect(stayed.reported[0].key).toBe('a / b');
    expect(back.account.bytes).toBe(0);
  });
});
