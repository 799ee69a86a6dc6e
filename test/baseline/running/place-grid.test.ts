import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceKm } from '../../../src/baseline/running/globe.ts';
import { cellOf, cellPoint, latitudeOf, longitudeOf } from '../../../src/baseline/running/place-cells.ts';
import { PlaceGrid, placeGridWords } from '../../../src/baseline/running/place-grid.ts';
import { placesPerStateMax } from '../../../src/limits.ts';
import { ByteReader, ByteWriter } from '../../../src/memory/bytes.ts';
import { Heap } from '../../../src/memory/heap.ts';

const place = fc.tuple(
  fc.double({ min: -90, max: 90, noNaN: true }),
  fc.double({ min: -180, max: 180, noNaN: true }),
);
const places = fc.array(place, { maxLength: 300 });

describe('cells of the map', () => {
  it('lie around their places', () => {
    fc.assert(
      fc.property(place, ([latitude, longitude]) => {
        const cell = cellOf(latitude, longitude);
        expect(Math.abs(latitudeOf(cell, 0) - latitude)).toBeLessThanOrEqual(0.126);
        expect(distanceKm(latitude, longitude, latitudeOf(cell, 0), longitudeOf(cell, 0))).toBeLessThan(20);
      }),
    );
  });

  it('go round the earth', () => {
    expect(cellOf(10, -170)).toBe(cellOf(10, 190));
    expect(cellOf(10, 180)).toBe(cellOf(10, -180));
    expect(cellOf(10, -360)).toBe(cellOf(10, 0));
    expect(cellOf(10, 360)).toBe(cellOf(10, 0));
    expect(longitudeOf(cellOf(90, 179.9), 0)).toBe(179.875);
  });

  it('have the point of their middle', () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 10 }), ([latitude, longitude], level) => {
        const cell = cellOf(latitude, longitude);
        const point = new Float64Array(3);
        cellPoint(cell, level, point);
        const [phi, lambda] = [latitudeOf(cell, level), longitudeOf(cell, level)].map(
          (degrees) => (degrees * Math.PI) / 180,
        );
        expect(point[0]).toBeCloseTo(Math.cos(phi) * Math.cos(lambda), 9);
        expect(point[1]).toBeCloseTo(Math.cos(phi) * Math.sin(lambda), 9);
        expect(point[2]).toBeCloseTo(Math.sin(phi), 9);
      }),
    );
  });
});

describe('a grid of places', () => {
  it('is as fine as its cells allow, and counts exactly', () => {
    fc.assert(
      fc.property(places, (all) => {
        const grid = gridOf(all);
        const level = grid.level();
        const cells = all.map(([latitude, longitude]) => cellOf(latitude, longitude));
        expect(distinctAt(cells, level)).toBeLessThanOrEqual(placesPerStateMax);
        if (level > 0) expect(distinctAt(cells, level - 1)).toBeGreaterThan(placesPerStateMax);
        const counts = new Map<number, number>();
        for (const cell of cells) counts.set(coarse(cell, level), (counts.get(coarse(cell, level)) ?? 0) + 1);
        expect(grid.contents()).toEqual(new Map([...counts].sort(([one], [other]) => one - other)));
      }),
    );
  });

  it('holds the same whatever the order, and however the parts were put together', () => {
    const parted = places.chain((all) =>
      fc.record({
        all: fc.constant(all),
        otherwise: fc.shuffledSubarray(all, { minLength: all.length }),
        cut: fc.integer({ min: 0, max: all.length }),
      }),
    );
    fc.assert(
      fc.property(parted, ({ all, otherwise, cut }) => {
        const whole = gridOf(all);
        const part = gridOf(otherwise.slice(0, cut));
        part.merge(otherwise.slice(cut));
        expect(part.saved()).toEqual(whole.saved());
        expect(gridOf([], whole.saved()).saved()).toEqual(whole.saved());
      }),
      { numRuns: 60 },
    );
  });
});

/** A cell of a higher level, by its first base cell: 1,440 columns. */
function coarse(cell: number, level: number): number {
  const width = 2 ** level;
  const [row, column] = [Math.floor(cell / 1440), cell % 1440];
  return Math.floor(row / width) * width * 1440 + Math.floor(column / width) * width;
}

function distinctAt(cells: readonly number[], level: number): number {
  return new Set(cells.map((cell) => coarse(cell, level))).size;
}

type Places = readonly (readonly [number, number])[];

function gridOf(all: Places, bytes?: Uint8Array) {
  const heap = new Heap();
  const grid = new PlaceGrid(heap);
  const state = () => {
    const address = heap.allocate(placeGridWords);
    return [heap.pageOf(address), heap.offsetOf(address)] as const;
  };
  const [page, at] = state();
  if (bytes !== undefined) grid.load(page, at, new ByteReader(bytes));
  for (const [latitude, longitude] of all) grid.add(page, at, cellOf(latitude, longitude), 1);
  return {
    level: () => grid.level(page, at),
    contents: () =>
      new Map(
        Array.from({ length: grid.count(page, at) }, (_, entry) => [
          grid.cellAt(page, at, entry),
          grid.weightAt(page, at, entry),
        ]),
      ),
    merge(more: Places) {
      const [otherPage, other] = state();
      for (const [latitude, longitude] of more) grid.add(otherPage, other, cellOf(latitude, longitude), 1);
      grid.merge(page, at, otherPage, other);
    },
    saved() {
      const writer = new ByteWriter();
      grid.save(page, at, writer);
      return writer.take();
    },
  };
}
