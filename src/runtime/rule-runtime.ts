/** One rule at work: its hosts by shard, its peer groups' hosts, and what it has counted. */

import type { RuleProgram, SourceProgram } from '../language/program.ts';
import type { Dictionary } from '../memory/dictionary.ts';
import type { Heap } from '../memory/heap.ts';
import type { Ledger } from '../memory/ledger.ts';
import type { ActorKinds, RuleActors, SupervisedRule } from './actor-kinds.ts';
import { Host } from './host.ts';
import type { TurnFailure } from './host-setup.ts';
import { showKey } from './key-text.ts';
import type { Mailbox } from './mailbox.ts';
import type { Decision, Outputs, RuleMetrics } from './output.ts';
import type { RuleCounts } from './saved-state.ts';
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
  /** The epoch that is open in a durable store, 0 otherwise. */
  readonly epoch: number;
  readonly decide: (decision: Decision) => void;
}

export class RuleRuntime {
  readonly program: RuleProgram;
  /** Where its actors are in the store; those of its peer groups are in spaces of their own below it. */
  readonly space: string;
  /** One host a shard. */
  readonly hosts: readonly Host[];
  /** Hosts of the peer groups' actors. */
  readonly groupHosts: readonly Host[];
  events = 0;
  alerts = 0;
  late = 0;
  /** Failures before a turn began: filter or key. */
  failedEarly = 0;
  readonly #noiseBytes: () => number;
  readonly #source: string;

  constructor(
    program: RuleProgram,
    source: SourceProgram,
    shared: SharedParts,
    outputs: Outputs,
    space: string,
  ) {
    this.program = program;
    this.space = space;
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
    const { tickMs } = program;
    const openHosts = (place: string, behaviour: RuleActors['behaviour']) =>
      Array.from(
        { length: shared.shards },
        () => new Host({ ...shared, space: place, tickMs, behaviour, onFailure, onReturn }),
      );
    this.groupHosts = actors.groups.flatMap((group, index) => {
      const hosts = openHosts(`${space}/${group.space ?? index}`, (host) => group.behaviour(host));
      group.bind(hosts);
      return hosts;
    });
    this.hosts = openHosts(space, (host) => actors.behaviour(host));
    this.#noiseBytes = () => actors.noiseBytes?.() ?? 0;
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
      noiseBytes: this.#noiseBytes(),
    };
  }

  /** What was counted so far, to go on counting after a restart. */
  counts(): RuleCounts {
    const { keys, judged, evicted, returned, failed } = this.metrics();
    return { events: this.events, late: this.late, failed, judged, evicted, returned, keys };
  }

  restoreCounts(counts: RuleCounts): void {
    const [host] = this.hosts;
    this.events = counts.events;
    this.late = counts.late;
    this.failedEarly = counts.failed;
    Object.assign(host.phases, counts.keys);
    host.judged = counts.judged;
    host.evicted = counts.evicted;
    host.returned = counts.returned;
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
    if (program.kind === 'view')
      return kinds.view({ program, heap, dictionary, ledger, mailbox, outputs, zone });
    return kinds.rule({ program, heap, dictionary, ledger, mailbox, outputs, zone });
  }
}
