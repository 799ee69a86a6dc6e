/**
 * The port to where evicted actors wait. An entry is one actor's snapshot with the instant at which it must be woken;
 * the store keeps those instants in order, so that a parked actor's timers fire as if it had stayed.
 */

export interface ParkedActor {
  readonly key: string;
  /** Infinity when nothing is due. */
  readonly dueAt: number;
  readonly bytes: Uint8Array;
}

/** Entries are kept apart by space: one space per rule and shard. */
export interface StateStore {
  put(space: string, actor: ParkedActor): void;
  /** Takes an actor out, or undefined when it is not here. */
  take(space: string, key: string): ParkedActor | undefined;
  /** How many actors of a space are parked. */
  count(space: string): number;
  /** Earliest due instant of a space, Infinity when there is none. */
  nextDue(space: string): number;
  /** Keys of the actors due at or before the instant, in no particular order. */
  dueKeys(space: string, instant: number): readonly string[];
  /** Keys of all parked actors of a space. */
  keys(space: string): Iterable<string>;
}
