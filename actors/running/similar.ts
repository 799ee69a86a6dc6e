/**
 * Peers that nobody names: the keys of a rule that behave alike. One actor for the whole rule hears of each key's profile when
 * a pane was learnt, and finds clusters once a day; each cluster is a group of its own.
 *
 * As long as all keys are one cluster, they are everyone: rules that name everyone do not hear them twice.
 *
 * Which one a key belongs to follows from what the key has learnt and from the clusters of the latest border, never from an
 * event: whenever a moment is judged again, it is judged by the same peers.
 */

import type { Address, Heap, ProfiledModel, RunningModel } from '../../src/index.ts';
import { dayMs, hashText, isProfiled, profileDimensionsMax, SimilarKeys } from '../../src/index.ts';
import { type GroupSetup, Groups } from './group.ts';
import { head, type RunningState } from './state.ts';

/** Days of a key before it has peers, and of a cluster before it judges: a week has shown every day of one. */
const daysMin = 7;
/** Key of the one actor that hears of all keys. */
const actorKey = 'similar keys';

// What was found of a key last: by which state of the clusters, and the number of its cluster.
const stampAt = 0;
const numberAt = 1;

export interface SimilarSetup extends Omit<GroupSetup, 'parts'> {
  readonly models: readonly RunningModel[];
  readonly states: RunningState;
  /** Which of the rule's levels are the similar keys. */
  readonly level: number;
  readonly learnMs: number;
  readonly evidenceMin: number;
  /** True when every feature that is compared with similar keys is compared with everyone as well. */
  readonly hasEveryone: boolean;
}

interface ProfiledFeature {
  readonly feature: number;
  readonly model: ProfiledModel;
}

export class Similar {
  readonly level: number;
  /** The one actor. */
  readonly groups: Groups;
  /** How long a cluster has to learn before it judges. */
  readonly learnMs: number;
  readonly #heap: Heap;
  readonly #states: RunningState;
  readonly #evidenceMin: number;
  /** Clusters that are worth telling apart from everyone. */
  readonly #countMin: number;
  readonly #keys: SimilarKeys;
  /** Those that have a part in the profile, with their features. */
  readonly #models: readonly ProfiledFeature[];
  readonly #profile: Float64Array;

  constructor(setup: SimilarSetup) {
    const { heap, models } = setup;
    this.level = setup.level;
    this.learnMs = Math.min(setup.learnMs, daysMin * dayMs);
    this.#heap = heap;
    this.#states = setup.states;
    this.#evidenceMin = setup.evidenceMin;
    this.#countMin = setup.hasEveryone ? 2 : 1;
    this.#models = profiledOf(models);
    const keys = new SimilarKeys({
      heap,
      blocks: this.#models.map(({ model }) => model.profileDimensions),
    });
    this.#keys = keys;
    this.#profile = new Float64Array(keys.dimensions);
    this.groups = new Groups({ ...setup, parts: [keys] });
  }

  /** The group of a key by what it has learnt; undefined as long as it has learnt little, or nobody is known to be like it. */
  groupOf(state: Address): string | undefined {
    const clusters = this.groups.committed(actorKey);
    if (clusters === 0 || this.#keys.count(clusters) < this.#countMin) return undefined;
    if (!this.#hasEvidence(state)) return undefined;
    const found = this.#states.similarOf(state);
    const { u32 } = this.#heap.pageOf(found);
    const at = this.#heap.offsetOf(found);
    const stamp = this.#keys.stamp(clusters);
    if (u32[at + stampAt] !== stamp) {
      this.#readProfile(state);
      u32[at + stampAt] = stamp;
      u32[at + numberAt] = this.#keys.assign(clusters, this.#profile);
    }
    return u32[at + numberAt] === 0 ? undefined : `cluster ${u32[at + numberAt]}`;
  }

  /** Lets the clusters hear of a key that has learnt a pane. */
  send(state: Address, key: string, instant: number): void {
    const found = this.#states.similarOf(state);
    this.#heap.pageOf(found).u32[this.#heap.offsetOf(found) + stampAt] = 0;
    if (!this.#hasEvidence(state)) return;
    this.#readProfile(state);
    this.groups.send(actorKey, instant, (incoming) => {
      this.#keys.add(incoming, hashText(key), this.#profile);
    });
  }

  #hasEvidence(state: Address): boolean {
    const states = this.#states;
    const first = states.get(state, head.firstDay);
    if (first === 0 || states.get(state, head.observations) < this.#evidenceMin) return false;
    return (states.get(state, head.lastDay) - first + 1) * dayMs >= this.learnMs;
  }

  #readProfile(state: Address): void {
    let at = 0;
    for (const { feature, model } of this.#models) {
      model.profile(this.#states.modelOf(state, feature), this.#profile, at);
      at += model.profileDimensions;
    }
  }
}

/** As many as fit into a profile. */
function profiledOf(models: readonly RunningModel[]): readonly ProfiledFeature[] {
  let dimensions = 0;
  return models.flatMap((model, feature) => {
    if (!isProfiled(model) || dimensions + model.profileDimensions > profileDimensionsMax) return [];
    dimensions += model.profileDimensions;
    return [{ feature, model }];
  });
}
