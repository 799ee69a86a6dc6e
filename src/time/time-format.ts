/** The way a source writes its times, compiled once from a pattern text and used for every record. */
import { EpochLayout } from './epoch-layout.ts';
import { IsoLayout } from './iso-layout.ts';
import { PatternLayout } from './pattern-layout.ts';
import { textBytes, writeText } from './text-bytes.ts';
import { compilePattern } from './time-pattern.ts';
import type { Zone } from './zone.ts';

interface TimeLayout {
  parseBytes(bytes: Uint8Array, start: number, end: number): number;
  format(instant: number): string;
}

/**
 * `iso`, `epoch seconds`, `epoch milliseconds`, or a pattern of yyyy MM M MMM dd d HH H mm ss SSS EEE Z and plain text, letters
 * of it in quotes: `yyyy-MM-dd'T'HH:mm:ss`. S stands for one to nine decimals of a second, Z for `Z`, `+0800` or `+08:00`. Names are
 * English, in any case. A time without offset is local time in the zone.
 */
export class TimeFormat {
  readonly pattern: string;
  readonly #layout: TimeLayout;

  private constructor(pattern: string, layout: TimeLayout) {
    this.pattern = pattern;
    this.#layout = layout;
  }

  /**
   * A pattern without yyyy, such as syslog's `MMM d HH:mm:ss`, needs `year`, that of the first record. From then on a month
   * that is more than six behind the one before is in the next year, and one more than six ahead in the year before:
   * such a format has a memory, and each source needs its own.
   * @throws RangeError on a pattern that cannot be read; the message names the letter and what is expected.
   */
  static compile(pattern: string, options: { zone: Zone; year?: number }): TimeFormat {
    return new TimeFormat(pattern, layoutOf(pattern, options));
  }

  /** Epoch milliseconds, NaN when the text does not fit as a whole or names a time that does not exist (month 13, 30 February, 25:00). */
  parse(text: string): number {
    const length = writeText(text);
    return length < 0 ? Number.NaN : this.#layout.parseBytes(textBytes, 0, length);
  }

  /** As parse, for the UTF-8 bytes from `start` up to `end`. Allocates nothing. */
  parseBytes(bytes: Uint8Array, start: number, end: number): number {
    return this.#layout.parseBytes(bytes, start, end);
  }

  /**
   * The instant as the source would write it.
   * @throws RangeError when the instant is not finite or beyond ±8.64e15.
   */
  format(instant: number): string {
    return this.#layout.format(instant);
  }
}

function layoutOf(pattern: string, { zone, year }: { zone: Zone; year?: number }): TimeLayout {
  if (pattern === 'iso') return new IsoLayout(zone);
  if (pattern === 'epoch seconds') return new EpochLayout(1_000);
  if (pattern === 'epoch milliseconds') return new EpochLayout(1);
  const program = compilePattern(pattern);
  if (!program.hasYear && year === undefined) {
    throw new RangeError(
      `the time pattern "${pattern}" has no year: expected the year of the first record beside it, found none; name the year or add yyyy`,
    );
  }
  return new PatternLayout(program, { zone, year: year ?? 0 });
}
