/** A binary heap of scheduled actions in the order (due, sequence); each knows its place, so that a cancelled one leaves at once. */

/** What the heap orders. `heapIndex` belongs to the heap and is −1 outside it. */
export interface HeapEntry {
  due: number;
  sequence: number;
  heapIndex: number;
}

/** Adding and removing are O(log size), the first is O(1). An entry must not change its due time while it is inside. */
export class ActionHeap<Entry extends HeapEntry> {
  readonly #entries: Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  first(): Entry | undefined {
    return this.#entries[0];
  }

  add(entry: Entry): void {
    this.#rise(this.#entries.length, entry);
  }

  /** Takes the entry out; nothing happens when it is not inside. */
  remove(entry: Entry): void {
    const index = entry.heapIndex;
    if (index < 0) return;
    entry.heapIndex = -1;
    const last = this.#entries.pop()!;
    if (last === entry) return;
    const parent = this.#entries[(index - 1) >> 1];
    if (parent !== undefined && isBefore(last, parent)) this.#rise(index, last);
    else this.#sink(index, last);
  }

  #rise(from: number, entry: Entry): void {
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#entries[parentIndex]!;
      if (!isBefore(entry, parent)) break;
      this.#place(parent, index);
      index = parentIndex;
    }
    this.#place(entry, index);
  }

  #sink(from: number, entry: Entry): void {
    let index = from;
    for (let child = 2 * index + 1; child < this.#entries.length; child = 2 * index + 1) {
      const right = this.#entries[child + 1];
      if (right !== undefined && isBefore(right, this.#entries[child]!)) child++;
      const first = this.#entries[child]!;
      if (!isBefore(first, entry)) break;
      this.#place(first, index);
      index = child;
    }
    this.#place(entry, index);
  }

  #place(entry: Entry, index: number): void {
    this.#entries[index] = entry;
    entry.heapIndex = index;
  }
}

function isBefore(left: HeapEntry, right: HeapEntry): boolean {
  return left.due < right.due || (left.due === right.due && left.sequence < right.sequence);
}
