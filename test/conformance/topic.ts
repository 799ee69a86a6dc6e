/** What every kind of topic must do, whatever keeps its records. */

import { describe, expect, it, onTestFinished } from 'vitest';
import type { TopicReader, TopicWriter } from '../../src/runtime/topic.ts';
import { TopicRecorder } from './topic-recorder.ts';

/** A place with topics. It cleans up after itself when the test that opened it has finished. */
export interface TopicSystem {
  /** Makes an empty topic. @returns its name */
  createTopic(partitions: number): Promise<string>;
  /** Appends as a stranger would; null is a tombstone. At most some 300 kB a call. Resolves when readers can see the records. */
  produce(topic: string, partition: number, values: readonly (string | null)[]): Promise<void>;
  /** A reader of its own, not started. */
  reader(topic: string): TopicReader;
  writer(): TopicWriter;
}

export interface TopicKind {
  /** Whether records can be tombstones. */
  readonly hasTombstones: boolean;
  /** Called once within each test. */
  readonly open: () => TopicSystem | Promise<TopicSystem>;
}

export function describeTopic(name: string, { hasTombstones, open }: TopicKind): void {
  describe(`${name} as a topic`, () => {
    it('names its partitions in ascending order', async () => {
      const system = await open();
      const reader = system.reader(await system.createTopic(3));
      onTestFinished(() => reader.stop());
      expect(await reader.partitions(() => {})).toEqual([0, 1, 2]);
    });

    it('delivers every record of each partition once and in order', async () => {
      const { system, topic } = await filledTopic(open, [500, 3, 40]);
      const { recorder } = await readFrom(system.reader(topic));
      await recorder.until(() => [0, 1, 2].every((partition) => recorder.isCaughtUp(partition)));
      for (const [partition, count] of [500, 3, 40].entries())
        expect(recorder.values(partition)).toEqual(numbered(partition, count));
      for (const partition of [0, 1, 2]) expectConsecutive(recorder, partition);
    });

    it('begins at any record', async () => {
      const { system, topic } = await filledTopic(open, [20]);
      const { recorder } = await readFrom(system.reader(topic));
      await recorder.untilCount(0, 20);
      for (const index of [0, 1, 7, 19]) {
        const offsets = new Map([[0, recorder.records(0)[index].offset]]);
        const rest = await readFrom(system.reader(topic), offsets);
        await rest.recorder.untilCount(0, 20 - index);
        await rest.reader.stop();
        expect(rest.recorder.values(0)).toEqual(numbered(0, 20).slice(index));
      }
    });

    it('begins with what comes from now on when asked for the latest', async () => {
      const { system, topic } = await filledTopic(open, [5, 5]);
      const reader = system.reader(topic);
      await reader.partitions(() => {});
      const offsets = await reader.offsetsAt('latest');
      await system.produce(topic, 0, ['before the start']);
      const { recorder } = await readFrom(reader, offsets);
      await system.produce(topic, 0, ['after the start']);
      await system.produce(topic, 1, ['new']);
      await recorder.untilCount(0, 2);
      await recorder.untilCount(1, 1);
      expect(recorder.values(0)).toEqual(['before the start', 'after the start']);
      expect(recorder.values(1)).toEqual(['new']);
    });

    it('leaves out nothing from an instant on', async () => {
      const { system, topic } = await filledTopic(open, [5]);
      const reader = system.reader(topic);
      await reader.partitions(() => {});
      const { recorder } = await readFrom(reader, await reader.offsetsAt(0));
      await recorder.untilCount(0, 5);
      expect(recorder.values(0)).toEqual(numbered(0, 5));
    });

    it('says of an empty partition that all of it was read', async () => {
      const { system, topic } = await filledTopic(open, [0, 0]);
      const { recorder } = await readFrom(system.reader(topic));
      await recorder.until(() => recorder.isCaughtUp(0) && recorder.isCaughtUp(1));
      for (const { records, nextOffset, endOffset } of recorder.deliveries) {
        expect(records).toEqual([]);
        expect(nextOffset).toBe(endOffset);
      }
    });

    it('delivers what is appended while it reads, and says again that all was read', async () => {
      const { system, topic } = await filledTopic(open, [2]);
      const { recorder } = await readFrom(system.reader(topic));
      for (let count = 3; count < 8; count++) {
        await recorder.until(() => recorder.values(0).length === count - 1 && recorder.isCaughtUp(0));
        await system.produce(topic, 0, [numbered(0, count)[count - 1]]);
      }
      await recorder.until(() => recorder.values(0).length === 7 && recorder.isCaughtUp(0));
      expect(recorder.values(0)).toEqual(numbered(0, 7));
      expectConsecutive(recorder, 0);
    });

    it('goes on with exactly the rest where another reader has stopped', async () => {
      const { system, topic } = await filledTopic(open, [60, 60]);
      const seen: (string | null)[][] = [[], []];
      let offsets: ReadonlyMap<number, number> | undefined;
      for (let round = 1; round <= 4; round++) {
        const { reader, recorder } = await readFrom(system.reader(topic), offsets);
        await recorder.until(() => recorder.isCaughtUp(0) && recorder.isCaughtUp(1));
        await reader.stop();
        for (const partition of [0, 1]) seen[partition].push(...recorder.values(partition));
        offsets = new Map([0, 1].map((partition) => [partition, recorder.nextOffset(partition)!]));
        for (const partition of [0, 1])
          await system.produce(topic, partition, [`${partition} round ${round}`]);
      }
      for (const partition of [0, 1]) {
        const later = [1, 2, 3].map((round) => `${partition} round ${round}`);
        expect(seen[partition]).toEqual([...numbered(partition, 60), ...later]);
      }
    });

    it('goes on after each of its deliveries', async () => {
      const { system, topic } = await filledTopic(open, [0]);
      const values = await produceLarge(system, topic, 0);
      const whole = await readFrom(system.reader(topic));
      await whole.recorder.untilCount(0, 60);
      let count = 0;
      for (const { records, nextOffset } of whole.recorder.of(0)) {
        count += records.length;
        if (count === 60) break;
        const rest = await readFrom(system.reader(topic), new Map([[0, nextOffset]]));
        await rest.recorder.untilCount(0, 60 - count);
        await rest.reader.stop();
        expect(rest.recorder.values(0)).toEqual(values.slice(count));
      }
    });

    it('brings nothing of a paused partition but what was on its way, and all of it later', async () => {
      const { system, topic } = await filledTopic(open, [1, 0]);
      const { reader, recorder } = await readFrom(system.reader(topic));
      await recorder.untilCount(0, 1);
      reader.pause(0);
      // Once the other partition has gone round twice, nothing that was asked for before the pause is left.
      const goRound = async () => {
        for (let time = 0; time < 2; time++) {
          const count = recorder.values(1).length + 1;
          await system.produce(topic, 1, [`round ${count}`]);
          await recorder.untilCount(1, count);
        }
      };
      await goRound();
      await system.produce(topic, 0, ['late']);
      await goRound();
      expect(recorder.values(0)).toEqual(numbered(0, 1));
      reader.resume(0);
      await recorder.untilCount(0, 2);
      expect(recorder.values(0)).toEqual([...numbered(0, 1), 'late']);
      expectConsecutive(recorder, 0);
    });

    it('loses and repeats nothing when a partition is paused at every delivery', async () => {
      const { system, topic } = await filledTopic(open, [0, 0]);
      const values = [await produceLarge(system, topic, 0), await produceLarge(system, topic, 1)];
      const reader = system.reader(topic);
      const recorder = new TopicRecorder(({ partition, records }) => {
        if (records.length === 0) return;
        reader.pause(partition);
        queueMicrotask(() => reader.resume(partition));
      });
      await readFrom(reader, undefined, recorder);
      for (const partition of [0, 1]) await recorder.untilCount(partition, 60);
      for (const partition of [0, 1]) {
        expect(recorder.values(partition)).toEqual(values[partition]);
        expectConsecutive(recorder, partition);
      }
    });

    it('brings nothing any more once it has stopped', async () => {
      const { system, topic } = await filledTopic(open, [3]);
      const { reader, recorder } = await readFrom(system.reader(topic));
      await recorder.untilCount(0, 3);
      await reader.stop();
      const { length } = recorder.deliveries;
      await system.produce(topic, 0, ['later']);
      const other = await readFrom(system.reader(topic));
      await other.recorder.untilCount(0, 4);
      expect(recorder.deliveries.length).toBe(length);
      expect(recorder.errors).toEqual([]);
    });

    it('is read whole by each of two readers', async () => {
      const { system, topic } = await filledTopic(open, [30, 30]);
      const readers = [await readFrom(system.reader(topic)), await readFrom(system.reader(topic))];
      for (const { recorder } of readers)
        for (const partition of [0, 1]) {
          await recorder.untilCount(partition, 30);
          expect(recorder.values(partition)).toEqual(numbered(partition, 30));
        }
    });

    it('is not read from beyond its end', async () => {
      const { system, topic } = await filledTopic(open, [3]);
      const reader = system.reader(topic);
      onTestFinished(() => reader.stop());
      await reader.partitions(() => {});
      const beyond = new Map([[0, (await reader.offsetsAt('latest')).get(0)! + 1_000]]);
      await expect(reader.start(beyond, new TopicRecorder())).rejects.toMatchObject({
        name: 'TopicError',
        code: 'offset-out-of-range',
      });
    });

    it('reads on while progress is shown', async () => {
      const { system, topic } = await filledTopic(open, [3]);
      const { reader, recorder } = await readFrom(system.reader(topic));
      await recorder.untilCount(0, 3);
      await reader.showProgress(new Map([[0, recorder.nextOffset(0)!]]));
      await system.produce(topic, 0, ['later']);
      await recorder.untilCount(0, 4);
      expect(recorder.values(0)).toEqual([...numbered(0, 3), 'later']);
    });

    it('gives back what a writer has appended, the messages of each key in order', async () => {
      const { system, topic } = await filledTopic(open, [0]);
      const writer = system.writer();
      onTestFinished(() => writer.close());
      const keys = ['', 'alice', 'bøb', '键'];
      const messages = Array.from({ length: 200 }, (_, index) => {
        const key = keys[index % keys.length];
        return { key, value: JSON.stringify({ key, index, text: 'é\n\u2028"\\' }) };
      });
      await writer.append(topic, messages.slice(0, 1));
      await writer.append(topic, []);
      await writer.append(topic, messages.slice(1, 150));
      const { recorder } = await readFrom(system.reader(topic));
      await recorder.untilCount(0, 150);
      await writer.append(topic, messages.slice(150));
      await recorder.untilCount(0, 200);
      const values = recorder.values(0);
      for (const key of keys) {
        const ofKey = (value: string | null) => JSON.parse(value ?? '{}').key === key;
        const appended = messages.map(({ value }) => value).filter(ofKey);
        expect(values.filter(ofKey)).toEqual(appended);
      }
      expect(values.length).toBe(200);
    });

    if (!hasTombstones) return;

    it('tells tombstones from records', async () => {
      const { system, topic } = await filledTopic(open, [0]);
      await system.produce(topic, 0, ['a', null, 'b']);
      const { recorder } = await readFrom(system.reader(topic));
      await recorder.untilCount(0, 3);
      expect(recorder.values(0)).toEqual(['a', null, 'b']);
    });
  });
}

