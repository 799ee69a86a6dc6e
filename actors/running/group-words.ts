/**
 * What groups call usual, in words. A group may know hundreds of values, and stays as it is from one border of panes to
 * the next: its words are made once in between, however many alerts show them.
 */

import { type Address, groupWordsMax } from '../../src/index.ts';
import type { RunningParts } from './parts.ts';

interface Words {
  readonly mergedAt: number;
  readonly text: string;
}

export class GroupWords {
  readonly #parts: Pick<RunningParts, 'models' | 'levels' | 'running'>;
  /** By feature, then by level of the feature and group. */
  readonly #known: readonly Map<string, Words>[];

  constructor(parts: Pick<RunningParts, 'models' | 'levels' | 'running'>) {
    this.#parts = parts;
    this.#known = parts.models.map(() => new Map<string, Words>());
  }

  /** @param which level of the feature, from 0 @param state what the group has learnt of the feature */
  usual(feature: number, which: number, group: string, state: Address): string {
    const { models, levels, running } = this.#parts;
    const mergedAt = levels[running.features[feature].levels[which]].mergedAt(group);
    const words = this.#known[feature];
    const key = `${which} ${group}`;
    const known = words.get(key);
    if (known?.mergedAt === mergedAt) return known.text;
    const text = models[feature].usual(state);
    if (known === undefined && words.size >= groupWordsMax) words.clear();
    words.set(key, { mergedAt, text });
    return text;
  }
}
