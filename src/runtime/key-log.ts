/** Keys with a number each, one after another as bytes: a long list at a few bytes an entry. */

const headBytes = 8;
const bytesFirst = 1_024;

export class KeyLog {
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #end = 0;
  #at = 0;

  /** True when every entry was taken. */
  get isEmpty(): boolean {
    return this.#at === this.#end;
  }

  get bytes(): number {
    return this.#bytes.length;
  }

  add(key: Uint8Array, value: number): void {
    const end = this.#end + headBytes + key.length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#view.setUint32(this.#end, value);
    this.#view.setUint32(this.#end + 4, key.length);
    this.#bytes.set(key, this.#end + headBytes);
    this.#end = end;
  }

  /** Takes the next entries, at most some, in the order they were added. The keys are only lent. */
  take(countMax: number, visit: (key: Uint8Array, value: number) => void): void {
    for (let count = 0; count < countMax && this.#at < this.#end; count++) {
      const value = this.#view.getUint32(this.#at);
      const start = this.#at + headBytes;
      this.#at = start + this.#view.getUint32(this.#at + 4);
      visit(this.#bytes.subarray(start, this.#at), value);
    }
    if (this.isEmpty) {
      this.#bytes = new Uint8Array(0);
      this.#view = new DataView(this.#bytes.buffer);
      this.#end = 0;
      this.#at = 0;
    }
  }

  #grow(least: number): void {
    const larger = new Uint8Array(Math.max(least, this.#bytes.length * 2, bytesFirst));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
