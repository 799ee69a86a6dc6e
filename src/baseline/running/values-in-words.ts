/** Values of a key told to people. */

/** A value as people see it. */
export interface ListedValue {
  readonly text: string;
  /** Panes, faded; 0 when only days are kept. */
  readonly weight: number;
  /** Local day on which it was met last. */
  readonly lastDay: number;
}

/** "Beijing 80 %, Shanghai 17 % and 1 more". @param parts of one value each, most usual first */
export function inWords(parts: readonly string[], shown: number): string {
  if (parts.length === 0) return 'nothing yet';
  const words = parts.slice(0, shown).join(', ');
  return parts.length > shown ? `${words} and ${parts.length - shown} more` : words;
}
