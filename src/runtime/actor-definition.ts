/**
 * Actors of an embedder's own, written with stock RxJS operators.
 *
 * Each key gets a private chain of operators. Events reach it in order of event time, once lateness has passed, and
 * `context.scheduler` runs on event time: given to debounceTime, bufferTime, timeout and the like, they wait for the
 * events' time, so a replay reports what the live run reported. A private chain costs kilobytes and cannot be evicted:
 * for millions of keys write a rule.
 */

import type { Observable, SchedulerLike } from 'rxjs';
import type { Severity } from '../language/ast.ts';
import type { Value } from '../language/program.ts';

/** One event as an actor sees it: its time and the fields the definition asks for. */
export interface ActorEvent {
  /** Epoch ms. */
  readonly time: number;
  readonly fields: Readonly<Record<string, Value>>;
}

export interface ActorAlert {
  readonly message: string;
  readonly severity?: Severity;
  /** 0 … 1; 1 unless given. */
  readonly score?: number;
}

export interface ActorContext {
  readonly key: string;
  /** Event time. */
  readonly scheduler: SchedulerLike;
}

export interface ActorDefinition {
  /** Stands as the rule's name in alerts and metrics. */
  readonly name: string;
  /** Source whose events it takes. */
  readonly on: string;
  /** Fields it reads. */
  readonly fields: readonly string[];
  /** Key of an event; undefined leaves the event out. May throw: the event then goes to the dead letters. */
  readonly key: (event: ActorEvent) => string | undefined;
  /** The chain of one key: events in, alerts out. */
  readonly behaviour: (events: Observable<ActorEvent>, context: ActorContext) => Observable<ActorAlert>;
  /** A key is forgotten when it had no event for so long, in ms of event time. */
  readonly idleMs: number;
}

/** Declares an actor kind, for the types' sake. */
export function defineActor(definition: ActorDefinition): ActorDefinition {
  return definition;
}
