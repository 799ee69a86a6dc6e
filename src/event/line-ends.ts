/** Where lines begin and end in bytes. */

export const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Offset of the line feed that ends the line at `at`, or `end` when there is none before it. */
export function lineEndOf(bytes: Uint8Array, at: number, end: number): number {
  const found = bytes.indexOf(lineFeed, at);
  return found < 0 || found > end ? end : found;
}

/** The end of a line's content: a carriage return before the line feed belongs to the line end. */
export function contentEndOf(bytes: Uint8Array, at: number, lineEnd: number): number {
  return lineEnd > at && bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
}

/** The offset after a UTF-8 byte order mark at `at`, or `at`. */
export function skipByteOrderMark(bytes: Uint8Array, at: number, end: number): number {
  const marked = end - at >= 3 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
  return marked ? at + 3 : at;
}

/** True when bytes[start, end) hold nothing but spaces, tabs and carriage returns. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== carriageReturn) return false;
  }
  return true;
}
