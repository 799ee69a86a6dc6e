/**
 * The name a person probably meant: the candidate with the fewest edits (insert, delete, replace, swap of neighbours).
 * Source: optimal string alignment, the restricted form of Damerau (1964) and Levenshtein (1966).
 */

/** Names longer than this are compared by their beginning: nobody mistypes by more. */
const comparedCharsMax = 64;

/**
 * The nearest candidate, or undefined when none is near: up to one third of the letters may differ, and always one.
 * Case is ignored. Among equals the first wins. O(candidates × length²).
 */
export function nearestName(wanted: string, candidates: Iterable<string>): string | undefined {
  const lower = wanted.toLowerCase();
  let nearest: string | undefined;
  let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = editDistance(lower, candidate.toLowerCase());
    if (edits < fewest && edits < candidate.length) {
      fewest = edits;
      nearest = candidate;
    }
  }
  return nearest;
}

/** `did you mean "client_ip"?`, or undefined when no candidate is near. */
export function didYouMean(wanted: string, candidates: Iterable<string>): string | undefined {
  const nearest = nearestName(wanted, candidates);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

/** Fewest edits that turn one text into the other; a swap of two neighbouring letters is one edit. */
export function editDistance(left: string, right: string): number {
  const source = left.slice(0, comparedCharsMax);
  const target = right.slice(0, comparedCharsMax);
  let twoAbove: number[] = [];
  let above = Array.from({ length: target.length + 1 }, (_, column) => column);
  for (let row = 1; row <= source.length; row++) {
    const current = [row];
    for (let column = 1; column <= target.length; column++) {
      const replaced = above[column - 1]! + (source[row - 1] === target[column - 1] ? 0 : 1);
      let fewest = Math.min(replaced, above[column]! + 1, current[column - 1]! + 1);
      const swapped = source[row - 1] === target[column - 2] && source[row - 2] === target[column - 1];
      if (swapped && row > 1 && column > 1) fewest = Math.min(fewest, twoAbove[column - 2]! + 1);
      current.push(fewest);
    }
    twoAbove = above;
    above = current;
  }
  return above[target.length]!;
}
