/**
 * Centre and deviation that a few outliers cannot move: the median, and 1.4826 times the median distance from it, which
 * for normal data is the standard deviation. Source: Huber & Ronchetti, Robust Statistics, 2nd ed., 5.1.
 */

const madScale = 1.4826;

/**
 * @param places rising; @param weights observations at each place, not all zero; @param count places in use, at least 1
 * @returns the lower median where two stand in the middle. O(count).
 */
export function robustCentre(
  places: Float64Array,
  weights: Float64Array,
  count: number,
): { readonly centre: number; readonly deviation: number } {
  let all = 0;
  for (let entry = 0; entry < count; entry++) all += weights[entry];
  let middle = 0;
  let passed = weights[0];
  while (2 * passed < all) {
    middle++;
    passed += weights[middle];
  }
  const centre = places[middle];
  // From the median outwards, nearest first, until half of all observations are passed.
  let left = middle - 1;
  let right = middle + 1;
  let distance = 0;
  passed = weights[middle];
  while (2 * passed < all) {
    const toLeft = left < 0 ? Infinity : centre - places[left];
    const toRight = right >= count ? Infinity : places[right] - centre;
    distance = Math.min(toLeft, toRight);
    passed += toLeft <= toRight ? weights[left--] : weights[right++];
  }
  return { centre, deviation: madScale * distance };
}
