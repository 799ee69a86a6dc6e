/** Guesses which known name somebody meant. */

const nameCharsMax = 64;

/**
 * The name with the smallest edit distance (Levenshtein, case ignored), if at most a third of the letters differ; the first
 * of equals. O(names × length²), names longer than 64 characters are left out.
 */
export function nearestName(wanted: string, names: Iterable<string>): string | undefined {
  if (wanted.length > nameCharsMax) return undefined;
  let nearest: string | undefined;
  let best = Math.floor(Math.max(wanted.length, 3) / 3) + 1;
  for (const name of names) {
    if (name.length > nameCharsMax || Math.abs(name.length - wanted.length) >= best) continue;
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase());
    if (distance >= best) continue;
    best = distance;
    nearest = name;
  }
  return nearest;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = previous[column - 1] + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return previous[right.length];
}
