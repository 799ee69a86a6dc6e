/** The record of an epoch: what an engine keeps of itself beside its actors, as JSON in the store. */

import type { Phase } from './output.ts';
import { StateError } from './state-error.ts';

/** Layout of the record. A newer one cannot be read. */
const format = 1;

/** What is known of a rule's state in the store, whether or not the rule is still there. */
export interface SavedRule {
  /** Where its actors are. */
  readonly space: string;
  readonly name: string;
  readonly stateId: string;
  /** What the state means, a line for each part. */
  readonly meaning: string;
  /** What its deadlines depend on besides: lateness, tick, when keys are forgotten. */
  readonly deadlines: string;
  readonly counts: RuleCounts;
  /** Alerts that stand. */
  readonly alerts: number;
  /** When the rule went, by the wall clock in epoch ms; absent while it is there. */
  readonly orphanedAt?: number;
}

/** What a rule has counted since its state began. */
export interface RuleCounts {
  readonly events: number;
  readonly late: number;
  readonly failed: number;
  readonly judged: number;
  readonly evicted: number;
  readonly returned: number;
  readonly keys: Readonly<Record<Phase, number>>;
}

/** What a source knew besides its rules; texts stand for bytes in base64. */
export interface SavedSource {
  readonly name: string;
  readonly clock: string;
  readonly identities: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly refusedByCode: Readonly<Record<string, number>>;
}

export interface SavedState {
  readonly rules: readonly SavedRule[];
  /** Number of the next space that is opened. */
  readonly nextSpace: number;
  readonly sources: readonly SavedSource[];
  /** How many actors each space held. */
  readonly actors: Readonly<Record<string, number>>;
  /** What the caller of the checkpoint keeps with it: offsets of the input, for one. */
  readonly beside: unknown;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeState(state: SavedState): Uint8Array {
  return encoder.encode(JSON.stringify({ format, ...state }));
}

/** @throws StateError when the record has a newer layout */
export function decodeState(record: Uint8Array): SavedState {
  const { format: found, ...state } = JSON.parse(decoder.decode(record)) as SavedState & { format: number };
  if (found === format) return state;
  throw new StateError(
    `the state was written in layout ${found}, and this version reads layout ${format}: use the version that wrote it, or a newer one`,
  );
}
