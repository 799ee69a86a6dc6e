/** How a key of several parts is spelt as one text, and how people read it. */

/** Separates the parts of a key: a control character that no log line carries inside a value. */
const partSeparator = '\u001f';

export function keyParts(key: string): readonly string[] {
  return key.split(partSeparator);
}

/** "alice / 10.0.0.0/24" */
export function showKey(key: string): string {
  return key.includes(partSeparator) ? keyParts(key).join(' / ') : key;
}
