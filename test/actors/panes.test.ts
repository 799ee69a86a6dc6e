import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Panes, paneListWords } from '../../actors/panes.ts';
import { createAggregate } from '../../src/index.ts';
import { openWindowsPerActorMax } from '../../src/limits.ts';
import { ByteReader, ByteWriter } from '../../src/memory/bytes.ts';
import { Heap } from '../../src/memory/heap.ts';

/** Panes with a count, a distinct count and two words of their own. */
function openPanes() {
  const heap = new Heap();
  const count = createAggregate('count', { heap });
  const distinct = createAggregate('distinct', { heap });
  const panes = new Panes({ heap, aggregates: [count, distinct], extraWords: 2 });
  const list = heap.allocate(paneListWords);
  const listBytes = heap.bytesUsed;
  const content = () =>
    Array.from({ length: panes.count(list) }, (_, index) => {
      const pane = panes.at(list, index);
      const extra = panes.extraOf(pane);
      return {
        start: panes.startOf(pane),
        count: count.result(panes.aggregateOf(pane, 0)),
        distinct: distinct.result(panes.aggregateOf(pane, 1)),
        extra: heap.pageOf(extra).u32[heap.offsetOf(extra)],
      };
    });
  const add = (start: number, hash: number) => {
    const pane = panes.open(list, start);
    count.add(panes.aggregateOf(pane, 0), 1);
    distinct.add(panes.aggregateOf(pane, 1), hash);
    const extra = panes.extraOf(pane);
    heap.pageOf(extra).u32[heap.offsetOf(extra)] = start + 1;
  };
  return { heap, panes, list, listBytes, content, add };
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ start: fc.nat(12), hash: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.constant('remove first' as const) },
);

describe('Panes', () => {
  it('stand in order of their start with what was added to each, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { heap, panes, list, listBytes, content, add } = openPanes();
        const model = new Map<number, number[]>();
        for (const one of steps) {
          if (one !== 'remove first') {
            add(one.start, one.hash);
            model.set(one.start, [...(model.get(one.start) ?? []), one.hash]);
          } else if (model.size > 0) {
            panes.removeFirst(list);
            model.delete(Math.min(...model.keys()));
          }
          const expected = [...model]
            .sort(([left], [right]) => left - right)
            .map(([start, hashes]) => ({
              start,
              count: hashes.length,
              distinct: new Set(hashes).size,
              extra: start + 1,
            }));
          expect(content()).toEqual(expected);
          expect(panes.bytes(list)).toBe(heap.bytesUsed - listBytes);
          for (let start = 0; start <= 12; start++)
            expect(panes.find(list, start) !== 0).toBe(model.has(start));
        }
        panes.removeAll(list);
        expect(heap.bytesUsed).toBe(listBytes);
      }),
    );
  });

  it('come back from their bytes', () => {
    const { panes, list, content, add } = openPanes();
    for (const start of [5, 1, 9, 5, 3]) add(start, start * 31);
    const writer = new ByteWriter();
    panes.save(list, writer, () => {});
    const other = openPanes();
    other.panes.load(other.list, new ByteReader(writer.take()), () => {});
    expect(other.content()).toEqual(content().map((pane) => ({ ...pane, extra: 0 })));
  });

  it('are refused beyond the limit, and those that are there stay', () => {
    const { panes, list, add } = openPanes();
    for (let start = 0; start < openWindowsPerActorMax; start++) add(start, start);
    expect(() => panes.open(list, -1)).toThrow(/more than \d+ windows/);
    expect(panes.count(list)).toBe(openWindowsPerActorMax);
    expect(panes.find(list, 17)).not.toBe(0);
    panes.removeAll(list);
  });
});
