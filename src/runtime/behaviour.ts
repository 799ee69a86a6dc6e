/** What a host needs of an actor kind: the chain of stages shared by all its actors, and how to handle one actor's state. */

import type { OperatorFunction } from 'rxjs';
import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import type { Address } from '../memory/heap.ts';
import type { Phase } from './output.ts';
import type { Turn } from './turn.ts';

export interface Behaviour {
  /** Fixed words of a cell; starts as zeros. Even. */
  readonly cellWords: number;
  /** The stages, assembled once and shared by every actor of the host. */
  readonly operators: OperatorFunction<Turn, Turn>;
  /** A turn of this behaviour with slots of the right number. */
  createTurn(): Turn;
  /** Earliest deadline of an actor; Infinity when it has none and may go. */
  dueAt(slot: number, cell: Address): number;
  /** The phase an actor is in. */
  phaseOf(cell: Address): Exclude<Phase, 'expire'>;
  /** True when something reported may still be revised. */
  isOpen(slot: number): boolean;
  /** The input has ended: tells other actors what they need to conclude. Called for all actors before the first concludes. */
  settle?(slot: number, cell: Address, key: string): void;
  /** The input has ended: what is open to revision is judged as far as it came, and reported as it stands. May throw. */
  conclude(slot: number, cell: Address, key: string): void;
  /** Bytes of an actor's state in the heap. */
  weigh(slot: number, cell: Address): number;
  /** Writes all of an actor's state; `load` into a zeroed cell brings exactly it back. */
  save(slot: number, cell: Address, writer: ByteWriter): void;
  load(slot: number, cell: Address, reader: ByteReader): void;
  /** Gives back everything but the cell itself. */
  release(slot: number, cell: Address): void;
  /** Of kinds that are read from outside: an actor's results, from its cell or from what `save` wrote. Changes nothing. */
  readResults?(from: Address | ByteReader, into: Float64Array): void;
}
