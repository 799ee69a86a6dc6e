/**
 * The state of a whole engine in a durable store: what was there when it was opened, and the epochs that follow.
 *
 * A checkpoint ends an epoch: between two batches all hosts freeze what has changed and the record is made; then the frozen
 * actors are written bit by bit while work goes on; when all are on the disk, the store commits actors and record at once.
 */

import type { RuleProgram } from '../language/program.ts';
import { hashBytes, shardOf } from '../memory/key-table.ts';
import type { Host } from './host.ts';
import { epochStep } from './host-versions.ts';
import type { RulePlan, StatePlan } from './plan-state.ts';
import type { RuleRuntime } from './rule-runtime.ts';
import { encodeState, type SavedRule, type SavedState } from './saved-state.ts';
import type { SourceRuntime } from './source-runtime.ts';
import { StateError } from './state-error.ts';
import type { DurableStore, EpochRecord } from './state-store.ts';

export interface EngineStateSetup {
  readonly store: DurableStore;
  readonly plan: StatePlan;
  /** What the store held, undefined for nothing. */
  readonly saved: SavedState | undefined;
  readonly rules: readonly RuleRuntime[];
  readonly sources: readonly SourceRuntime[];
  /** Alerts of a rule that stand, by its name. */
  readonly alerts: Map<string, number>;
}

/** What a checkpoint wrote. */
export interface CheckpointSize {
  readonly actors: number;
  readonly bytes: number;
}

export class EngineState {
  readonly plan: StatePlan;
  readonly #setup: EngineStateSetup;
  readonly #hosts: readonly Host[];
  #orphans: readonly SavedRule[];
  /** Spaces that the next checkpoint speaks of no more. */
  readonly #forgotten: string[] = [];
  /** The epoch that was ended and is being written. */
  #ending: EpochRecord | undefined;
  #epoch: number;
  #isRecorded = true;

  constructor(setup: EngineStateSetup) {
    this.#setup = setup;
    this.plan = setup.plan;
    this.#orphans = setup.plan.orphans;
    this.#hosts = setup.rules.flatMap(({ hosts, groupHosts }) => [...hosts, ...groupHosts]);
    this.#epoch = openEpoch(setup.store);
  }

  /** What the caller kept with the last checkpoint; undefined in a new store. */
  get beside(): unknown {
    return this.#setup.saved?.beside;
  }

  /** False until a checkpoint has recorded which state was found without a rule, or was given up: from then on its grace counts. */
  get isRecorded(): boolean {
    return this.#isRecorded;
  }

  /** Actors that have changed since the last checkpoint began. */
  get changed(): number {
    return this.#hosts.reduce((sum, { versions }) => sum + versions.changed, 0);
  }

  /** Bytes the bookkeeping of versions takes. */
  get bytes(): number {
    return this.#hosts.reduce((sum, { versions }) => sum + versions.bytes, 0);
  }

  /**
   * Finds all actors in the store; they come back when they are needed. State that no rule goes on with is kept until it has
   * been without one for `graceMs`. To be awaited before the first event.
   */
  async restore({ now, graceMs }: { now: number; graceMs: number }): Promise<readonly SavedRule[]> {
    const { store, rules, sources, saved } = this.#setup;
    const expired = this.#orphans.filter(({ orphanedAt = now }) => now - orphanedAt > graceMs);
    this.#isRecorded =
      expired.length === 0 && this.#orphans.every(({ orphanedAt }) => orphanedAt !== undefined);
    this.#orphans = this.#orphans
      .filter((orphan) => !expired.includes(orphan))
      .map((orphan) => ({ ...orphan, orphanedAt: orphan.orphanedAt ?? now }));
    for (const space of await store.spaces()) {
      const hosts = this.#hosts.filter((host) => host.space === space);
      const isDueAtOnce = this.#hasOtherDeadlines(space);
      const isKept = hosts.length > 0 || this.#orphans.some((orphan) => isWithin(orphan, space));
      // Until a checkpoint has forgotten it, the record still speaks of it.
      if (!isKept) this.#forgotten.push(space);
      for await (const versions of store.versions(space)) {
        for (const version of versions) {
          const hash = hashBytes(version.key, 0, version.key.length);
          hosts[shardOf(hash, hosts.length)]?.restore(version, { isDueAtOnce });
        }
      }
    }
    this.#checkPopulation();
    rules.forEach((rule, index) => {
      const found = this.plan.rules[index].saved;
      if (found === undefined) return;
      rule.restoreCounts(found.counts);
      this.#setup.alerts.set(rule.program.name, found.alerts);
    });
    for (const source of sources) {
      const found = saved?.sources.find(({ name }) => name === source.name);
      if (found !== undefined) source.intake.load(found);
      source.resume();
    }
    return expired;
  }

