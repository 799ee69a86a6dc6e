/**
 * The scale on which models of several numbers measure distance: the root, on which a Poisson count has the deviation 1
 * (Anscombe, Biometrika 35 (1948)), and which shifts by one so that zero is zero and negative numbers mirror:
 *
 *     place(x) = sign(x) · 2 (√(1 + |x|) − 1)
 *
 * Logarithms would be blind where it matters: a hundred attachments instead of ten would be as far as ten instead of none.
 */

export function placeOf(value: number): number {
  const place = 2 * (Math.sqrt(1 + Math.abs(value)) - 1);
  return value < 0 ? -place : place;
}

/** The number at a place: inverse of `placeOf`. */
export function numberAt(place: number): number {
  const number = (1 + Math.abs(place) / 2) ** 2 - 1;
  return place < 0 ? -number : number;
}

/**
 * The smallest variance believed at a place: a Poisson count has 1, and nothing is known better than to 5 % of its place.
 * @param isWhole whether only whole numbers were seen there
 */
export function varianceFloor(place: number, isWhole: boolean): number {
  return Math.max(isWhole ? 1 : 1e-6, (0.05 * place) ** 2);
}

/** True when two panes of several numbers are the same habit: within two smallest deviations, on the mean over the numbers. */
export function areAlike(one: Float64Array, other: Float64Array, dimensions: number): boolean {
  let distance = 0;
  for (let index = 0; index < dimensions; index++) {
    const place = placeOf(one[index]);
    const isWhole = Number.isInteger(one[index]) && Number.isInteger(other[index]);
    distance += (place - placeOf(other[index])) ** 2 / varianceFloor(place, isWhole);
  }
  return distance < 4 * dimensions;
}
