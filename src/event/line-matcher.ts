/**
 * Matches one line pattern against the bytes of a line.
 *
 * Parts are tried from left to right, each with its nearest end first; where the rest does not fit, the text behind the part
 * is searched again further on. Two things keep that linear. When a `{name}` part has tried all its ends, no earlier part
 * can help: later starts see only a subset of the same ends (the argument behind matching `*` in file names). And a line
 * has a budget of steps in proportion to its length; a line that spends it does not fit.
 */

import { patternStepsMin, patternStepsPerByte } from '../limits.ts';
import { canonicalAddress, isDottedSpan } from './address.ts';
import type { LinePart, LinePattern, PartKind } from './line-pattern.ts';
import { decodeText } from './text-bytes.ts';

type Outcome = 'fits' | 'try on' | 'hopeless';
const space = 0x20;

export class LineMatcher {
  /** Where the named parts of the last line that fitted begin and end, by index of the name. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly #lead: Uint8Array;
  readonly #parts: readonly LinePart[];
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  #steps = 0;
  /** Offset after the literal found last. */
  #after = 0;

  constructor(pattern: LinePattern) {
    this.#lead = pattern.lead;
    this.#parts = pattern.parts;
    this.starts = new Int32Array(pattern.names.length);
    this.ends = new Int32Array(pattern.names.length);
  }

  /** True when the whole of bytes[start, end) fits. O(end - start) for one pattern, whatever the line. */
  match(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    const after = this.#literalAt(this.#lead, start);
    if (after < 0) return false;
    this.#steps = patternStepsMin + (end - start) * patternStepsPerByte;
    return this.#matchFrom(0, after) === 'fits';
  }

  #matchFrom(index: number, at: number): Outcome {
    if (index === this.#parts.length) return this.#onlySpacesFrom(at) ? 'fits' : 'try on';
    const part = this.#parts[index];
    if (part.kind === 'fixed') return this.#matchFixed(part, index, at);
    const limit = this.#runEnd(part.kind, at);
    if (index === this.#parts.length - 1 && part.literal.length === 0) {
      const whole = part.kind === 'text' || (limit > at && this.#onlySpacesFrom(limit));
      return whole && this.#accept(part, at, limit) ? 'fits' : 'try on';
    }
    let from = part.kind === 'text' ? this.#emptyPartStart(at) : at + 1;
    for (;;) {
      const stop = this.#find(part.literal, from, limit);
      if (stop < 0) break;
      if (this.#accept(part, Math.min(at, stop), stop)) {
        const outcome = this.#matchFrom(index + 1, this.#after);
        if (outcome !== 'try on') return outcome;
      }
      from = stop + 1;
    }
    return part.kind === 'text' || this.#steps < 0 ? 'hopeless' : 'try on';
  }

  /** Spaces before a free part went to the text before it; an empty part between two spaces needs one of them back. */
  #emptyPartStart(at: number): number {
    const spare = at >= this.#start + 2 && this.#bytes[at - 1] === space && this.#bytes[at - 2] === space;
    return spare ? at - 1 : at;
  }

  #matchFixed(part: LinePart, index: number, at: number): Outcome {
    let stop = at;
    for (let character = 0; character < part.width; character++) {
      if (stop >= this.#end) return 'try on';
      stop++;
      while (stop < this.#end && (this.#bytes[stop] & 0xc0) === 0x80) stop++;
    }
    const after = this.#literalAt(part.literal, stop);
    if (after < 0) return 'try on';
    this.#accept(part, at, stop);
    return this.#matchFrom(index + 1, after);
  }

  /** Notes the extent of a part, unless it must be an address and is none. */
  #accept(part: LinePart, start: number, end: number): boolean {
    if (part.kind === 'ip' && !isDottedSpan(this.#bytes, start, end)) {
      if (canonicalAddress(decodeText(this.#bytes, start, end)) === undefined) return false;
    }
    if (part.name >= 0) {
      this.starts[part.name] = start;
      this.ends[part.name] = end;
    }
    return true;
  }

  /** How far a part of this kind can reach. */
  #runEnd(kind: PartKind, at: number): number {
    if (kind === 'text') return this.#end;
    let here = at;
    while (here < this.#end && belongs(kind, this.#bytes[here])) here++;
    this.#steps -= here - at;
    return here;
  }

  /** The first place from `from` to `limit` where the literal stands, or -1; sets `#after`. */
  #find(literal: Uint8Array, from: number, limit: number): number {
    const bytes = this.#bytes;
    const first = literal[0];
    const last = Math.min(limit, this.#end - 1, from + Math.max(this.#steps, 0));
    for (let at = from; at <= last; at++) {
      if (bytes[at] !== first) continue;
      const after = this.#literalAt(literal, at);
      if (after < 0) {
        this.#steps -= literal.length;
        continue;
      }
      this.#steps -= at - from + 1;
      this.#after = after;
      return at;
    }
    this.#steps -= Math.max(last - from, 0) + 1;
    return -1;
  }

  /** The offset after the literal at `at`, or -1 when it does not stand there. A space takes all the spaces it meets. */
  #literalAt(literal: Uint8Array, at: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let here = at;
    for (let index = 0; index < literal.length; index++) {
      const byte = literal[index];
      if (here >= end || bytes[here] !== byte) return -1;
      here++;
      if (byte === space && literal[index + 1] !== space) while (here < end && bytes[here] === space) here++;
    }
    return here;
  }

  #onlySpacesFrom(at: number): boolean {
    let here = at;
    while (here < this.#end && this.#bytes[here] === space) here++;
    return here === this.#end;
  }
}

function belongs(kind: PartKind, byte: number): boolean {
  const digit = byte >= 0x30 && byte <= 0x39;
  if (kind === 'number') return digit || byte === 0x2e || byte === 0x2d;
  if (kind === 'word') return byte > space && byte !== 0x7f;
  const letter = byte | 0x20;
  return digit || byte === 0x2e || byte === 0x3a || (letter >= 0x61 && letter <= 0x66);
}
