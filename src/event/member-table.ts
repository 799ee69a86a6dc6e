/** The wanted member names of one object level, looked up by their bytes: by length first, because that rules out most. */

import { Buffer } from 'node:buffer';

const longestIndexedKey = 255;

export class MemberTable {
  /** Field a key delivers, or -1, by entry. */
  readonly fields: number[] = [];
  /** Names wanted inside the object under a key, by entry. */
  readonly children: (MemberTable | undefined)[] = [];
  /** Number of the record in which the key was last seen, by entry: a second time in one record needs the full parser. */
  seen = new Float64Array(0);
  readonly #keys: Uint8Array[] = [];
  readonly #firstOfLength = new Int16Array(longestIndexedKey + 1).fill(-1);
  readonly #nextOfLength: number[] = [];

  /** False when two fields have the same path, or a key is too long: such a source is left to the full parser. */
  add(path: string, field: number): boolean {
    const whole = this.#entry(path);
    if (whole < 0 || this.fields[whole] >= 0) return false;
    this.fields[whole] = field;
    const dot = path.indexOf('.');
    if (dot < 0) return true;
    const first = this.#entry(path.slice(0, dot));
    if (first < 0) return false;
    this.children[first] ??= new MemberTable();
    return this.children[first].add(path.slice(dot + 1), field);
  }

  /** Entry of the key in bytes[start, end), or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length > longestIndexedKey) return -1;
    let entry = this.#firstOfLength[length];
    while (entry >= 0) {
      const key = this.#keys[entry];
      let offset = 0;
      while (offset < length && key[offset] === bytes[start + offset]) offset++;
      if (offset === length) return entry;
      entry = this.#nextOfLength[entry];
    }
    return -1;
  }

  #entry(name: string): number {
    const key = Uint8Array.from(Buffer.from(name, 'utf8'));
    if (key.length > longestIndexedKey) return -1;
    const known = this.find(key, 0, key.length);
    if (known >= 0) return known;
    const entry = this.#keys.length;
    this.#keys.push(key);
    this.fields.push(-1);
    this.children.push(undefined);
    this.#nextOfLength.push(this.#firstOfLength[key.length]);
    this.#firstOfLength[key.length] = entry;
    this.seen = new Float64Array(entry + 1);
    return entry;
  }
}
