import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvidenceList, evidenceListWords, type UnusualEvent } from '../../../actors/running/evidence-list.ts';
import { evidencePerKeyMax, evidencePerPlaceMax } from '../../../src/limits.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { Dictionary } from '../../../src/memory/dictionary.ts';
import { Heap } from '../../../src/memory/heap.ts';
import { hourMs, minuteMs } from '../../../src/time/duration.ts';

function openList() {
  const [heap, dictionary] = [new Heap(), new Dictionary()];
  const lists = new EvidenceList({ heap, dictionary, withinMs: hourMs });
  const list = heap.allocate(evidenceListWords);
  const add = (event: UnusualEvent) => lists.add(list, event, () => false);
  const events = () =>
    Array.from({ length: lists.count(list) }, (_, index) => ({
      time: lists.timeOf(list, index),
      bits: lists.bitsOf(list, index),
      key: lists.keyOf(list, index),
    }));
  return { lists, list, add, events, dictionary };
}

const event: fc.Arbitrary<UnusualEvent> = fc.record({
  time: fc.integer({ min: 0, max: 90 }).map((minute) => minute * minuteMs),
  bits: fc.integer({ min: 10, max: 20 }),
  key: fc.constantFrom('ada', 'bob', 'cy', 'dan', 'eve', 'fay', 'gus'),
});
const events = fc.array(event, { maxLength: 40 });

describe('the events that a place remembers', () => {
  it('are the same whatever their order', () => {
    const shuffled = events.chain((of) =>
      fc.tuple(fc.constant(of), fc.shuffledSubarray(of, { minLength: of.length })),
    );
    fc.assert(
      fc.property(shuffled, ([of, others]) => {
        const [one, other] = [openList(), openList()];
        of.forEach(one.add);
        others.forEach(other.add);
        expect(other.events()).toEqual(one.events());
      }),
    );
  });

  it('are few, a handful of each key, and the one that lasts longest is among them', () => {
    fc.assert(
      fc.property(events, (of) => {
        const { add, events: kept } = openList();
        of.forEach(add);
        const left = kept();
        expect(left.length).toBeLessThanOrEqual(evidencePerPlaceMax);
        const keys = left.map(({ key }) => key);
        for (const key of keys)
          expect(keys.filter((other) => other === key).length).toBeLessThanOrEqual(evidencePerKeyMax);
        const lasts = ({ time, bits }: UnusualEvent) => time + hourMs * (1 - 5 / bits);
        expect(Math.max(...left.map(lasts))).toBe(Math.max(...of.map(lasts)));
      }),
    );
  });

  it('let go of what is over, and of its texts', () => {
    const { lists, list, add, events: kept, dictionary } = openList();
    add({ time: 1, bits: 12, key: 'ada' });
    add({ time: 2, bits: 11, key: 'bob' });
    lists.add(list, { time: 3, bits: 10, key: 'cy' }, (time) => time < 2);
    expect(kept().map(({ key }) => key)).toEqual(['bob', 'cy']);
    lists.leave(list, (time) => time < 3);
    expect(kept().map(({ key }) => key)).toEqual(['cy']);
    expect(dictionary.size).toBe(1);
    lists.release(list);
    expect([lists.count(list), dictionary.size]).toEqual([0, 0]);
  });

  it('come back as they were saved', () => {
    fc.assert(
      fc.property(events, (of) => {
        const one = openList();
        of.forEach(one.add);
        const writer = new ByteWriter();
        one.lists.save(one.list, writer);
        const other = openList();
        other.lists.load(other.list, new ByteReader(writer.take()));
        expect(other.events()).toEqual(one.events());
      }),
    );
  });
});
