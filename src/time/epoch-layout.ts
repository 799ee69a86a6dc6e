/** Times written as a number: seconds or milliseconds since 1970-01-01T00:00:00Z. */
import { instantMax, instantMin } from '../limits.ts';
import { secondMs } from './duration.ts';
import { padded } from './local-time.ts';
import { endOfDigits, fractionMs } from './text-bytes.ts';

/** A decimal number of units, `unitMs` 1000 or 1; a sign and decimals are allowed, an exponent is not. */
export class EpochLayout {
  readonly #unitMs: 1_000 | 1;

  constructor(unitMs: 1_000 | 1) {
    this.#unitMs = unitMs;
  }

  /** Epoch milliseconds, cut off below; NaN when the bytes are not such a number or lie outside the years 0..9999. */
  parseBytes(bytes: Uint8Array, start: number, end: number): number {
    const isNegative = bytes[start] === 0x2d;
    const first = isNegative ? start + 1 : start;
    const wholeEnd = endOfDigits(bytes, first, end);
    if (wholeEnd === first) return Number.NaN;
    let sizeMs = 0;
    for (let at = first; at < wholeEnd; at++) sizeMs = sizeMs * 10 + bytes[at]! - 48;
    sizeMs *= this.#unitMs;
    if (wholeEnd < end) {
      const fractionEnd = endOfDigits(bytes, wholeEnd + 1, end);
      if (bytes[wholeEnd] !== 0x2e || fractionEnd === wholeEnd + 1 || fractionEnd < end) return Number.NaN;
      if (this.#unitMs === secondMs) sizeMs += fractionMs(bytes, wholeEnd + 1, fractionEnd);
    }
    const instant = isNegative ? -sizeMs : sizeMs;
    return instant >= instantMin && instant <= instantMax ? instant : Number.NaN;
  }

  /** The number in its unit, with three decimals where seconds do not come out even. */
  format(instant: number): string {
    if (this.#unitMs === 1) return String(instant);
    const size = Math.abs(instant);
    const milliseconds = size % secondMs;
    const decimals = milliseconds === 0 ? '' : `.${padded(milliseconds, 3)}`;
    return `${instant < 0 ? '-' : ''}${Math.floor(size / secondMs)}${decimals}`;
  }
}
