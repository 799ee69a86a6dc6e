/**
 * Sequential writing and reading of a snapshot's bytes: little-endian, texts as length + UTF-8. A text that UTF-8 cannot
 * carry (half a surrogate pair, as a cut-off log line leaves it) is written as UTF-16 and marked in its length, so that
 * two texts that differ stay different.
 */

const encoder = new TextEncoder();
// Without `ignoreBOM` a leading U+FEFF would be lost.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const loneSurrogate = /\p{Surrogate}/u;
const wideMark = 0x80000000;

export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  u8(value: number): void {
    this.#reserve(1);
    this.#view.setUint8(this.#length, value);
    this.#length += 1;
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  text(value: string): void {
    if (loneSurrogate.test(value)) {
      this.#wideText(value);
      return;
    }
    const bytes = encoder.encode(value);
    this.u32(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written so far, copied; the writer starts anew. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** What was written so far, lent until the next writing; the writer starts anew. */
  lend(): Uint8Array {
    const lent = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return lent;
  }

  #wideText(value: string): void {
    this.u32(value.length | wideMark);
    this.#reserve(value.length * 2);
    for (let index = 0; index < value.length; index++) {
      this.#view.setUint16(this.#length + index * 2, value.charCodeAt(index), true);
    }
    this.#length += value.length * 2;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Reads what a `ByteWriter` wrote. @throws RangeError when the bytes end early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    const value = this.#view.getUint8(this.#position);
    this.#position += 1;
    return value;
  }

  u32(): number {
    const value = this.#view.getUint32(this.#position, true);
    this.#position += 4;
    return value;
  }

  f64(): number {
    const value = this.#view.getFloat64(this.#position, true);
    this.#position += 8;
    return value;
  }

  text(): string {
    const marked = this.u32();
    const length = marked & ~wideMark;
    const wide = marked >= wideMark;
    const end = this.#position + (wide ? length * 2 : length);
    if (end > this.#bytes.length) {
      throw new RangeError(
        `snapshot: expected ${end} bytes or more, found ${this.#bytes.length}: it ends inside a text`,
      );
    }
    if (wide) return this.#wideText(length);
    const value = decoder.decode(this.#bytes.subarray(this.#position, this.#position + length));
    this.#position += length;
    return value;
  }

  #wideText(length: number): string {
    let value = '';
    for (let index = 0; index < length; index++) {
      value += String.fromCharCode(this.#view.getUint16(this.#position, true));
      this.#position += 2;
    }
    return value;
  }
}
