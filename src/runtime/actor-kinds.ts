/** The port through which the engine gets its behaviours: `src/` knows how actors live, `actors/` what they do. */

import type { BaselineProgram, ThresholdProgram, ViewProgram } from '../language/program.ts';
import type { Dictionary } from '../memory/dictionary.ts';
import type { Heap } from '../memory/heap.ts';
import type { Ledger } from '../memory/ledger.ts';
import type { Zone } from '../time/zone.ts';
import type { Behaviour } from './behaviour.ts';
import type { Host } from './host.ts';
import type { Mailbox } from './mailbox.ts';
import type { Decision, Outputs } from './output.ts';

/** What a rule's actors are given. */
export interface ActorContext<Program> {
  readonly program: Program;
  readonly heap: Heap;
  readonly dictionary: Dictionary;
  /** Who is charged for state that stands neither in the heap nor in the dictionary. */
  readonly ledger: Ledger;
  readonly mailbox: Mailbox;
  readonly outputs: Outputs;
  readonly zone: Zone;
}

/** Actors that take samples from the actors of a rule: its peer groups. */
export interface GroupActors {
  /** "sent against department" */
  readonly name: string;
  /** Name of its space in the store; its number among all groups of the rule unless given. For those that may come and go. */
  readonly space?: string;
  behaviour(host: Host): Behaviour;
  /** Tells where the groups' actors live, one host a shard. */
  bind(hosts: readonly Host[]): void;
}

/** How the actors of one rule behave. */
export interface RuleActors {
  behaviour(host: Host): Behaviour;
  /** Bytes that its actors keep for noise reduction alone; nothing unless given. */
  noiseBytes?(): number;
  readonly groups: readonly GroupActors[];
}

/** All actors of one rule, as the supervisor sees them. */
export interface SupervisedRule {
  readonly name: string;
  /** 1 … 10 */
  readonly priority: number;
  readonly memoryBytesMax: number;
  readonly hosts: readonly Host[];
}

export interface Supervisor {
  /** Called between batches: brings weights back under the quotas. */
  review(): void;
}

export interface SupervisorSetup {
  readonly rules: readonly SupervisedRule[];
  /** Quota over all rules, in bytes; Infinity for none. */
  readonly memoryBytesMax: number;
  readonly seed: number;
  readonly decide: (decision: Decision) => void;
}

export interface ActorKinds {
  baseline(context: ActorContext<BaselineProgram>): RuleActors;
  rule(context: ActorContext<ThresholdProgram>): RuleActors;
  view(context: ActorContext<ViewProgram>): RuleActors;
  supervisor(setup: SupervisorSetup): Supervisor;
}
