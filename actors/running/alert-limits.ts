/**
 * How much surprise an alert needs when a rule limits its alerts: by the whole surprises of everyone, or of each tenant by
 * itself, where the rule says `limit alerts for each …`.
 */

import {
  type Address,
  alertLimitsKept,
  bitsWithinBudget,
  type PopulationCalibration,
} from '../../src/index.ts';
import type { Groups } from './group.ts';
import { everyoneKey, populationMin } from './judge.ts';

export interface AlertLimitsSetup {
  readonly population: PopulationCalibration;
  /** Whole surprises of all keys: the set of everyone's calibrations, and where in it they stand. */
  readonly everyone: Groups;
  readonly wholeOffset: number;
  /** Whole surprises by tenant; undefined when one limit holds for all keys. */
  readonly tenants: Groups | undefined;
  /** Level of the groups that are tenants. */
  readonly limitLevel: number;
}

/** What a limit asked for, as long as nothing more has come together. */
interface Limit {
  readonly evidence: number;
  readonly bits: number;
}

export class AlertLimits {
  readonly #setup: AlertLimitsSetup;
  readonly #limits = new Map<string, Limit>();

  constructor(setup: AlertLimitsSetup) {
    this.#setup = setup;
  }

  /** True when, by what was seen lately, no more than so many panes a day surprise as much. @param groups of the key, by level */
  allows(perDay: number, wholeBits: number, groups: readonly (string | undefined)[]): boolean {
    const { everyone, wholeOffset, tenants, limitLevel } = this.#setup;
    const tenant = tenants === undefined ? undefined : groups[limitLevel];
    if (tenants !== undefined && tenant !== undefined) {
      const committed = tenants.committed(tenant);
      return committed !== 0 && wholeBits >= this.#bits(committed, perDay, tenant);
    }
    const committed = everyone.committed(everyoneKey);
    return committed !== 0 && wholeBits >= this.#bits(committed + wholeOffset, perDay, '');
  }

  /** Counts the whole surprise of a pane for the tenant of its key. */
  note(wholeBits: number, groups: readonly (string | undefined)[], instant: number): void {
    const { population, tenants, limitLevel } = this.#setup;
    const tenant = groups[limitLevel];
    if (tenants === undefined || tenant === undefined) return;
    tenants.send(tenant, instant, (incoming) => population.note(incoming, wholeBits));
  }

  #bits(state: Address, perDay: number, tenant: string): number {
    const { population } = this.#setup;
    const evidence = population.evidence(state);
    if (evidence < populationMin) return Number.POSITIVE_INFINITY;
    const key = `${perDay} ${tenant}`;
    const known = this.#limits.get(key);
    if (known?.evidence === evidence) return known.bits;
    const bits = bitsWithinBudget({ calibration: population, state, perDay });
    if (known === undefined && this.#limits.size >= alertLimitsKept) this.#limits.clear();
    this.#limits.set(key, { evidence, bits });
    return bits;
  }
}