  /** Actors by space, where there are any. Those of orphans are as they were. */
  #population(): Record<string, number> {
    const before = Object.entries(this.#setup.saved?.actors ?? {});
    const actors: Record<string, number> = Object.fromEntries(
      before.filter(([space]) => this.#orphans.some((orphan) => isWithin(orphan, space))),
    );
    for (const { space, population } of this.#hosts)
      if (population > 0) actors[space] = (actors[space] ?? 0) + population;
    return actors;
  }

  /** @throws StateError when actors are missing that the last checkpoint had, or some are there that it had not */
  #checkPopulation(): void {
    const found = this.#population();
    const expected = this.#setup.saved?.actors ?? {};
    for (const { space } of this.#hosts) {
      if (found[space] === expected[space]) continue;
      throw new StateError(
        `the state is damaged: space "${space}" held ${expected[space] ?? 0} actors at the last checkpoint, and ` +
          `${found[space] ?? 0} are found. Restore the state from a backup as a whole, or start again with another directory`,
      );
    }
  }

  /** True when the rule that keeps a space has been tuned in a way that moves deadlines. */
  #hasOtherDeadlines(space: string): boolean {
    return this.#setup.rules.some((rule, index) => {
      const { saved } = this.plan.rules[index];
      return saved !== undefined && isWithin(saved, space) && saved.deadlines !== deadlinesOf(rule.program);
    });
  }

  /** Ends the open epoch, between two batches. `beside` is kept with it; it must be JSON. */
  begin(beside: unknown): void {
    if (this.#ending !== undefined) throw new Error('a checkpoint has begun that was not concluded');
    const { rules, sources, alerts } = this.#setup;
    const record = encodeState({
      rules: [
        ...rules.map((rule, index) => savedRule(rule, this.plan.rules[index], alerts)),
        ...this.#orphans,
      ],
      nextSpace: this.plan.nextSpace,
      sources: sources.map(({ intake }) => intake.save()),
      actors: this.#population(),
      beside,
    });
    for (const { versions } of this.#hosts) versions.freeze();
    this.#ending = { epoch: this.#epoch, record };
    this.#isRecorded = true;
    this.#epoch += epochStep;
  }

  /** Writes what the ended epoch has changed, some bytes of it. @returns true when all of it was handed to the store */
  write(bytesMax: number): boolean {
    let left = bytesMax;
    for (const { versions } of this.#hosts) {
      if (versions.frozen === 0) continue;
      left -= versions.writeFrozen(left);
      if (left <= 0) break;
    }
    return this.#hosts.every(({ versions }) => versions.frozen === 0);
  }

  /** The ended epoch and its record: to be prepared and committed when all was written. */
  get ending(): EpochRecord {
    if (this.#ending === undefined) throw new Error('no checkpoint has begun');
    return this.#ending;
  }

  /** After the commit: drops what it has forgotten. */
  async dropForgotten(): Promise<void> {
    for (const space of this.#forgotten.splice(0)) await this.#setup.store.dropSpace(space);
  }

  /** After the commit: removes what the epoch replaced, some of it. @returns true when nothing is left and the next may begin */
  sweep(countMax: number): boolean {
    const isSwept = this.#hosts.map(({ versions }) => versions.sweep(countMax)).every(Boolean);
    if (isSwept) this.#ending = undefined;
    return isSwept;
  }

  /** What the ended epoch wrote. */
  size(): CheckpointSize {
    const written = this.#hosts.map(({ versions }) => versions.written);
    return {
      actors: written.reduce((sum, { actors }) => sum + actors, 0),
      bytes: written.reduce((sum, { bytes }) => sum + bytes, this.ending.record.length),
    };
  }
}

/** The epoch that is open in a durable store. */
export function openEpoch(store: DurableStore): number {
  return (store.committed?.epoch ?? 0) + epochStep;
}

function isWithin({ space }: SavedRule, place: string): boolean {
  return place === space || place.startsWith(`${space}/`);
}

function savedRule(rule: RuleRuntime, { space }: RulePlan, alerts: Map<string, number>): SavedRule {
  const { name, stateId, stateMeaning } = rule.program;
  return {
    space,
    name,
    stateId,
    meaning: stateMeaning,
    deadlines: deadlinesOf(rule.program),
    counts: rule.counts(),
    alerts: alerts.get(name) ?? 0,
  };
}

/** What of a rule its actors' deadlines depend on, besides what its state means. */
function deadlinesOf(program: RuleProgram): string {
  const { latenessMs, tickMs } = program;
  const forgetMs = program.kind === 'view' ? program.forgetMs : 0;
  const evidence = program.kind === 'baseline' ? program.running?.evidence : undefined;
  const within = evidence === undefined ? '' : ` evidence ${evidence.withinMs}`;
  return `late ${latenessMs} tick ${tickMs} forget ${forgetMs}${within}`;
}
