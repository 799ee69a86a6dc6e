/**
 * What can be read off the generations of an actor: their headers, and which of them concern a moment. None of it depends
 * on the order in which events arrived.
 */

import type { Address, Heap, Model } from '../src/index.ts';
import {
  GenerationBlocks,
  generationPhase,
  headerDouble,
  headerWord,
  listDouble,
} from './generation-blocks.ts';

const never = Number.POSITIVE_INFINITY;

export interface GenerationsSetup {
  readonly heap: Heap;
  readonly models: readonly Model[];
  readonly learnMs: number;
  /** 0 = never. */
  readonly relearnMs: number;
  readonly keepMs: number;
  readonly evidenceMin: number;
  readonly tickMs: number;
  /** When everything that belongs to a period ending at an instant has arrived: the instant, or up to `closeDelayMs` later. */
  readonly closeAt: (end: number) => number;
  readonly closeDelayMs: number;
  /** A generation takes over half of what the one before it knew, when it closes. */
  readonly warmStart?: true;
  /** True when moments are learnt in their order, as those of windows are. */
  readonly isInOrder: boolean;
}

export class GenerationReadings {
  /** Words of the list in the cell. Even. */
  readonly words: number;
  protected readonly setup: GenerationsSetup;
  protected readonly blocks: GenerationBlocks;

  constructor(setup: GenerationsSetup) {
    this.setup = setup;
    this.blocks = new GenerationBlocks({ ...setup, slots: slotsFor(setup) });
    this.words = this.blocks.words;
  }

  /** State of a model in a generation. */
  stateOf(generation: Address, model: number): Address {
    return this.blocks.stateOf(generation, model);
  }

  /** 1 for the first generation of a life. */
  numberOf(generation: Address): number {
    return this.blocks.word(generation, headerWord.number) + 1;
  }

  phaseOf(generation: Address): number {
    return this.blocks.word(generation, headerWord.phase);
  }

  learnFromOf(generation: Address): number {
    return this.blocks.double(generation, headerDouble.learnFrom);
  }

  learnToOf(generation: Address): number {
    return this.blocks.double(generation, headerDouble.learnTo);
  }

  expiresAt(generation: Address): number {
    return this.learnToOf(generation) + this.setup.keepMs;
  }

  observationsOf(generation: Address): number {
    return this.blocks.word(generation, headerWord.observations);
  }

  /** Observations since the present stretch of learning began. */
  observationsOfStretch(generation: Address): number {
    return this.observationsOf(generation) - this.blocks.word(generation, headerWord.stretch);
  }

  /** Values or observations of a model that were dropped as noise when the generation closed. */
  ignoredOf(generation: Address, model: number): number {
    return this.blocks.word(generation, headerWord.ignored + model);
  }

  /** True when something was learnt since the content was last shown. */
  hasChanged(generation: Address): boolean {
    return this.blocks.word(generation, headerWord.changed) !== 0;
  }

  /** Counts one observation as learnt. */
  count(generation: Address): void {
    this.blocks.setWord(generation, headerWord.observations, this.observationsOf(generation) + 1);
    this.blocks.setWord(generation, headerWord.changed, 1);
  }

  markShown(generation: Address): void {
    this.blocks.setWord(generation, headerWord.changed, 0);
  }

  /** The generation that judges a moment, 0 when none does. */
  judgeOf(list: Address, time: number): Address {
    let judge = 0;
    for (let slot = 0; slot < this.blocks.slots; slot++) {
      const generation = this.blocks.at(list, slot);
      if (generation === 0) continue;
      const learnTo = this.learnToOf(generation);
      if (learnTo > time || time >= learnTo + this.setup.keepMs) continue;
      if (this.observationsOf(generation) < this.setup.evidenceMin) continue;
      if (judge === 0 || this.numberOf(judge) < this.numberOf(generation)) judge = generation;
    }
    return judge;
  }

  /** The newest generation that had closed before a moment, 0 when there is none. */
  historyOf(list: Address, time: number): Address {
    let history = 0;
    for (let slot = 0; slot < this.blocks.slots; slot++) {
      const generation = this.blocks.at(list, slot);
      if (generation === 0 || this.phaseOf(generation) < generationPhase.close) continue;
      if (this.setup.closeAt(this.learnToOf(generation)) > time || time >= this.expiresAt(generation))
        continue;
      if (history === 0 || this.numberOf(history) < this.numberOf(generation)) history = generation;
    }
    return history;
  }

  /**
   * When the newest generation that can judge a moment closes, whether or not an event has opened it yet: a late one still
   * may, until then. 0 when there is none, or no relearning.
   */
  periodClosesAt(list: Address, time: number): number {
    const { relearnMs, learnMs } = this.setup;
    const start = this.blocks.double(list, listDouble.start);
    if (relearnMs === 0 || start === 0) return 0;
    const number = Math.floor((time - start - learnMs) / relearnMs);
    return number < 0 ? 0 : this.setup.closeAt(start + number * relearnMs + learnMs);
  }

  /**
   * True for a moment after the end of a life that an earlier event, coming late, may still prolong: which life the moment
   * belongs to is known when lateness is over. Without relearning nothing prolongs a life; moments in order prolong none.
   */
  isUndecided(list: Address, time: number): boolean {
    if (this.setup.relearnMs === 0 || this.setup.isInOrder) return false;
    const ended = this.blocks.double(list, listDouble.ended);
    return ended !== 0 && time >= ended && this.blocks.double(list, listDouble.start) < ended;
  }

  /** True when it is known which generation judges a moment, and it takes no late events any more. */
  isSettled(list: Address, time: number, clock: number): boolean {
    if (this.isUndecided(list, time) || this.periodClosesAt(list, time) > clock) return false;
    for (let slot = 0; slot < this.blocks.slots; slot++) {
      const generation = this.blocks.at(list, slot);
      if (generation === 0 || this.phaseOf(generation) >= generationPhase.close) continue;
      if (this.learnToOf(generation) <= time) return false;
    }
    return true;
  }

  /** When the last of the generations that judge a moment closes. */
  settledAt(list: Address, time: number): number {
    let settledAt = this.periodClosesAt(list, time);
    for (const generation of this.blocks.living(list)) {
      const learnTo = this.learnToOf(generation);
      if (learnTo <= time) settledAt = Math.max(settledAt, this.setup.closeAt(learnTo));
    }
    return settledAt;
  }

  /** The earliest moment from one on that some generation judges, Infinity when none does. */
  firstJudged(list: Address, from: number): number {
    let first = never;
    for (let slot = 0; slot < this.blocks.slots; slot++) {
      const generation = this.blocks.at(list, slot);
      if (generation === 0 || this.observationsOf(generation) < this.setup.evidenceMin) continue;
      const moment = Math.max(from, this.learnToOf(generation));
      if (moment < this.expiresAt(generation)) first = Math.min(first, moment);
    }
    return first;
  }
}

/** Living generations that have not closed, the one that judges, and those that retire while late events may come. */
function slotsFor({ learnMs, relearnMs, closeDelayMs }: GenerationsSetup): number {
  if (relearnMs === 0) return 2;
  const open = Math.floor((learnMs + closeDelayMs) / relearnMs) + 1;
  const retired = Math.floor(closeDelayMs / relearnMs) + 1;
  return open + 1 + 2 * retired;
}
