/** Kinds of running features as rules and plans describe them. */

import type { AmountScale } from '../amount-scale.ts';

/** `halfLifeDays`: after it, a pane counts half; Infinity forgets nothing. */
export interface Fading {
  readonly halfLifeDays: number;
}

export type RunningSpec = Fading &
  (
    | {
        /** When: local times of day, finer than an hour. `day type` keeps working days and days off apart. */
        readonly kind: 'times';
        readonly cycle: 'day' | 'week' | 'day type';
        /** Fixed width of the kernel in hours; without it each key has the one that foretells it best. */
        readonly bandwidthHours?: number;
      }
    /** How long a key is active at hours that are unusual for it, within a day. */
    | { readonly kind: 'presence' }
    /** Which texts, with their rarity. */
    | { readonly kind: 'values' }
    /** Texts never met before, and nothing else. */
    | { readonly kind: 'first seen' }
    /** How many observations of a text in a pane. */
    | { readonly kind: 'counts' }
    /** A number: per observation, or one per window. */
    | {
        readonly kind: 'amount';
        readonly scale: AmountScale;
        /** Of a group, between two borders: its members' days come in any order, so no drift is watched. */
        readonly isIncoming?: true;
      }
    /** A part of a whole per window; samples are [part, whole]. */
    | { readonly kind: 'share' }
    /** Where: samples are [latitude, longitude] in degrees. */
    | { readonly kind: 'places' }
    /** How fast from place to place; samples are [latitude, longitude, local time in days]. */
    | { readonly kind: 'travel' }
    /** A number that moves: level and trend, with a season of a day when asked for. */
    | { readonly kind: 'smoothed'; readonly season: 'none' | 'day' | 'week' }
    /** A number that repeats, in a period found by itself. */
    | { readonly kind: 'periodic' }
    /** A number of which every strangeness counts: height, volatility, stillness, shape. */
    | { readonly kind: 'series' }
    /** Several numbers: which group of like panes, and how far from it. */
    | { readonly kind: 'clusters'; readonly dimensions: number }
    /** A number by what others of the same pane lead one to expect, in a decision tree; samples are [the number, what it is expected by, …]. */
    | {
        readonly kind: 'tree';
        readonly dimensions: number;
        readonly scale: AmountScale;
        /** What is given, in the words of the rule: only to be told. */
        readonly names?: readonly string[];
      }
    /** Several numbers: how easily a pane is told from all others. */
    | { readonly kind: 'forest'; readonly dimensions: number; readonly seed: number }
  );

export type RunningKind = RunningSpec['kind'];

/** Sequences follow their numbers in order, and are not led astray by single ones: nothing of them is held back. */
export function isSequence({ kind }: Pick<RunningSpec, 'kind'>): boolean {
  return kind === 'smoothed' || kind === 'periodic' || kind === 'series';
}

/** Kinds from whose state one can tell which keys behave alike. */
export function hasProfile({ kind }: Pick<RunningSpec, 'kind'>): boolean {
  return kind === 'times' || kind === 'values' || kind === 'counts' || kind === 'amount' || kind === 'share';
}

/** Kinds of numbers that may be unusual by being high or by being low. All others are unusual or not. */
export function isSided({ kind }: Pick<RunningSpec, 'kind'>): boolean {
  return kind === 'amount' || kind === 'share' || kind === 'tree' || isSequence({ kind });
}
