import { describe, expect, it } from 'vitest';
import type { KafkaAdmin, PartitionEnds } from '../../src/kafka/kafka-admin.ts';
import { ReadingPositions } from '../../src/kafka/reading-positions.ts';
import { type FetchedBatch, RecordDelivery } from '../../src/kafka/record-delivery.ts';
import { realWaiting } from '../../src/kafka/waiting.ts';
import { TopicRecorder } from '../conformance/topic-recorder.ts';

describe('the delivery of fetched records', () => {
  it('leaves out what lies before the position', async () => {
    const { delivery, recorder } = start({ nextOffset: 5 });
    await delivery.deliver(batchOf({ fetchedOffset: 5, offsets: [3, 4, 5, 6] }));
    expect(recorder.records(0).map(({ offset }) => offset)).toEqual([5, 6]);
    expect(recorder.nextOffset(0)).toBe(7);
  });

  it('passes over holes within and before a batch that was fetched at the position', async () => {
    const { delivery, recorder } = start({ nextOffset: 5 });
    expect(await delivery.deliver(batchOf({ fetchedOffset: 5, offsets: [8, 11] }))).toBe(true);
    expect(recorder.nextOffset(0)).toBe(12);
  });

  it('leaves out a batch from elsewhere while the broker has the position', async () => {
    const { delivery, recorder } = start({ nextOffset: 5, ends: { first: 0, end: 20 } });
    expect(await delivery.deliver(batchOf({ fetchedOffset: 0, offsets: [0, 1, 2] }))).toBe(false);
    expect(await delivery.deliver(batchOf({ fetchedOffset: 9, offsets: [9] }))).toBe(false);
    expect(recorder.deliveries).toEqual([]);
    await delivery.deliver(batchOf({ fetchedOffset: 5, offsets: [5] }));
    expect(recorder.nextOffset(0)).toBe(6);
  });

  it.each([
    { name: 'were deleted', fetchedOffset: 9, ends: { first: 9, end: 20 } },
    { name: 'are not there yet', fetchedOffset: 0, ends: { first: 0, end: 3 } },
  ])('fails where records $name', async ({ fetchedOffset, ends }) => {
    const { delivery } = start({ nextOffset: 5, ends });
    await expect(
      delivery.deliver(batchOf({ fetchedOffset, offsets: [fetchedOffset] })),
    ).rejects.toMatchObject({ code: 'offset-out-of-range' });
  });

  it('moves on over what is for no reader, and tells of it', async () => {
    const { delivery, recorder } = start({ nextOffset: 5 });
    await delivery.passOver({ partition: 0, firstOffset: '5', lastOffset: '8', highWatermark: '9' });
    expect(recorder.deliveries).toEqual([{ partition: 0, records: [], nextOffset: 9, endOffset: 9 }]);
  });

  it('moves on over a hole before it once the broker still has the position', async () => {
    const { delivery, recorder } = start({ nextOffset: 5, ends: { first: 0, end: 20 } });
    await delivery.passOver({ partition: 0, firstOffset: '7', lastOffset: '8', highWatermark: '20' });
    expect(recorder.nextOffset(0)).toBe(9);
  });

  it('takes the batch behind such a hole, even when it comes first', async () => {
    const { delivery, recorder } = start({ nextOffset: 5, ends: { first: 0, end: 20 } });
    const passing = delivery.passOver({
      partition: 0,
      firstOffset: '7',
      lastOffset: '8',
      highWatermark: '20',
    });
    expect(await delivery.deliver(batchOf({ fetchedOffset: 9, offsets: [9, 10] }))).toBe(true);
    await passing;
    expect(recorder.records(0).map(({ offset }) => offset)).toEqual([9, 10]);
    expect(recorder.nextOffset(0)).toBe(11);
  });

  it('fails at a hole that the deletion of records has made', async () => {
    const { delivery } = start({ nextOffset: 5, ends: { first: 7, end: 20 } });
    await expect(
      delivery.passOver({ partition: 0, firstOffset: '7', lastOffset: '8', highWatermark: '20' }),
    ).rejects.toMatchObject({ code: 'offset-out-of-range' });
  });

  it('believes the first fetch of a partition that is read from its beginning', async () => {
    const { delivery, recorder } = start({});
    await delivery.deliver(batchOf({ fetchedOffset: 40, offsets: [40, 41] }));
    expect(recorder.nextOffset(0)).toBe(42);
  });

  it('delivers nothing any more once it is over', async () => {
    const { delivery, recorder, over } = start({ nextOffset: 0 });
    over.abort();
    await delivery.deliver(batchOf({ fetchedOffset: 0, offsets: [0] }));
    await delivery.passOver({ partition: 0, firstOffset: '1', lastOffset: '1', highWatermark: '2' });
    expect(recorder.deliveries).toEqual([]);
  });
});

/** A delivery of partition 0, and a broker that says where it begins and ends. */
function start({ nextOffset, ends = { first: 0, end: 0 } }: { nextOffset?: number; ends?: PartitionEnds }) {
  const recorder = new TopicRecorder();
  const over = new AbortController();
  const offsets = nextOffset === undefined ? new Map<number, number>() : new Map([[0, nextOffset]]);
  const broker: Pick<KafkaAdmin, 'ends'> = { ends: async () => new Map([[0, ends]]) };
  const delivery = new RecordDelivery({
    topic: 'logins',
    positions: new ReadingPositions('logins', offsets),
    admin: broker,
    listener: recorder,
    waiting: realWaiting,
    signal: over.signal,
  });
  return { delivery, recorder, over };
}

function batchOf({
  fetchedOffset,
  offsets,
}: {
  fetchedOffset: number;
  offsets: readonly number[];
}): FetchedBatch {
  const messages = offsets.map((offset) => ({
    key: null,
    value: Buffer.from(String(offset)),
    offset: String(offset),
    timestamp: '0',
    attributes: 0,
    headers: {},
  }));
  const lastOffset = String(offsets.at(-1));
  return {
    topic: 'logins',
    partition: 0,
    highWatermark: '20',
    fetchedOffset: String(fetchedOffset),
    messages,
    isEmpty: () => false,
    firstOffset: () => String(offsets[0]),
    lastOffset: () => lastOffset,
    offsetLag: () => '0',
    offsetLagLow: () => '0',
  };
}
