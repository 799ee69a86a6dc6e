/**
 * The generations of one baseline actor, from learning to expiry.
 *
 * A generation learns what happens in [learnFrom, learnTo). When the clock reaches learnTo it is ready: it judges, and
 * still learns what comes late. When lateness is over it closes: it only judges. `keep` after learnTo it expires. With
 * relearning, generation n + 1 begins one relearn period after generation n, and takes over once it has closed with
 * enough evidence; until then its predecessor goes on. With a warm start it takes over half of what that one knew, as the
 * last thing when it closes: what it is judged by before is what it learnt itself, and is judged again. Without relearning, a generation that closes without enough
 * evidence goes on learning for another learning period, until nothing came for as long as baselines are kept.
 *
 * When the last generation goes, a life of the actor has ended. The next event begins a new one, but only if it happened
 * after that end: an event of the old life that comes late must not.
 *
 * Which generations of a life learn from a moment and which one judges it are functions of the moments alone, never of the
 * order in which they arrive. That is why generations retire before they go, until nothing can come late any more, and why
 * relearning may not be quicker than lateness. With relearning, an event before the end of a life that comes late may open
 * another generation, and the life goes on after all. So what happens after an end waits until lateness is over, and is
 * learnt then (`isUndecided`).
 */

import type { Address, ByteReader, ByteWriter } from '../src/index.ts';
import { generationPhase, headerDouble, headerWord, listDouble } from './generation-blocks.ts';
import { GenerationReadings } from './generation-readings.ts';

const never = Number.POSITIVE_INFINITY;

/** What an actor does when one of its generations changes phase. */
export interface GenerationEvents {
  /** It judges, and late events may still change it. */
  readonly ready: (generation: Address) => void;
  /** A learning period is over, before noise is dropped for good. */
  readonly closing: (generation: Address) => void;
  readonly closed: (generation: Address) => void;
}

export class Generations extends GenerationReadings {
  /** Generations that learn from a moment, after `findLearners`. */
  readonly learners: Address[] = [];
  #hasChanged = false;

  /**
   * Fills `learners` with the generations that learn from a moment, opening those that begin. An undecided moment begins a
   * new life.
   * @returns true when a deadline may have changed by it
   */
  findLearners(list: Address, time: number): boolean {
    this.learners.length = 0;
    this.#hasChanged = false;
    const { learnMs, relearnMs } = this.setup;
    const start = this.#begin(list, time);
    if (start === never) return false;
    if (relearnMs === 0) {
      this.#addLearner(list, 0, start, time);
      return this.#hasChanged;
    }
    const newest = Math.floor((time - start) / relearnMs);
    const oldest = Math.max(0, Math.floor((time - start - learnMs) / relearnMs) + 1);
    for (let number = oldest; number <= newest; number++) {
      this.#addLearner(list, number, start + number * relearnMs, time);
    }
    return this.#hasChanged;
  }

