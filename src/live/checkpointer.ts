/**
 * Makes the checkpoints of a live run, in pieces between its steps.
 *
 * An epoch ends at a step's end. Its changed actors are written bit by bit; when they are on the disk and its alerts are
 * stored, the sinks make them visible, the store commits, and what was replaced is swept away. Then the next may begin.
 */

import {
  checkpointStepBytes,
  drainBytesMin,
  retryMsMax,
  retryMsMin,
  sweepStepVersions,
  unwrittenBytesMax,
} from '../limits.ts';
import type { EngineState } from '../runtime/engine-state.ts';
import type { DurableStore } from '../runtime/state-store.ts';
import type { TopicNotice } from '../runtime/topic.ts';
import type { LiveServices } from './live-services.ts';
import type { Outbox } from './outbox.ts';

/** One checkpoint that holds. */
export interface CheckpointReport {
  readonly epoch: number;
  /** Actors that had changed. */
  readonly actors: number;
  readonly bytes: number;
  /** From its beginning until it held, in ms. */
  readonly tookMs: number;
  /** The longest piece of it during which no event was handled, in ms. */
  readonly pausedMs: number;
}

type Stage = 'none' | 'writing' | 'storing' | 'sweeping';

/** `Progress` is what is kept with a checkpoint beside the engine's own state. */
export interface CheckpointerSetup<Progress> {
  readonly state: EngineState;
  readonly store: DurableStore;
  readonly outboxes: readonly Outbox[];
  readonly services: LiveServices;
  readonly checkpointMs: number;
  readonly progress: () => Progress;
  readonly onCheckpoint: (checkpoint: CheckpointReport) => void;
  /** A checkpoint holds that reaches so far. */
  readonly onDone: (reached: Progress) => void;
  /** The disk is no longer behind. */
  readonly onRoom: () => void;
  readonly onFailure: (failure: unknown) => void;
  readonly onNotice: (notice: TopicNotice) => void;
  readonly signal: AbortSignal;
}

export class Checkpointer<Progress> {
  /** True when something was done since the last checkpoint began. */
  hasChanged = false;
  readonly #setup: CheckpointerSetup<Progress>;
  #stage: Stage = 'none';
  #storing: Promise<void> | undefined;
  #draining: Promise<void> | undefined;
  /** Of the checkpoint under way: its alerts are stored, and how far the work had come. */
  #sealed: readonly Promise<void>[] = [];
  #reached: Progress | undefined;
  #begunAt: number;
  #pausedMs = 0;
  #failure: unknown;

  constructor(setup: CheckpointerSetup<Progress>) {
    this.#setup = setup;
    this.#begunAt = setup.services.now();
  }

  /** Ms until the next one is due; Infinity when nothing has changed, or one is under way. */
  get dueIn(): number {
    if (this.#stage !== 'none' || !this.hasChanged) return Number.POSITIVE_INFINITY;
    return Math.max(1, this.#begunAt + this.#setup.checkpointMs - this.#setup.services.now());
  }

  /** True when none is under way. */
  get isIdle(): boolean {
    return this.#stage === 'none';
  }

  /** True while it waits for sinks and disk, with nothing to do between steps. */
  get isStoring(): boolean {
    return this.#stage === 'storing';
  }

  /** True while there is something to do between steps. */
  get isBusy(): boolean {
    return (this.#stage === 'writing' || this.#stage === 'sweeping') && !this.#isDiskBehind;
  }

  get #isDiskBehind(): boolean {
    return this.#draining !== undefined && this.#setup.store.unwrittenBytes > drainBytesMin;
  }

  /**
   * Does the next piece, if it is time for one; an urgent one does not wait for its time. While the disk is behind no more is
   * written for the checkpoint, and only when evictions alone go beyond the bound everything waits for the disk.
   */
  async advance({ isUrgent }: { readonly isUrgent: boolean }): Promise<void> {
    const { services, store } = this.#setup;
    const before = services.now();
    if (!this.#isDiskBehind) this.#doPiece(isUrgent, before);
    if (store.unwrittenBytes > drainBytesMin) this.#drainSoon();
    if (store.unwrittenBytes > unwrittenBytesMax) await this.#draining;
    this.#pausedMs = Math.max(this.#pausedMs, services.now() - before);
  }

  /** Finishes the one under way, and makes one more of all that was done since. @throws what kept it from being finished */
  async finish(): Promise<void> {
    await this.#complete();
    if (!this.hasChanged) return;
    this.#begin(this.#setup.services.now());
    await this.#complete();
  }

  async #complete(): Promise<void> {
    while (this.#stage !== 'none') {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#stage === 'storing') await this.#storing;
      else if (this.#isDiskBehind) await this.#draining;
      else await this.advance({ isUrgent: true });
    }
    await this.#setup.store.drain();
  }

  #doPiece(isUrgent: boolean, now: number): void {
    const { state, checkpointMs } = this.#setup;
    switch (this.#stage) {
      case 'none':
        if (this.hasChanged && (isUrgent || now - this.#begunAt >= checkpointMs)) this.#begin(now);
        break;
      case 'writing':
        if (state.write(checkpointStepBytes)) this.#storeSoon();
        break;
      case 'storing':
        break;
      case 'sweeping':
        if (state.sweep(sweepStepVersions)) this.#stage = 'none';
        break;
    }
  }

  #begin(now: number): void {
    const { state, outboxes, progress } = this.#setup;
    this.#reached = progress();
    state.begin(this.#reached);
    this.#stage = 'writing';
    this.#begunAt = now;
    this.#pausedMs = 0;
    this.hasChanged = false;
    this.#sealed = outboxes.map((outbox) => outbox.seal());
    for (const sealed of this.#sealed) sealed.catch((failure) => this.#fail(failure));
  }

  #storeSoon(): void {
    this.#stage = 'storing';
    this.#storing = this.#store().catch((failure) => this.#fail(failure));
  }

  async #store(): Promise<void> {
    const { state, store, outboxes, services, onCheckpoint, onDone } = this.#setup;
    const { ending } = state;
    await this.#persist(() => store.prepare(ending));
    await Promise.all(this.#sealed);
    for (const outbox of outboxes) await outbox.commit(ending.epoch);
    await this.#persist(() => store.commit(ending.epoch));
    await this.#persist(() => state.dropForgotten());
    const tookMs = services.now() - this.#begunAt;
    onCheckpoint({ epoch: ending.epoch, ...state.size(), tookMs, pausedMs: this.#pausedMs });
    this.#stage = 'sweeping';
    onDone(this.#reached!);
  }

  /** A disk that is full for a while must not end the work: nothing is lost, and nothing else is done until it works again. */
  async #persist(attempt: () => Promise<void>): Promise<void> {
    const { services, onNotice, signal } = this.#setup;
    for (let pauseMs = retryMsMin; ; pauseMs = Math.min(pauseMs * 2, retryMsMax)) {
      try {
        await attempt();
        return;
      } catch (failure) {
        const { retriable, message } = failure as { readonly retriable?: boolean; readonly message: string };
        if (retriable !== true || signal.aborted) throw failure;
        onNotice({ topic: '', kind: 'state not written', message });
        await services.wait(pauseMs, signal);
      }
    }
  }

  #drainSoon(): void {
    this.#draining ??= this.#persist(() => this.#setup.store.drain())
      .catch((failure) => this.#fail(failure))
      .finally(() => {
        this.#draining = undefined;
        this.#setup.onRoom();
      });
  }

  #fail(failure: unknown): void {
    this.#failure ??= failure;
    this.#setup.onFailure(failure);
  }
}
