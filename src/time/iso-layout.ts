/** Reading and writing of times in ISO 8601 and its everyday relatives, straight from bytes. */
import { DayMemory } from './civil.ts';
import { dateText, localTimeOf, offsetText, padded } from './local-time.ts';
import {
  digitAt,
  endOfDigits,
  fourDigitsAt,
  fractionMs,
  offsetLengthAt,
  offsetMsAt,
  timeOfDayMs,
  twoDigitsAt,
} from './text-bytes.ts';
import type { Zone } from './zone.ts';

const dash = 0x2d;
const colon = 0x3a;
const space = 0x20;
const capitalT = 0x54;
const smallT = 0x74;

/** The layout `date`, `date time` or `date time offset` in a zone, which decides where the text has no offset. */
export class IsoLayout {
  readonly zone: Zone;
  readonly #days = new DayMemory();

  constructor(zone: Zone) {
    this.zone = zone;
  }

  /**
   * Epoch milliseconds of `2026-03-04`, `2026-03-04 02:13`, `2026-03-04T02:13:05.123456Z`, `… +08:00`, `…+0800`; NaN for
   * any other bytes and for times that do not exist. Decimals beyond milliseconds are cut off.
   */
  parseBytes(bytes: Uint8Array, start: number, end: number): number {
    if (bytes[start + 4] !== dash || bytes[start + 7] !== dash) return Number.NaN;
    const year = fourDigitsAt(bytes, start, end);
    const midnightMs = this.#days.midnightMs(
      year,
      twoDigitsAt(bytes, start + 5, end),
      twoDigitsAt(bytes, start + 8, end),
    );
    if (year < 0 || Number.isNaN(midnightMs)) return Number.NaN;
    return start + 10 === end
      ? this.zone.localToInstant(midnightMs)
      : this.#withTime(midnightMs, bytes, start + 10, end);
  }

  /** `2026-03-04T02:13:05+08:00`, `Z` for UTC, milliseconds only when there are any. */
  format(instant: number): string {
    const local = localTimeOf(instant, this.zone);
    const time = `${padded(local.hour, 2)}:${padded(local.minute, 2)}:${padded(local.second, 2)}`;
    const fraction = local.millisecond === 0 ? '' : `.${padded(local.millisecond, 3)}`;
    const offset = this.zone.isUtc ? 'Z' : offsetText(local.offsetMs, ':');
    return `${dateText(local)}T${time}${fraction}${offset}`;
  }

  #withTime(midnightMs: number, bytes: Uint8Array, separatorAt: number, end: number): number {
    const separator = bytes[separatorAt];
    if (separator !== capitalT && separator !== space && separator !== smallT) return Number.NaN;
    if (bytes[separatorAt + 3] !== colon) return Number.NaN;
    const hour = twoDigitsAt(bytes, separatorAt + 1, end);
    const minute = twoDigitsAt(bytes, separatorAt + 4, end);
    let at = separatorAt + 6;
    let second = 0;
    let milliseconds = 0;
    if (at < end && bytes[at] === colon) {
      second = twoDigitsAt(bytes, at + 1, end);
      at += 3;
      if (at < end && (bytes[at] === 0x2e || bytes[at] === 0x2c) && digitAt(bytes, at + 1, end) >= 0) {
        const fractionEnd = endOfDigits(bytes, at + 1, end);
        milliseconds = fractionMs(bytes, at + 1, fractionEnd);
        at = fractionEnd;
      }
    }
    const localMs = midnightMs + timeOfDayMs(hour, minute, second) + milliseconds;
    return at === end ? this.zone.localToInstant(localMs) : localMs - lastOffsetMs(bytes, at, end);
  }
}

/** The offset that fills the bytes to the end, a space before it allowed; NaN when it does not. */
function lastOffsetMs(bytes: Uint8Array, start: number, end: number): number {
  const at = bytes[start] === space ? start + 1 : start;
  const length = offsetLengthAt(bytes, at, end);
  return length > 0 && at + length === end ? offsetMsAt(bytes, at, length) : Number.NaN;
}
