/**
 * A world in which time passes only when everything waits, and chance comes from a seed. All that a process under test waits
 * for is a task here; between two tasks it may be killed.
 */

import { nextTick } from 'node:process';
import type { LiveServices } from '../../src/live/live-services.ts';
import { SeededRandom } from '../baseline/seeded-random.ts';

/** Far more than a case needs: beyond it something goes round and round. */
const tasksMax = 100_000;

interface Task {
  readonly at: number;
  /** Decides among tasks of one instant. */
  readonly order: number;
  /** The process whose end is the end of the task; none for what is on its way already. */
  readonly owner: SimulatedProcess | undefined;
  readonly run: () => void;
  isOver: boolean;
}

export class SimulatedWorld {
  readonly random: SeededRandom;
  /** Rules of the ports that were broken. */
  readonly violations: string[] = [];
  #now: number;
  #tasks: Task[] = [];

  constructor({ seed, now }: { readonly seed: number; readonly now: number }) {
    this.random = new SeededRandom(seed);
    this.#now = now;
  }

  /** Wall clock, epoch ms. */
  get now(): number {
    return this.#now;
  }

  /** True once in `1 / share` on average. */
  happens(share: number): boolean {
    return share > 0 && this.random.uniform() < share;
  }

  schedule(delayMs: number, run: () => void, owner?: SimulatedProcess): Task {
    const isOver = owner?.isAlive === false;
    const task: Task = { at: this.#now + delayMs, order: this.random.uniform(), owner, run, isOver };
    this.#tasks.push(task);
    return task;
  }

  /**
   * Lets time pass until a condition holds, or nothing is left that could happen.
   * @returns true when the condition holds, false when all is at rest
   * @throws Error when neither comes
   */
  async passUntil(holds: () => boolean): Promise<boolean> {
    for (let count = 0; count < tasksMax; count++) {
      await settled();
      if (holds()) return true;
      const task = this.#takeNext();
      if (task === undefined) return false;
      this.#now = Math.max(this.#now, task.at);
      task.isOver = true;
      task.run();
    }
    throw new Error(`${tasksMax} things have happened, and neither is the work done nor all at rest`);
  }

  /** Whoever waits for something waits for ever. */
  endTasksOf(owner: SimulatedProcess): void {
    this.#tasks = this.#tasks.filter((task) => task.owner !== owner);
  }

  #takeNext(): Task | undefined {
    this.#tasks = this.#tasks.filter(({ isOver }) => !isOver);
    let next: Task | undefined;
    for (const task of this.#tasks)
      if (next === undefined || task.at < next.at || (task.at === next.at && task.order < next.order))
        next = task;
    return next;
  }
}

/** A process of this world. Once it is killed, nothing that it waits for ever comes. */
export class SimulatedProcess {
  readonly world: SimulatedWorld;
  readonly services: LiveServices;
  #isAlive = true;

  constructor(world: SimulatedWorld) {
    this.world = world;
    this.services = {
      now: () => world.now,
      wait: (ms, signal) => this.#wait(ms, signal),
      yield: () => this.after(world.random.below(4), () => {}),
    };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  kill(): void {
    this.#isAlive = false;
    this.world.endTasksOf(this);
  }

  /** To be called by everything a process may do: a dead one does nothing. */
  act(what: string): void {
    if (!this.#isAlive) this.world.violations.push(`a process did something after its end: ${what}`);
  }

  /** Work within the process: done after a time, unless it is killed before. */
  after<Result>(delayMs: number, work: () => Result): Promise<Result> {
    this.act('wait');
    return new Promise((resolve, reject) => {
      const run = () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      };
      this.world.schedule(delayMs, run, this);
    });
  }

  /** A request to somebody else: once on its way it arrives, whatever becomes of who sent it. */
  request<Result>(delayMs: number, work: () => Result): Promise<Result> {
    this.act('request');
    return new Promise((resolve, reject) => {
      this.world.schedule(delayMs, () => {
        let answer: () => void;
        try {
          const result = work();
          answer = () => resolve(result);
        } catch (error) {
          answer = () => reject(error);
        }
        this.world.schedule(this.world.random.below(3), answer, this);
      });
    });
  }

  #wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    this.act('sleep');
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const task = this.world.schedule(Math.ceil(ms), resolve, this);
      const wake = () => {
        task.isOver = true;
        resolve();
      };
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
}

/** Resolves when all that can go on without time passing has done so. */
function settled(): Promise<void> {
  return new Promise((resolve) => nextTick(resolve));
}
