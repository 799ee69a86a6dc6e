/** The beginning of a refused record, made fit for a log line or a terminal. */

import { sampleCharsMax } from '../limits.ts';
import { decodeText } from './text-bytes.ts';

const utf8BytesPerCharacterMax = 4;
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The first `sampleCharsMax` characters of bytes[start, end), which need not be text; see `sampleOfText`. */
export function sampleOfBytes(bytes: Uint8Array, start: number, end: number): string {
  const cut = Math.min(end, start + (sampleCharsMax + 1) * utf8BytesPerCharacterMax);
  return sampleOfText(decodeText(bytes, start, cut));
}

/** The first `sampleCharsMax` characters, "…" when there were more, with unprintable ones written as `\u{…}`. */
export function sampleOfText(text: string): string {
  const head = text.length > sampleCharsMax ? `${text.slice(0, sampleCharsMax)}…` : text;
  return head.replace(unprintable, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
