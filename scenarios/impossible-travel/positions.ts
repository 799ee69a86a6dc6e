/** Where on the globe things are, in degrees: cities, and places so many kilometres from them. */
import type { City } from '../world/cities.ts';
import type { Random } from '../world/random.ts';

export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

const byCity: Readonly<Record<string, readonly [number, number]>> = {
  Berlin: [52.52, 13.4],
  Munich: [48.14, 11.58],
  Hamburg: [53.55, 9.99],
  Frankfurt: [50.11, 8.68],
  Shanghai: [31.23, 121.47],
  'New York': [40.71, -74.01],
  Boston: [42.36, -71.06],
  Chicago: [41.88, -87.63],
  'San Francisco': [37.77, -122.42],
  Singapore: [1.35, 103.82],
  London: [51.51, -0.13],
  Paris: [48.86, 2.35],
  Tokyo: [35.68, 139.69],
  'Sao Paulo': [-23.55, -46.63],
  Bucharest: [44.43, 26.1],
  Lagos: [6.52, 3.38],
};

const degreeKm = 111.2;

/** The middle of a city. Throws RangeError for one that nobody of this case goes to. */
export function positionOf(city: City): Position {
  const found = byCity[city.name];
  if (found === undefined)
    throw new RangeError(`positions: expected a listed city, found "${city.name}"; add it to the list`);
  return { latitude: found[0], longitude: found[1] };
}

/** The place some kilometres away, less than some hundred. @param degrees from north over east */
export function inDirection(from: Position, degrees: number, km: number): Position {
  const angle = (degrees * Math.PI) / 180;
  const latitude = from.latitude + (Math.cos(angle) * km) / degreeKm;
  const shrunk = Math.cos((from.latitude * Math.PI) / 180);
  return { latitude, longitude: from.longitude + (Math.sin(angle) * km) / degreeKm / shrunk };
}

/** What a register of addresses says of a place: some kilometres beside it, with two digits. */
export function located(position: Position, random: Random): Position {
  const { latitude, longitude } = inDirection(position, random.between(0, 360), random.exponential(4));
  return { latitude: Math.round(latitude * 100) / 100, longitude: Math.round(longitude * 100) / 100 };
}
