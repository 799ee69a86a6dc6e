/**
 * A turn: one event, timer or message handled by one actor. The object is reused from turn to turn; a behaviour's
 * stages pass it along and write what they found into it.
 *
 * A turn is a transaction: stages that may fail (the rule's own expressions, judging, deciding, wording) come before
 * the first write to the cell, so when one throws the old state stands as it was.
 */

import type { Batch } from '../event/batch.ts';
import type { Measures, Observation, Value } from '../language/program.ts';
import type { Address } from '../memory/heap.ts';
import { keyParts } from './key-text.ts';

export const turnKind = { event: 0, timer: 1, sample: 2 } as const;
export type TurnKind = (typeof turnKind)[keyof typeof turnKind];

/** Numbers of slots: features or aggregates' arguments, aggregates, captures. */
export interface TurnSizes {
  readonly slots: number;
  readonly aggregates: number;
  readonly captures: number;
  /** Parts of the key, 1 unless given. */
  readonly keyParts?: number;
}

export class Turn {
  kind: TurnKind = turnKind.event;
  /** Slot of the actor in its host's table; -1 while the key has no actor yet. */
  slot = -1;
  /** The actor's cell in the state heap; 0 while it has none. */
  cell: Address = 0;
  /** Event time of the event or sample, or the due instant of the timer. */
  time = 0;
  /** The source's clock when the turn began. */
  clock = 0;
  /** Position of the record in its input; 0 for timers and samples. */
  position = 0;
  batch: Batch | undefined;
  row = 0;
  /** Number carried by a sample. */
  value = 0;
  /** Generation that judges in this turn, 0 when none does. */
  judge: Address = 0;
  readonly measures: Measures;
  readonly observation: CurrentObservation;
  /** Reads the key of the turn as text; set once by the host. */
  readKey: () => string = () => '';
  /** Set by a stage when the actor's earliest deadline may have changed. */
  rearms = false;
  /** Why the turn failed, and in which stage. */
  failure: unknown;
  failedStage = '';

  constructor(sizes: TurnSizes) {
    this.measures = measuresOf(sizes.slots);
    this.observation = new CurrentObservation(sizes);
  }
}

function measuresOf(slots: number): Measures {
  return { numbers: new Float64Array(slots), texts: new Array<string | undefined>(slots).fill(undefined) };
}

/** An observation that is filled anew for every judgement. Its key is read only when a condition or message asks for it. */
export class CurrentObservation implements Observation {
  time = 0;
  score = 0;
  readonly texts: (string | undefined)[];
  readonly numbers: Float64Array;
  readonly aggregates: Float64Array;
  readonly judged: Uint8Array;
  readonly known: Uint8Array;
  readonly tails: Float64Array;
  readonly tailsHigh: Float64Array;
  readonly tailsLow: Float64Array;
  readonly drifts: Float64Array;
  readonly captures: Value[];
  readonly #isCompound: boolean;
  #key: (() => string) | undefined;
  #keys: readonly string[] | undefined;

  constructor(sizes: TurnSizes) {
    this.texts = new Array<string | undefined>(sizes.slots).fill(undefined);
    this.numbers = new Float64Array(sizes.slots);
    this.aggregates = new Float64Array(sizes.aggregates);
    this.judged = new Uint8Array(sizes.slots);
    this.known = new Uint8Array(sizes.slots);
    this.tails = new Float64Array(sizes.slots);
    this.tailsHigh = new Float64Array(sizes.slots);
    this.tailsLow = new Float64Array(sizes.slots);
    this.drifts = new Float64Array(sizes.slots).fill(1);
    this.captures = new Array<Value>(sizes.captures).fill(undefined);
    this.#isCompound = (sizes.keyParts ?? 1) > 1;
  }

  /** Says whose observation this is from now on. */
  concern(key: () => string): void {
    this.#key = key;
    this.#keys = undefined;
  }

  get keys(): readonly string[] {
    if (this.#keys === undefined) {
      const key = this.#key?.() ?? '';
      this.#keys = this.#isCompound ? keyParts(key) : [key];
    }
    return this.#keys;
  }
}
