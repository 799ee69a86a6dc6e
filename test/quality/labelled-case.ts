/** What a labelled case is: which world, which of its labels count, and what the naive alternatives look at. */

import type { Label } from '../../scenarios/index.ts';
import type { Sighting } from './naive/scorer.ts';

export type WorldName =
  | 'dba-account'
  | 'vpn-user'
  | 'mailbox'
  | 'web-errors'
  | 'audit-log'
  | 'impossible-travel'
  | 'servers'
  | 'desks';

export interface World {
  /** Name of its generator. */
  readonly name: WorldName;
  readonly zone: string;
  /** Days told, the learning period included. */
  readonly days: number;
  readonly keys: { readonly whole: number; readonly quick: number };
}

export type Naive =
  | {
      readonly kind:
        | 'hour histogram'
        | 'hour sigma'
        | 'hours at night'
        | 'weekday histogram'
        | 'first seen'
        | 'speed'
        | 'distance from the mean place';
    }
  | {
      readonly kind: 'fixed sigma' | 'sigma of the share' | 'sigmas together';
      readonly per: 'hour' | 'day';
    };

export interface LabelledCase {
  /** Also the folder of its rules: `base.rules` says which key-days are judged. */
  readonly name: string;
  readonly world: WorldName;
  /** A window is judged at its end, which lies in the next day; an event at its own time. */
  readonly judges: 'events' | 'windows';
  /** Whether a label is to be found here. The key-days of all other labels are set aside. */
  readonly counts: (label: Label) => boolean;
  /** Files beside `base.rules` that are other ways to the same end; all further files are ablations. */
  readonly alternatives: readonly string[];
  /** Those files whose score is that of the alerts they raise, because no score of an observation says it. */
  readonly byAlerts?: readonly string[];
  readonly naive: readonly Naive[];
  /** What the naive alternatives see of an event; undefined when the rules do not look at it either. */
  readonly sight: (record: SightedRecord) => Omit<Sighting, 'time'> | undefined;
}

/** A record of a generator, with its place in the week in the zone of its world. */
export interface SightedRecord {
  readonly record: Readonly<Record<string, string | number | boolean>>;
  /** 0 to 23. */
  readonly hour: number;
  /** 0 for Monday, 6 for Sunday. */
  readonly weekday: number;
}
