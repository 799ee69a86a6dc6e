/** What a host is made of. */

import type { Heap } from '../memory/heap.ts';
import type { Ledger } from '../memory/ledger.ts';
import type { Behaviour } from './behaviour.ts';
import type { StateStore } from './state-store.ts';
import type { Turn } from './turn.ts';

/** What a failed turn leaves behind. */
export interface TurnFailure {
  readonly turn: Turn;
  readonly key: string;
  readonly reason: string;
}

/** `Actors` is the host itself. */
export interface HostSetup<Actors> {
  /** Name of the state: the space in the store. Shards of a rule share it. */
  readonly space: string;
  /** The epoch that is open in a durable store, 0 otherwise. */
  readonly epoch: number;
  readonly heap: Heap;
  readonly ledger: Ledger;
  readonly store: StateStore;
  readonly tickMs: number;
  readonly behaviour: (host: Actors) => Behaviour;
  readonly onFailure: (failure: TurnFailure) => void;
  /** A parked actor has come back. */
  readonly onReturn: (key: string, reason: string, weightBytes: number) => void;
}
