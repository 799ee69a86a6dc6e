/**
 * Distances on the earth, taken as a sphere. Places are points on the unit sphere, so that a distance costs no
 * trigonometry: half the chord between two points is the root of the haversine of their angle,
 *
 *     distance = 2 R asin(chord / 2),   (chord / 2)² = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)
 *
 * which is exact for near places, too (R. W. Sinnott, "Virtues of the haversine", Sky and Telescope 68 (1984)).
 */

/** Mean radius of the earth (IUGG), in km. */
export const earthRadiusKm = 6371.0088;

const radians = Math.PI / 180;

/** True for a latitude within ±90 and a longitude within ±360 degrees. Others are refused: a wrapped latitude would be a place nobody named. */
export function isPlace(latitude: number, longitude: number): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 360;
}

/** Writes the point of a place: x, y, z on the unit sphere. Longitudes beyond ±180 go round. */
export function pointOf(latitude: number, longitude: number, into: Float64Array): void {
  const level = Math.cos(latitude * radians);
  into[0] = level * Math.cos(longitude * radians);
  into[1] = level * Math.sin(longitude * radians);
  into[2] = Math.sin(latitude * radians);
}

/** Great-circle distance of two points with this squared chord, in km. */
export function kilometres(chordSquared: number): number {
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(chordSquared) / 2));
}

const here = new Float64Array(3);
const there = new Float64Array(3);

/** Great-circle distance of two places given in degrees, in km: 0 to 20,015. */
export function distanceKm(
  latitude: number,
  longitude: number,
  otherLatitude: number,
  otherLongitude: number,
): number {
  pointOf(latitude, longitude, here);
  pointOf(otherLatitude, otherLongitude, there);
  return kilometres((here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2 + (here[2] - there[2]) ** 2);
}
