import { describe, expect, test } from 'vitest';
import { TransactionalOutbox } from '../../src/live/transactional-outbox.ts';
import type { TopicMessage, TopicNotice } from '../../src/runtime/topic.ts';
import { SimulatedBroker, SimulatedTransactionalWriter } from '../simulation/simulated-broker.ts';
import { SimulatedProcess, SimulatedWorld } from '../simulation/simulated-world.ts';

const name = 'alerts';

/** An outbox on a broker whose share of failures can be changed. */
async function openOutbox() {
  const world = new SimulatedWorld({ seed: 1, now: 0 });
  const process = new SimulatedProcess(world);
  const broker = new SimulatedBroker(world);
  const faults = { failures: 0, hangs: 0 };
  const notices: TopicNotice[] = [];
  const failures: unknown[] = [];
  const createWriter = () =>
    new SimulatedTransactionalWriter(name, { broker, process, faults, place: 'broker' });
  const writer = createWriter();
  await endOf(world, writer.open());
  const outbox = new TransactionalOutbox({
    createWriter,
    writer,
    onNotice: (notice) => notices.push(notice),
    onFailure: (failure) => failures.push(failure),
    wait: (ms) => process.services.wait(ms),
  });
  const values = () => broker.messages('out').map(({ value }) => value);
  return { world, broker, faults, outbox, notices, failures, values, createWriter };
}

const message = (value: string): TopicMessage => ({ key: 'k', value });

async function endOf(world: SimulatedWorld, promise: Promise<unknown>): Promise<string> {
  let end = 'waits';
  promise.then(
    () => {
      end = 'resolved';
    },
    ({ message }: Error) => {
      end = message;
    },
  );
  await world.passUntil(() => end !== 'waits');
  return end;
}

describe('an outbox that appends in transactions', () => {
  test('shows the messages of an epoch when it is committed, and not before', async () => {
    const { world, outbox, values, broker } = await openOutbox();
    outbox.add('out', message('1'));
    await endOf(world, outbox.seal());
    outbox.add('out', message('of the next epoch'));
    expect(values()).toEqual([]);
    expect(await endOf(world, outbox.commit(2))).toBe('resolved');
    expect(values()).toEqual(['1']);
    expect(broker.committedEpoch(name)).toBe(2);
    await endOf(world, outbox.seal());
    await endOf(world, outbox.commit(4));
    expect(values()).toEqual(['1', 'of the next epoch']);
    expect(outbox.bytes).toBe(0);
    expect(world.violations).toEqual([]);
  });

  test('commits an epoch without messages', async () => {
    const { world, outbox, broker } = await openOutbox();
    await endOf(world, outbox.seal());
    await endOf(world, outbox.commit(2));
    expect(broker.committedEpoch(name)).toBe(2);
  });

  test('shows each message once, whatever fails and however often', async () => {
    const { world, outbox, values, faults } = await openOutbox();
    faults.failures = 0.6;
    const expected: string[] = [];
    for (let epoch = 2; epoch < 60; epoch += 2) {
      for (let count = 0; count < epoch % 5; count++) {
        expected.push(`${epoch} ${count}`);
        outbox.add('out', message(expected.at(-1)!));
      }
      await endOf(world, outbox.seal());
      expect(await endOf(world, outbox.commit(epoch))).toBe('resolved');
      expect(values()).toEqual(expected);
    }
    expect(world.violations).toEqual([]);
  });

  test('ends its work when another writer has taken over, and does not lock that one out', async () => {
    const { world, outbox, failures, values, broker, createWriter } = await openOutbox();
    const other = createWriter();
    await endOf(world, other.open());
    const generation = broker.generation(name);
    outbox.add('out', message('1'));
    expect(await endOf(world, outbox.seal())).toContain('has taken over');
    expect(failures).toHaveLength(1);
    expect(await endOf(world, outbox.commit(2))).toContain('has taken over');
    expect(broker.generation(name)).toBe(generation);
    expect(values()).toEqual([]);
  });

  test('says that it was closed early instead of letting an epoch hold whose messages are lost', async () => {
    const { world, outbox, faults, values } = await openOutbox();
    faults.failures = 1;
    outbox.add('out', message('1'));
    const sealed = endOf(world, outbox.seal());
    void outbox.close();
    expect(await sealed).toContain('closed before all its messages were stored');
    faults.failures = 0;
    expect(await endOf(world, outbox.commit(2))).toContain('closed before all its messages were stored');
    expect(values()).toEqual([]);
  });
});
