import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceKm, isPlace } from '../../../src/baseline/running/globe.ts';

const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });

describe('distances on the globe', () => {
  it('knows how far cities are apart', () => {
    expect(distanceKm(52.52, 13.405, 39.904, 116.407)).toBeCloseTo(7356, -1);
    expect(distanceKm(31.23, 121.474, 40.713, -74.006)).toBeCloseTo(11_866, -2);
    expect(distanceKm(52.52, 13.405, 52.39, 13.064)).toBeCloseTo(27.3, 0);
  });

  it('is the haversine formula', () => {
    fc.assert(
      fc.property(
        latitude,
        longitude,
        latitude,
        longitude,
        (latitude1, longitude1, latitude2, longitude2) => {
          const found = distanceKm(latitude1, longitude1, latitude2, longitude2);
          expect(found).toBeCloseTo(haversineKm(latitude1, longitude1, latitude2, longitude2), 3);
          expect(found).toBeCloseTo(distanceKm(latitude1, longitude1 - 360, latitude2, longitude2), 3);
        },
      ),
    );
  });

  it('refuses what is no place', () => {
    expect(isPlace(90, -180)).toBe(true);
    expect(isPlace(-90, 360)).toBe(true);
    expect(isPlace(90.1, 0)).toBe(false);
    expect(isPlace(0, 1e300)).toBe(false);
  });
});

function haversineKm(latitude1: number, longitude1: number, latitude2: number, longitude2: number): number {
  const radians = Math.PI / 180;
  const across = Math.sin(((latitude2 - latitude1) * radians) / 2) ** 2;
  const along = Math.sin(((longitude2 - longitude1) * radians) / 2) ** 2;
  const haversine = across + Math.cos(latitude1 * radians) * Math.cos(latitude2 * radians) * along;
  return 2 * 6371.0088 * Math.atan2(Math.sqrt(haversine), Math.sqrt(Math.max(0, 1 - haversine)));
}
