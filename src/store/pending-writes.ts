/**
 * Writes that wait in memory, in the order in which they were made, and those that are on their way to the disk. Both are
 * looked into before the disk is.
 */

import type { Buffer } from 'node:buffer';
import { databaseBatchBytes } from '../limits.ts';
import type { DatabaseWrite } from './database.ts';

export class PendingWrites {
  #waiting = new Map<string, DatabaseWrite>();
  #underWay = new Map<string, DatabaseWrite>();
  #bytes = 0;

  /** Keys and values of all that is not on the disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a write; one of the same key that waits is given up for it. Key and value are kept, not copied. */
  add(write: DatabaseWrite): void {
    const name = nameOf(write.key);
    const replaced = this.#waiting.get(name);
    if (replaced !== undefined) {
      this.#bytes -= bytesOf(replaced);
      // Set anew, it goes to the end, as the order of writes asks.
      this.#waiting.delete(name);
    }
    this.#waiting.set(name, write);
    this.#bytes += bytesOf(write);
  }

  /** The latest write of a key that is not on the disk yet. */
  find(key: Buffer): DatabaseWrite | undefined {
    if (this.#waiting.size === 0 && this.#underWay.size === 0) return undefined;
    const name = nameOf(key);
    return this.#waiting.get(name) ?? this.#underWay.get(name);
  }

  /** Sends what waits on its way. What was under way before must have arrived. */
  depart(): void {
    [this.#waiting, this.#underWay] = [this.#underWay, this.#waiting];
  }

  /** The first of what is under way, about a batch of it; empty when all has arrived. It stays until it has arrived. */
  batch(): readonly DatabaseWrite[] {
    const batch: DatabaseWrite[] = [];
    let bytes = 0;
    for (const write of this.#underWay.values()) {
      if (bytes >= databaseBatchBytes) break;
      batch.push(write);
      bytes += bytesOf(write);
    }
    return batch;
  }

  arrived(batch: readonly DatabaseWrite[]): void {
    for (const write of batch) {
      this.#underWay.delete(nameOf(write.key));
      this.#bytes -= bytesOf(write);
    }
  }
}

export function bytesOf(write: DatabaseWrite): number {
  return write.key.length + (write.value?.length ?? 0);
}

function nameOf(key: Buffer): string {
  return key.toString('latin1');
}