  /** Earliest change of phase, Infinity when there is nothing left. */
  nextDue(list: Address): number {
    let due = never;
    for (let slot = 0; slot < this.blocks.slots; slot++) {
      const generation = this.blocks.at(list, slot);
      if (generation !== 0) due = Math.min(due, this.#dueOf(generation));
    }
    return Math.min(due, this.#forgottenAt(list));
  }

  /** The furthest phase of any generation: what an onlooker calls the actor's phase. Without one it learns with the next event. */
  furthestPhase(list: Address): number {
    let phase: number = generationPhase.learn;
    for (let slot = 0; slot < this.blocks.slots; slot++) {
      const generation = this.blocks.at(list, slot);
      if (generation !== 0 && this.blocks.isAlive(generation))
        phase = Math.max(phase, this.phaseOf(generation));
    }
    return phase;
  }

  /**
   * Forgets an ended life of which nothing can come late any more.
   * @returns true when it did: undecided moments may be learnt now
   */
  forgetEnded(list: Address, instant: number): boolean {
    if (this.#forgottenAt(list) > instant) return false;
    this.blocks.setDouble(list, listDouble.start, 0);
    this.blocks.setDouble(list, listDouble.ended, 0);
    return true;
  }

  /** Does what is due at an instant, generation by generation from the oldest. */
  advance(list: Address, instant: number, events: GenerationEvents): void {
    for (const generation of this.blocks.living(list)) {
      const closeAt = this.setup.closeAt(this.learnToOf(generation));
      if (this.phaseOf(generation) === generationPhase.learn && this.learnToOf(generation) <= instant) {
        this.blocks.setWord(generation, headerWord.phase, generationPhase.ready);
        const isEnough = this.observationsOf(generation) >= this.setup.evidenceMin;
        if (isEnough && closeAt > instant) events.ready(generation);
      }
      if (this.phaseOf(generation) === generationPhase.ready && closeAt <= instant)
        this.#close(list, generation, events);
    }
    for (const generation of this.blocks.living(list)) {
      if (this.phaseOf(generation) === generationPhase.close && this.expiresAt(generation) <= instant) {
        this.#retire(list, generation, this.#endOf(generation));
      }
    }
    for (const generation of this.blocks.byAge(list)) {
      if (!this.blocks.isAlive(generation) && this.#dueOf(generation) <= instant)
        this.blocks.drop(list, generation);
    }
    this.forgetEnded(list, instant);
  }

  bytes(list: Address): number {
    return this.blocks.bytes(list);
  }

  releaseAll(list: Address): void {
    for (const generation of this.blocks.byAge(list)) this.blocks.drop(list, generation);
  }

  save(list: Address, writer: ByteWriter): void {
    this.blocks.save(list, writer);
  }

  load(list: Address, reader: ByteReader): void {
    this.blocks.load(list, reader);
  }

  /** Start of the life that a moment belongs to; an earlier event that comes late moves it back. Infinity: to none that learns. */
  #begin(list: Address, time: number): number {
    const start = this.blocks.double(list, listDouble.start);
    const ended = this.blocks.double(list, listDouble.ended);
    if (time < ended) {
      const { relearnMs, learnMs } = this.setup;
      if (start >= ended || relearnMs === 0 || (time - start) % relearnMs >= learnMs) return never;
      // With this event the life goes on after all: its next generation begins before the last one went.
      this.blocks.setDouble(list, listDouble.ended, 0);
      return start;
    }
    const isOfThisLife = start !== 0 && start >= ended;
    if (isOfThisLife && start <= time) return start;
    this.blocks.setDouble(list, listDouble.start, time);
    this.#hasChanged = true;
    const first = isOfThisLife ? this.blocks.find(list, 0) : 0;
    if (first !== 0 && this.learnFromOf(first) === start) this.#learnFrom(first, time);
    return time;
  }

  #addLearner(list: Address, number: number, learnFrom: number, time: number): void {
    const found = this.blocks.find(list, number);
    if (found !== 0) {
      if (time >= this.learnFromOf(found) && time < this.learnToOf(found)) this.learners.push(found);
      return;
    }
    this.#hasChanged = true;
    const generation = this.blocks.open(list);
    this.blocks.setWord(generation, headerWord.number, number);
    this.#learnFrom(generation, learnFrom);
    this.learners.push(generation);
  }

  #learnFrom(generation: Address, start: number): void {
    this.blocks.setDouble(generation, headerDouble.learnFrom, start);
    this.blocks.setDouble(generation, headerDouble.learnTo, start + this.setup.learnMs);
  }

  #close(list: Address, generation: Address, events: GenerationEvents): void {
    const shown = this.hasChanged(generation) ? undefined : this.#contentOf(generation);
    events.closing(generation);
    if (this.observationsOf(generation) < this.setup.evidenceMin) {
      this.#closeUnready(list, generation);
      return;
    }
    const older = this.blocks
      .living(list)
      .filter((other) => this.numberOf(other) < this.numberOf(generation));
    const history = older.at(-1);
    let dropped = 0;
    this.setup.models.forEach((model, index) => {
      const before = history === undefined ? 0 : this.stateOf(history, index);
      const ignored = model.settle(this.stateOf(generation, index), before);
      if (this.setup.warmStart && before !== 0) model.inherit(this.stateOf(generation, index), before);
      this.blocks.setWord(generation, headerWord.ignored + index, ignored);
      dropped += ignored;
    });
    const isNew = dropped > 0 || (shown !== undefined && shown !== this.#contentOf(generation));
    if (isNew) this.blocks.setWord(generation, headerWord.changed, 1);
    this.blocks.setWord(generation, headerWord.phase, generationPhase.close);
    for (const other of older) this.#retire(list, other, this.setup.closeAt(this.learnToOf(generation)));
    events.closed(generation);
  }

  /** Too little was seen: with relearning others have begun in the meantime, without it this one goes on. */
  #closeUnready(list: Address, generation: Address): void {
    const { relearnMs, learnMs, keepMs, isInOrder } = this.setup;
    const learnTo = this.learnToOf(generation);
    const closeAt = this.setup.closeAt(learnTo);
    const silent =
      this.observationsOfStretch(generation) > 0 ? 0 : this.blocks.word(generation, headerWord.silence) + 1;
    if (relearnMs > 0 || (silent > 0 && silent * learnMs >= keepMs)) {
      this.blocks.drop(list, generation);
      this.#endLife(list, closeAt);
      return;
    }
    this.blocks.setWord(generation, headerWord.phase, generationPhase.learn);
    this.blocks.setWord(generation, headerWord.silence, silent);
    this.blocks.setWord(generation, headerWord.stretch, this.observationsOf(generation));
    // Where late events may still come, a stretch begins after them: none can then fall into two.
    this.#learnFrom(generation, isInOrder ? learnTo : closeAt);
  }

  /** What its models have learnt, as one text: silence and noise against history change it without an event. */
  #contentOf(generation: Address): string {
    return JSON.stringify(
      this.setup.models.map((model, index) => model.document(this.stateOf(generation, index))),
    );
  }

  #retire(list: Address, generation: Address, at: number): void {
    this.blocks.setWord(generation, headerWord.phase, generationPhase.retired);
    this.blocks.setDouble(generation, headerDouble.goneAt, this.setup.closeAt(at));
    this.#endLife(list, at);
  }

  /** When the last generation has gone, what happens from now on belongs to a new life. */
  #endLife(list: Address, at: number): void {
    if (this.blocks.living(list).length === 0) this.blocks.setDouble(list, listDouble.ended, at);
  }

  /** When nothing of an ended life can come late any more and no new one has begun; Infinity otherwise. */
  #forgottenAt(list: Address): number {
    const ended = this.blocks.double(list, listDouble.ended);
    if (ended === 0 || this.blocks.double(list, listDouble.start) >= ended) return never;
    return this.setup.closeAt(ended);
  }

  /** When a closed generation expires, at the tick on which this is seen. */
  #endOf(generation: Address): number {
    const { tickMs, closeAt } = this.setup;
    return Math.max(
      Math.ceil(this.expiresAt(generation) / tickMs) * tickMs,
      closeAt(this.learnToOf(generation)),
    );
  }

  #dueOf(generation: Address): number {
    const phase = this.phaseOf(generation);
    if (phase === generationPhase.learn) return this.learnToOf(generation);
    if (phase === generationPhase.ready) return this.setup.closeAt(this.learnToOf(generation));
    if (phase === generationPhase.close) return this.expiresAt(generation);
    return this.blocks.double(generation, headerDouble.goneAt);
  }
}
