/** Names of time zones: which are known, how they are spelt, and which one was probably meant. */

/**
 * True for a name of the IANA time zone database, aliases included, in any case. Plain offsets such as `+08:00` are not
 * names. Costs some tens of microseconds.
 */
export function isZoneName(name: string): boolean {
  return canonicalSpelling(name) !== undefined;
}

/** The name in its official spelling, an alias as it was given, or undefined when the name is unknown. */
export function canonicalSpelling(name: string): string | undefined {
  if (!/^[a-z]/i.test(name)) return undefined;
  const resolved = resolvedName(name);
  if (resolved === undefined) return undefined;
  return resolved.toLowerCase() === name.toLowerCase() ? resolved : name;
}

/** True for every name of the zone without offset: `UTC`, `Etc/UTC`, `GMT`, `Zulu` … */
export function isUtc(name: string): boolean {
  return resolvedName(name) === 'UTC';
}

/** The known name that takes the fewest edits to reach; a name without region is compared with the cities alone. O(names). */
export function nearestZoneName(wanted: string): string {
  const lower = wanted.toLowerCase();
  let nearest = 'UTC';
  let fewest = editDistance(lower, 'utc');
  for (const name of Intl.supportedValuesOf('timeZone')) {
    const known = name.toLowerCase();
    const compared = lower.includes('/') ? known : known.slice(known.lastIndexOf('/') + 1);
    const edits = editDistance(lower, compared);
    if (edits < fewest) {
      fewest = edits;
      nearest = name;
    }
  }
  return nearest;
}

function resolvedName(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Levenshtein distance in two rows. Long input is cut: no zone name is longer than 40. */
function editDistance(left: string, right: string): number {
  const source = left.slice(0, 40);
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= source.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replace = above[column - 1]! + (source[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replace, above[column]! + 1, current[column - 1]! + 1));
    }
    above = current;
  }
  return above[right.length]!;
}
