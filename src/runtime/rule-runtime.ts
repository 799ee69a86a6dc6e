/** One rule at work: its hosts by shard, its peer groups' hosts, and what it has counted. */

import type { RuleProgram, SourceProgram } from '../language/program.ts';
import type { Dictionary } from '../memory/dictionary.ts';
import type { Heap } from '../memory/heap.ts';
import type { Ledger } from '../memory/ledger.ts';
import type { ActorKinds, RuleActors, SupervisedRule } from './actor-kinds.ts';
import { Host, type TurnFailure } from './host.ts';
import { showKey } from './key-text.ts';
import type { Mailbox } from './mailbox.ts';
import type { Decision, Outputs, RuleMetrics } from './output.ts';
import type { StateStore } from './state-store.ts';

/** What all rules of an engine share. */
export interface SharedParts {
  readonly kinds: ActorKinds;
  readonly shards: number;
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  readonly ledger: Ledger;
  readonly mailbox: Mailbox;
  readonly store: StateStore;
  readonly decide: (decision: Decision) => void;
}

export class RuleRuntime {
  readonly program: RuleProgram;
  /** One host a shard. */
  readonly hosts: readonly Host[];
  /** Hosts of the peer groups' actors. */
  readonly groupHosts: readonly Host[];
  events = 0;
  alerts = 0;
  late = 0;
  /** Failures before a turn began: filter or key. */
  failedEarly = 0;
  readonly #source: string;

  constructor(program: RuleProgram, source: SourceProgram, shared: SharedParts, outputs: Outputs) {
    this.program = program;
    this.#source = source.schema.name;
    const actors = this.#createActors(program, source, shared, outputs);
    const onFailure = (failure: TurnFailure) => {
      outputs.deadLetter({
        source: this.#source,
        position: failure.turn.position,
        code: 'rule-failed',
        rule: program.name,
        key: showKey(failure.key),
        reason: failure.reason,
      });
    };
    const onReturn = (key: string, reason: string, weightBytes: number) => {
      shared.decide({ kind: 'returned', rule: program.name, key: showKey(key), reason, weightBytes });
    };
    const openHosts = (name: string, behaviour: RuleActors['behaviour']) =>
      Array.from({ length: shared.shards }, (_, shard) => {
        const space = `${program.stateId}/${name}/${shard}`;
        return new Host({ ...shared, space, tickMs: program.tickMs, behaviour, onFailure, onReturn });
      });
    const groupHosts: Host[] = [];
    for (const group of actors.groups) {
      const hosts = openHosts(group.name, (host) => group.behaviour(host));
      group.bind(hosts);
      groupHosts.push(...hosts);
    }
    this.groupHosts = groupHosts;
    this.hosts = openHosts(program.name, (host) => actors.behaviour(host));
  }

  /** What the supervisor may evict: the key actors; peer groups are few and everybody needs them. */
  supervised(): SupervisedRule {
    const { name, priority, memoryBytes } = this.program;
    return { name, priority, memoryBytesMax: memoryBytes ?? Number.POSITIVE_INFINITY, hosts: this.hosts };
  }

  nextDue(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const host of this.hosts) due = Math.min(due, host.nextDue());
    for (const host of this.groupHosts) due = Math.min(due, host.nextDue());
    return due;
  }

  metrics(): RuleMetrics {
    const keys = { learn: 0, ready: 0, close: 0, expire: 0 };
    let [failed, judged, evicted, returned, weightBytes] = [this.failedEarly, 0, 0, 0, 0];
    for (const host of this.hosts) {
      keys.learn += host.phases.learn;
      keys.ready += host.phases.ready;
      keys.close += host.phases.close;
      keys.expire += host.phases.expire;
      failed += host.failed;
      judged += host.judged;
      evicted += host.evicted;
      returned += host.returned;
      weightBytes += host.weightBytes;
    }
    for (const host of this.groupHosts) weightBytes += host.weightBytes;
    const { name, kind } = this.program;
    const { events, alerts, late } = this;
    return {
      rule: name,
      kind,
      source: this.#source,
      events,
      judged,
      alerts,
      late,
      failed,
      keys,
      evicted,
      returned,
      weightBytes,
    };
  }

  #createActors(
    program: RuleProgram,
    source: SourceProgram,
    shared: SharedParts,
    outputs: Outputs,
  ): RuleActors {
    const { kinds, heap, dictionary, ledger, mailbox } = shared;
    const { zone } = source.schema;
    if (program.kind === 'baseline')
      return kinds.baseline({ program, heap, dictionary, ledger, mailbox, outputs, zone });
    return kinds.rule({ program, heap, dictionary, ledger, mailbox, outputs, zone });
  }
}
