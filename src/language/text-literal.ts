/** Text in double quotes: what the characters between the quotes mean, and which character stands where in the file. */

/** The text that is meant. `offsets[i]` is where in the raw text its UTF-16 unit `i` comes from; one more for the end. */
export interface CookedText {
  readonly value: string;
  readonly offsets: readonly number[];
}

const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', r: '\r', t: '\t' };

/**
 * Reads `\"`, `\\`, `\n`, `\r` and `\t`. Any other backslash stands for itself, so that a regular expression such as
 * "\d+" is written as it is. `raw` is without the quotes. O(length).
 */
export function cookText(raw: string): CookedText {
  const offsets: number[] = [];
  let value = '';
  for (let index = 0; index < raw.length; index++) {
    offsets.push(index);
    const escaped = raw[index] === '\\' ? escapes[raw[index + 1] ?? ''] : undefined;
    value += escaped ?? raw[index];
    if (escaped !== undefined) index += 1;
  }
  offsets.push(raw.length);
  return { value, offsets };
}

/** The text as it is written in a rule, with its quotes: `cookText` of what stands between them gives it back. */
export function quoteText(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}