/** A topic with numbered records, as many for each partition as is said. */
async function filledTopic(
  open: () => TopicSystem | Promise<TopicSystem>,
  counts: readonly number[],
): Promise<{ readonly system: TopicSystem; readonly topic: string }> {
  const system = await open();
  const topic = await system.createTopic(counts.length);
  for (const [partition, count] of counts.entries())
    if (count > 0) await system.produce(topic, partition, numbered(partition, count));
  return { system, topic };
}

/** Sixty records that are too much to be read in one go, whatever the system. */
async function produceLarge(
  system: TopicSystem,
  topic: string,
  partition: number,
): Promise<readonly string[]> {
  const values = Array.from({ length: 60 }, (_, index) => `${index} ${'x'.repeat(30_000)}`);
  for (let index = 0; index < 60; index += 10)
    await system.produce(topic, partition, values.slice(index, index + 10));
  return values;
}

/** Reads from the offsets, from the beginning without any, until the test is finished. */
async function readFrom(
  reader: TopicReader,
  offsets?: ReadonlyMap<number, number>,
  recorder = new TopicRecorder(),
): Promise<{ readonly reader: TopicReader; readonly recorder: TopicRecorder }> {
  onTestFinished(() => reader.stop());
  await reader.partitions(() => {});
  await reader.start(offsets ?? (await reader.offsetsAt('earliest')), recorder);
  return { reader, recorder };
}

function numbered(partition: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `{"partition":${partition},"record":${index}}`);
}

/** Deliveries of a partition follow each other without a step back, and hold what lies between their ends. */
function expectConsecutive(recorder: TopicRecorder, partition: number): void {
  let from = 0;
  for (const { records, nextOffset, endOffset } of recorder.of(partition)) {
    for (const { offset } of records) {
      expect(offset).toBeGreaterThanOrEqual(from);
      from = offset + 1;
    }
    expect(nextOffset).toBeGreaterThanOrEqual(from);
    expect(endOffset).toBeGreaterThanOrEqual(nextOffset);
    from = nextOffset;
  }
}
