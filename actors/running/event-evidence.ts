/** Evidence as an event meets it: what others did at its place is added to its judgement, and its place is told what it did. */

import {
  type AlertEvidence,
  formatInstant,
  keyBytesMax,
  type Observation,
  showKey,
  type Turn,
} from '../../src/index.ts';
import { type Evidence, unusualBitsMin } from './evidence.ts';
import type { RunningParts } from './parts.ts';

/** Which evidence a judgement may know. */
export interface EvidenceAsked {
  readonly place: string | undefined;
  readonly key: () => string;
  /** The clock at a first judgement, which knows events that are not settled; absent for one that is final. */
  readonly clock?: number;
}

export class EventEvidence {
  /** How unusual the event judged last is by itself, in bits; 0 when nothing could be said. */
  bits = 0;
  /** What was added to it. */
  found: AlertEvidence | undefined;
  readonly #parts: RunningParts;
  readonly #evidence: Evidence;

  constructor(parts: RunningParts, evidence: Evidence) {
    this.#parts = parts;
    this.#evidence = evidence;
  }

  /** What the event of a turn has in common with other keys. */
  placeOf(turn: Turn): string | undefined {
    const place = this.#parts.running.evidence?.read(turn.batch!, turn.row);
    // Names of machines are short: others would let an attacker buy memory.
    return place === '' || (place !== undefined && place.length > keyBytesMax) ? undefined : place;
  }

  /** Takes over how unusual the event judged last is. @param isJudged false when nothing could be said of it */
  measure(isJudged: boolean): void {
    this.found = undefined;
    this.bits = isJudged ? this.#parts.judge.scoredBits : 0;
  }

  /** Adds evidence to the observation that was judged and measured last. */
  add(observation: Observation, { place, key, clock }: EvidenceAsked): void {
    const { judge, context } = this.#parts;
    if (place === undefined) return;
    const found = this.#evidence.find(place, key, observation.time, clock);
    if (found === undefined) return;
    judge.evidenceBits = found.bits;
    observation.score = judge.score();
    this.found = {
      place,
      key: showKey(found.key),
      time: found.time,
      at: formatInstant(found.time, context.zone),
      bits: Math.round(found.bits * 1e3) / 1e3,
    };
  }

  /** Tells its place of the event judged last, when it is highly unusual by itself. @param of see `Evidence.tell` */
  tell(
    place: string | undefined,
    { time, key }: { readonly time: number; readonly key: string },
    of: { readonly isSettled: boolean; readonly now: number },
  ): void {
    if (place !== undefined && this.isUnusual) this.#evidence.tell(place, { time, key, bits: this.bits }, of);
  }

  /** True when the event judged last would be told. */
  get isUnusual(): boolean {
    return this.bits >= unusualBitsMin;
  }
}
