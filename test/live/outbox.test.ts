import { describe, expect, test } from 'vitest';
import { outboxBytesMax, outboxMessagesPerAppend, retryMsMax } from '../../src/limits.ts';
import { PlainOutbox } from '../../src/live/outbox.ts';
import { TopicError, type TopicMessage, type TopicNotice } from '../../src/runtime/topic.ts';
import { SimulatedProcess, SimulatedWorld } from '../simulation/simulated-world.ts';

type Answer = 'stores' | 'refuses' | 'stores and fails' | 'is fenced';

/** A sink that answers as it is told, and works once nothing more is said. */
function openSink() {
  const world = new SimulatedWorld({ seed: 1, now: 0 });
  const process = new SimulatedProcess(world);
  const appended: {
    readonly topic: string;
    readonly messages: readonly TopicMessage[];
    readonly at: number;
  }[] = [];
  const notices: TopicNotice[] = [];
  const answers: Answer[] = [];
  const writer = {
    append: (topic: string, messages: readonly TopicMessage[]) =>
      process.after(10, () => {
        const answer = answers.shift() ?? 'stores';
        if (answer.startsWith('stores')) appended.push({ topic, messages, at: world.now });
        if (answer === 'is fenced') throw new TopicError('fenced', 'another one has taken over');
        if (answer !== 'stores') throw new TopicError('not-writable', 'the disk is full');
      }),
    close: async () => {},
  };
  const outbox = new PlainOutbox({
    openWriter: async () => writer,
    onNotice: (notice) => notices.push(notice),
    wait: (ms) => process.services.wait(ms),
  });
  return { world, outbox, appended, notices, answers };
}

const message = (value: string): TopicMessage => ({ key: 'k', value });

/** How a promise ends within a time. */
async function endOf(world: SimulatedWorld, promise: Promise<unknown>, ms = 1e9): Promise<string> {
  let end = 'waits';
  promise.then(
    () => {
      end = 'resolved';
    },
    ({ message }: Error) => {
      end = message;
    },
  );
  const until = world.now + ms;
  await world.passUntil(() => end !== 'waits' || world.now > until);
  return end;
}

describe('an outbox that appends at least once', () => {
  test('appends what comes together together, by topic and in order', async () => {
    const { world, outbox, appended } = openSink();
    for (const value of ['1', '2']) outbox.add('a', message(value));
    outbox.add('b', message('3'));
    outbox.add('a', message('4'));
    expect(await endOf(world, outbox.seal())).toBe('resolved');
    const texts = appended.map(({ topic, messages }) => [topic, ...messages.map(({ value }) => value)]);
    expect(texts).toEqual([
      ['a', '1', '2'],
      ['b', '3'],
      ['a', '4'],
    ]);
    expect(outbox.bytes).toBe(0);
  });

  test('appends no more at once than its bound', async () => {
    const { world, outbox, appended } = openSink();
    for (let index = 0; index < outboxMessagesPerAppend * 2 + 1; index++)
      outbox.add('a', message(`${index}`));
    await endOf(world, outbox.seal());
    const lengths = appended.map(({ messages }) => messages.length);
    expect(lengths).toEqual([outboxMessagesPerAppend, outboxMessagesPerAppend, 1]);
  });

  test('tries again with growing pauses, tells it once, and once that it works again', async () => {
    const { world, outbox, appended, notices, answers } = openSink();
    answers.push(...Array.from({ length: 12 }, () => 'refuses' as const));
    outbox.add('a', message('1'));
    expect(await endOf(world, outbox.seal())).toBe('resolved');
    expect(notices.map(({ kind }) => kind)).toEqual(['sink fails', 'sink works again']);
    expect(notices[0]!.message).toContain('the disk is full');
    expect(appended.map(({ messages }) => messages.length)).toEqual([1]);
    expect(world.now).toBeGreaterThan(retryMsMax * 3);
  });

  test('may store twice what was stored without an answer, and loses nothing', async () => {
    const { world, outbox, appended, answers } = openSink();
    answers.push('stores and fails');
    outbox.add('a', message('1'));
    await endOf(world, outbox.seal());
    expect(appended.map(({ messages }) => messages.map(({ value }) => value))).toEqual([['1'], ['1']]);
  });

  test('is sealed by what was added before, not by what comes later', async () => {
    const { world, outbox, appended } = openSink();
    outbox.add('a', message('1'));
    const sealed = outbox.seal();
    await endOf(world, Promise.resolve());
    outbox.add('a', message('2'));
    await endOf(world, sealed);
    expect(appended).toHaveLength(1);
    expect(outbox.bytes).toBeGreaterThan(0);
  });

  test('is full at its bound, and has room when enough was stored', async () => {
    const { world, outbox } = openSink();
    const text = 'x'.repeat(10_000);
    while (!outbox.isFull) outbox.add('a', message(text));
    expect(outbox.bytes).toBeGreaterThanOrEqual(outboxBytesMax);
    expect(await endOf(world, outbox.room())).toBe('resolved');
    expect(outbox.isFull).toBe(false);
  });

  test('says that it was closed early instead of letting an epoch hold whose messages are lost', async () => {
    const { world, outbox, answers } = openSink();
    answers.push('refuses');
    outbox.add('a', message('1'));
    const sealed = endOf(world, outbox.seal());
    await outbox.close();
    expect(await sealed).toContain('closed before all its messages were stored');
  });
});
