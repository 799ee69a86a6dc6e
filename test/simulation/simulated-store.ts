/**
 * A durable store in memory, with a disk of its own: what was written reaches the disk later and in order, and only what is
 * there is found by the next process. It is strict about how it is used.
 */

import type { DurableStore, EpochRecord, StateVersion } from '../../src/runtime/state-store.ts';
import type { SimulatedProcess } from './simulated-world.ts';

interface Version {
  readonly space: string;
  readonly key: Uint8Array;
  readonly epoch: number;
  readonly dueAt: number;
  /** Undefined: from this epoch on there is no such actor. */
  readonly snapshot: Uint8Array | undefined;
}

/** What a crash leaves. */
export class SimulatedDisk {
  readonly versions = new Map<string, Version>();
  committed: EpochRecord | undefined;
  prepared: EpochRecord | undefined;

  spaces(): readonly string[] {
    return [...new Set([...this.versions.values()].map(({ space }) => space))].sort();
  }
}

export interface StoreFaults {
  /** Share of waits for the disk that end with an error, before or after the work was done. */
  readonly failures: number;
}

interface Write {
  readonly name: string;
  /** Undefined: the version is removed. */
  readonly version: Version | undefined;
  readonly bytes: number;
}

export class SimulatedStore implements DurableStore {
  readonly isDurable = true;
  /** Most bytes that ever waited. */
  unwrittenBytesMost = 0;
  readonly #disk: SimulatedDisk;
  readonly #process: SimulatedProcess;
  readonly #faults: StoreFaults;
  /** The disk and all that waits for it. */
  readonly #versions: Map<string, Version>;
  readonly #unread: Set<string>;
  /** What the process before had prepared. */
  readonly #found: EpochRecord | undefined;
  #waiting: Write[] = [];
  #unwrittenBytes = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(disk: SimulatedDisk, process: SimulatedProcess, faults: StoreFaults) {
    this.#disk = disk;
    this.#process = process;
    this.#faults = faults;
    this.#versions = new Map(disk.versions);
    this.#unread = new Set(disk.spaces());
    this.#found = disk.prepared;
  }

  get committed(): EpochRecord | undefined {
    return this.#disk.committed;
  }

  get prepared(): EpochRecord | undefined {
    return this.#disk.prepared;
  }

  get unwrittenBytes(): number {
    return this.#unwrittenBytes;
  }

  read(space: string, key: Uint8Array, epoch: number): Uint8Array {
    this.#process.act('read');
    const snapshot = this.#versions.get(nameOf(space, key, epoch))?.snapshot;
    if (snapshot !== undefined) return snapshot;
    throw new Error(`"${space}" lacks version ${epoch} of ${Buffer.from(key)}`);
  }

  write(space: string, { key, dueAt, epoch }: StateVersion, snapshot: Uint8Array | undefined): void {
    this.#check(space, 'write');
    if (epoch <= (this.committed?.epoch ?? 0))
      this.#violate(`version ${epoch} written when epoch ${this.committed?.epoch} was committed`);
    if (this.prepared !== undefined && epoch <= this.prepared.epoch) {
      if (this.prepared === this.#found) this.#disk.prepared = undefined;
      else this.#violate(`version ${epoch} written when epoch ${this.prepared.epoch} was prepared`);
    }
    const version = { space, key: Uint8Array.from(key), dueAt, epoch, snapshot: snapshot?.slice() };
    this.#add({ name: nameOf(space, key, epoch), version, bytes: key.length + (snapshot?.length ?? 0) });
  }

  remove(space: string, key: Uint8Array, epoch: number): void {
    this.#check(space, 'remove');
    this.#add({ name: nameOf(space, key, epoch), version: undefined, bytes: key.length });
  }

  spaces(): Promise<readonly string[]> {
    return this.#process.after(1, () => this.#disk.spaces());
  }

  async *versions(space: string): AsyncIterable<readonly StateVersion[]> {
    if (!this.#unread.has(space)) this.#violate(`"${space}" read twice`);
    this.#disk.prepared = undefined;
    const committed = this.committed?.epoch ?? 0;
    const newest = new Map<string, Version>();
    for (const [name, version] of this.#versions) {
      if (version.space !== space) continue;
      const actor = Buffer.from(version.key).toString('latin1');
      const other = newest.get(actor);
      const isNewer = other === undefined || version.epoch > other.epoch;
      if (version.epoch > committed) this.#add({ name, version: undefined, bytes: 0 });
      else if (!isNewer) this.#add({ name, version: undefined, bytes: 0 });
      else {
        if (other !== undefined)
          this.#add({ name: nameOf(space, other.key, other.epoch), version: undefined, bytes: 0 });
        newest.set(actor, version);
      }
    }
    const found = [...newest.values()].filter(({ snapshot }) => snapshot !== undefined);
    for (let from = 0; from < found.length; from += 3) {
      await this.#process.after(1, () => {});
      yield found.slice(from, from + 3);
    }
    this.#unread.delete(space);
  }

  drain(): Promise<void> {
    return this.#inTurn(() => this.#writeAll());
  }

  prepare(epoch: EpochRecord): Promise<void> {
    if (this.#unread.size > 0) this.#violate(`epoch prepared before ${[...this.#unread]} were read`);
    return this.#inTurn(async () => {
      await this.#writeAll();
      await this.#toDisk(() => {
        this.#disk.prepared = epoch;
      });
    });
  }

  commit(epoch: number): Promise<void> {
    return this.#inTurn(() =>
      this.#toDisk(() => {
        if (this.prepared?.epoch !== epoch) throw new Error(`epoch ${epoch} is not the prepared one`);
        this.#disk.committed = this.prepared;
        this.#disk.prepared = undefined;
      }),
    );
  }

  async dropSpace(space: string): Promise<void> {
    for (const [name, version] of this.#versions)
      if (version.space === space) this.#add({ name, version: undefined, bytes: 0 });
    this.#unread.delete(space);
    await this.drain();
  }

  async close(): Promise<void> {}

  #add(write: Write): void {
    this.#waiting.push(write);
    this.#unwrittenBytes += write.bytes;
    this.unwrittenBytesMost = Math.max(this.unwrittenBytesMost, this.#unwrittenBytes);
    if (write.version === undefined) this.#versions.delete(write.name);
    else this.#versions.set(write.name, write.version);
  }

  /** One after another; what comes after a failure is tried all the same. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => {});
    return done;
  }

  /** All that waits, in its order and in pieces: a crash may come between any two. */
  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const count = 1 + this.#process.world.random.below(this.#waiting.length);
      await this.#toDisk(() => {
        for (const { name, version, bytes } of this.#waiting.splice(0, count)) {
          this.#unwrittenBytes -= bytes;
          if (version === undefined) this.#disk.versions.delete(name);
          else this.#disk.versions.set(name, version);
        }
      });
    }
  }

  async #toDisk(work: () => void): Promise<void> {
    const { world } = this.#process;
    const fails = world.happens(this.#faults.failures);
    const isDone = !fails || world.happens(0.5);
    await this.#process.after(1 + world.random.below(10), () => {
      if (isDone) work();
      if (fails) throw new Error('the disk has failed');
    });
    // The answer takes a moment: a crash may come when all was done and nobody knows.
    await this.#process.after(world.random.below(3), () => {});
  }

  #check(space: string, what: string): void {
    this.#process.act(what);
    if (this.#unread.has(space)) this.#violate(`${what} to "${space}" before it was read`);
  }

  #violate(violation: string): void {
    this.#process.world.violations.push(violation);
  }
}

function nameOf(space: string, key: Uint8Array, epoch: number): string {
  return JSON.stringify([space, Buffer.from(key).toString('latin1'), epoch]);
}
