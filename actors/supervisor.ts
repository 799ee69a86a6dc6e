/**
 * The supervisor: keeps every rule, and all of them together, within their memory.
 *
 * A rule beyond its own quota gives up actors of its own. When all rules together are beyond the engine's quota, the
 * rule furthest above its fair share gives first, where the fair share of the quota goes by priority. Within a rule the
 * actor to go is the one of lowest worth among a small seeded sample:
 *
 *     worth = ln(rule priority) + ln(reload cost / bytes) + ln(1 + decayed uses)
 *
 * with a reload cost of a fixed part and a part per byte. A sample of eight comes within a few percent of a full
 * ordering, needs no ordered structure, and is hard to steer: a flood of new keys only ever competes for the sample.
 * Actors used in the present batch stay as long as the sample holds others. Nothing learnt is lost: an evicted actor waits in
 * the store with its timers and comes back as it was. Every decision says why.
 */

import {
  type Decision,
  evictionSamples,
  type Host,
  type SupervisedRule,
  type Supervisor,
  type SupervisorSetup,
  showKey,
} from '../src/index.ts';

/** Reload cost: a look-up costs about as much as copying this many bytes. */
const reloadFixedBytes = 512;
/** Eviction goes on down to this part of the quota, so that it does not start again with the next event. */
const lowWater = 0.95;

export class QuotaSupervisor implements Supervisor {
  readonly #setup: SupervisorSetup;
  #random: number;

  constructor(setup: SupervisorSetup) {
    this.#setup = setup;
    this.#random = setup.seed >>> 0 || 1;
  }

  review(): void {
    for (const rule of this.#setup.rules) {
      for (const host of rule.hosts) host.nextEpoch();
      this.#shrink(rule, rule.memoryBytesMax, () => `rule "${rule.name}" is above its memory`);
    }
    this.#shrinkAll();
  }

  #shrink(rule: SupervisedRule, quotaBytes: number, why: () => string): void {
    if (weightOf(rule) <= quotaBytes) return;
    while (weightOf(rule) > quotaBytes * lowWater && this.#evictOne(rule, why)) {}
  }

  #shrinkAll(): void {
    const { rules, memoryBytesMax } = this.#setup;
    let total = rules.reduce((bytes, rule) => bytes + weightOf(rule), 0);
    if (total <= memoryBytesMax) return;
    const priorities = rules.reduce((sum, rule) => sum + rule.priority, 0);
    while (total > memoryBytesMax * lowWater) {
      const giver = this.#furthestAboveShare(memoryBytesMax / priorities);
      if (giver === undefined) return;
      const before = weightOf(giver);
      const why = () =>
        `all rules together are above the engine's memory, and "${giver.name}" is furthest above its share`;
      if (!this.#evictOne(giver, why)) return;
      total -= before - weightOf(giver);
    }
  }

  #furthestAboveShare(bytesPerPriority: number): SupervisedRule | undefined {
    let furthest: SupervisedRule | undefined;
    let excess = 0;
    for (const rule of this.#setup.rules) {
      if (!rule.hosts.some((host) => host.size > 0)) continue;
      const above = weightOf(rule) / (bytesPerPriority * rule.priority);
      if (furthest !== undefined && above <= excess) continue;
      furthest = rule;
      excess = above;
    }
    return furthest;
  }

  #evictOne(rule: SupervisedRule, why: () => string): boolean {
    let victim: Candidate | undefined;
    for (let sample = 0; sample < evictionSamples; sample++) {
      const host = this.#sampleHost(rule);
      if (host === undefined) return false;
      const slot = host.slotFrom(this.#next() % host.slotsEnd);
      const isInUse = host.restOf(slot) <= 1;
      const candidate: Candidate = { host, slot, worth: worthOf(rule, host, slot), isInUse };
      if (victim === undefined || goesBefore(candidate, victim)) victim = candidate;
    }
    if (victim === undefined) return false;
    const { host, slot, worth, isInUse } = victim;
    const weightBytes = host.weigh(slot);
    const decision: Decision = {
      kind: 'evicted',
      rule: rule.name,
      key: showKey(host.keyAt(slot)),
      reason: `${why()}; worth ${worth.toFixed(2)}, lowest of ${evictionSamples} sampled${isInUse ? ', all of them in use' : ''}`,
      weightBytes,
    };
    host.evict(slot);
    this.#setup.decide(decision);
    return true;
  }

  #sampleHost(rule: SupervisedRule): Host | undefined {
    const { hosts } = rule;
    const first = this.#next() % hosts.length;
    for (let step = 0; step < hosts.length; step++) {
      const host = hosts[(first + step) % hosts.length];
      if (host.size > 0) return host;
    }
    return undefined;
  }

  /** xorshift32: seeded, so that the same input evicts the same actors. */
  #next(): number {
    let value = this.#random;
    value ^= value << 13;
    value ^= value >>> 17;
    value ^= value << 5;
    this.#random = value >>> 0;
    return this.#random;
  }
}

function weightOf(rule: SupervisedRule): number {
  let bytes = 0;
  for (const host of rule.hosts) bytes += host.weightBytes;
  return bytes;
}

interface Candidate {
  readonly host: Host;
  readonly slot: number;
  readonly worth: number;
  /** Used in the batch that has just ended. */
  readonly isInUse: boolean;
}

function goesBefore(one: Candidate, other: Candidate): boolean {
  return one.isInUse === other.isInUse ? one.worth < other.worth : other.isInUse;
}

function worthOf(rule: SupervisedRule, host: Host, slot: number): number {
  const bytes = host.weigh(slot);
  return (
    Math.log(rule.priority) + Math.log((reloadFixedBytes + bytes) / bytes) + Math.log1p(host.useOf(slot))
  );
}
