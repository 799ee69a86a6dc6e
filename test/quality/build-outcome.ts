/** Gathers what all scorers say about a case and brings it onto the same key-days: those that the base rules judged. */

import type { Label } from '../../scenarios/index.ts';
import { localDayNumber } from '../../src/index.ts';
import { floorTo } from '../../src/time/calendar.ts';
import { secondMs } from '../../src/time/duration.ts';
import { Zone } from '../../src/time/zone.ts';
import type { CaseOutcome, LabelledDay, ScorerOutcome } from './case-outcome.ts';
import type { ScoredObservation } from './engine-scorer.ts';
import { KeyDays, keyDayName, type ScoredMoment } from './key-days.ts';
import type { LabelledCase } from './labelled-case.ts';

export interface OutcomeSetup {
  readonly labelled: LabelledCase;
  readonly zone: string;
  readonly seed: number;
  readonly labels: readonly Label[];
}

interface Gathered {
  readonly name: string;
  readonly kind: ScorerOutcome['kind'];
  readonly days: KeyDays;
  /** The highest observation of labelled key-days. */
  readonly highest: Map<string, ScoredObservation>;
}

interface DatedLabel {
  readonly label: Label;
  readonly day: number;
  /** Its key-day. */
  readonly name: string;
}

export class CaseOutcomeBuilder {
  readonly #setup: OutcomeSetup;
  readonly #zone: Zone;
  /** Labels to be found, one a key-day: the first of it. */
  readonly #wanted = new Map<string, DatedLabel>();
  /** Key-days of other labels, and the smaller part of a label that goes on over midnight. */
  readonly #aside = new Set<string>();
  readonly #gathered: Gathered[] = [];

  constructor(setup: OutcomeSetup) {
    this.#setup = setup;
    this.#zone = Zone.of(setup.zone);
    for (const label of setup.labels) {
      const isWanted = setup.labelled.counts(label);
      const day = mainDayOf(label, this.#zone);
      const name = keyDayName(label.key, day);
      if (isWanted && !this.#wanted.has(name)) this.#wanted.set(name, { label, day, name });
      const last = localDayNumber(label.to - 1, this.#zone);
      for (let other = localDayNumber(label.from, this.#zone); other <= last; other++) {
        if (!isWanted || other !== day) this.#aside.add(keyDayName(label.key, other));
      }
    }
  }

  /** Opens a scorer; the first one of all is the base. @returns what takes its observations */
  scorer({ name, kind }: Pick<ScorerOutcome, 'name' | 'kind'>): (observation: ScoredObservation) => void {
    const { zone, labelled } = this.#setup;
    const days = new KeyDays({ zone, judges: labelled.judges }, this.#wanted.keys());
    const highest = new Map<string, ScoredObservation>();
    this.#gathered.push({ name, kind, days, highest });
    return (observation) => {
      const { key, time, score } = observation;
      days.add(key, time, score);
      if (kind === 'naive') return;
      const day = keyDayName(key, days.dayOf(time));
      if (!this.#wanted.has(day)) return;
      const known = highest.get(day);
      if (known === undefined || score > known.score) highest.set(day, observation);
    };
  }

  outcome(): CaseOutcome {
    const base = this.#gathered[0].days;
    const keys = new Map<string, number>();
    const indexOf = (key: string): number => {
      const known = keys.get(key);
      if (known !== undefined) return known;
      keys.set(key, keys.size);
      return keys.size - 1;
    };
    const rows: { key: string; day: number }[] = [];
    const rowOf = new Map<string, number>();
    let setAside = 0;
    for (const { key, day } of base.all()) {
      const name = keyDayName(key, day);
      if (this.#aside.has(name) && !this.#wanted.has(name)) {
        setAside++;
        continue;
      }
      rowOf.set(name, rows.length);
      rows.push({ key, day });
    }
    const wanted = [...this.#wanted.values()];
    const labels = wanted.map(({ label: { key, from, kind, strength, note }, name }): LabelledDay => {
      return { key: indexOf(key), row: rowOf.get(name) ?? -1, from, kind, strength, note };
    });
    return {
      case: this.#setup.labelled.name,
      seed: this.#setup.seed,
      keyOf: rows.map(({ key }) => indexOf(key)),
      keys: [...keys.keys()],
      scorers: this.#gathered.map(({ name, kind, days, highest }) => ({
        name,
        kind,
        scores: rows.map(({ key, day }) => days.scoreOf(key, day) ?? -1),
        rises: wanted.map(({ label, day }) => risesOf(days.momentsOf(label.key, day), begin(label))),
        highest: wanted.map((dated) => inWords(highest.get(dated.name))),
      })),
      labels,
      setAside,
    };
  }
}

/** The local day that holds most of a label, the first of two that hold as much. */
export function mainDayOf({ from, to }: Pick<Label, 'from' | 'to'>, zone: Zone): number {
  const midnight = floorTo('day', to - 1, zone);
  return localDayNumber(to - midnight > midnight - from ? to - 1 : from, zone);
}

/** Rules round times down to the second. */
function begin({ from }: Label): number {
  return Math.floor(from / secondMs) * secondMs;
}

/** From `from` on, each moment higher than all before it: the first that reaches a threshold is among them. */
function risesOf(moments: readonly ScoredMoment[], from: number): ScoredMoment[] {
  const rises: ScoredMoment[] = [];
  for (const moment of moments) {
    if (moment[0] >= from && moment[1] > (rises.at(-1)?.[1] ?? -1)) rises.push(moment);
  }
  return rises;
}

function inWords(observation: ScoredObservation | undefined): string {
  if (observation === undefined) return '';
  return observation.features
    .map(
      ({ feature, observed, expected, score }) =>
        `${feature} ${observed} scores ${score}, usual is ${expected}`,
    )
    .join('; ');
}
