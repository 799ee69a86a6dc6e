/** All actors of one embedder's definition: a private chain per key, fed in order of event time. */

import { Subject, Subscription } from 'rxjs';
import { type Batch, type Column, TextColumn } from '../event/batch.ts';
import type { SourceSchema } from '../event/schema.ts';
import type { Value } from '../language/program.ts';
import { actorFailuresMax, privateChainBytes, reorderEventsMax, waitingEventBytes } from '../limits.ts';
import { EventTimeScheduler } from '../time/event-time-scheduler.ts';
import { formatInstant } from '../time/instant.ts';
import type { ActorAlert, ActorDefinition, ActorEvent } from './actor-definition.ts';
import { alertId } from './alert.ts';
import { FailureCounts } from './failure-counts.ts';
import { keyScheduler } from './key-scheduler.ts';
import type { Decision, Outputs, RuleMetrics } from './output.ts';
import { ReorderBuffer } from './reorder-buffer.ts';

interface Chain {
  readonly events: Subject<ActorEvent>;
  subscription: Subscription;
  lastSeen: number;
  /** Alerts already given at `alertTime`: tells several of one instant apart. */
  alertTime: number;
  alertsThen: number;
}

export interface PrivateActorsSetup {
  readonly definition: ActorDefinition;
  readonly schema: SourceSchema;
  readonly outputs: Outputs;
  readonly decide: (decision: Decision) => void;
}

export class PrivateActors {
  readonly #setup: PrivateActorsSetup;
  readonly #scheduler: EventTimeScheduler;
  readonly #waiting = new ReorderBuffer();
  readonly #chains = new Map<string, Chain>();
  readonly #failures: FailureCounts;
  #columns: readonly Column[] | undefined;
  /** Of the record that an actor is hearing of; 0 while its timers run. */
  #position = 0;
  #key = '';
  #events = 0;
  #alerts = 0;
  #late = 0;
  #failed = 0;
  #expired = 0;

  constructor(setup: PrivateActorsSetup) {
    this.#setup = setup;
    this.#scheduler = new EventTimeScheduler({ onError: (error) => this.#fail(this.#key, error) });
    this.#failures = new FailureCounts({ scheduler: this.#scheduler, idleMs: setup.definition.idleMs });
  }

  /** Takes an event in. It goes to its actor once nothing earlier can come any more. */
  event(batch: Batch, row: number, clock: number): void {
    const { definition, schema, outputs } = this.#setup;
    const time = batch.time[row];
    const position = batch.position[row];
    const beyondMs = clock - schema.latenessMs - time;
    const event = this.#read(batch, row);
    let key: string | undefined;
    try {
      key = definition.key(event);
    } catch (failure) {
      this.#report(undefined, `key: ${reasonOf(failure)}`, position);
      return;
    }
    if (key === undefined) return;
    if (beyondMs > 0) {
      this.#late++;
      outputs.late({ source: schema.name, rule: definition.name, position, time, beyondMs });
      return;
    }
    this.#events++;
    this.#waiting.push({ event, key, position, tie: JSON.stringify(event.fields) });
    if (this.#waiting.size > reorderEventsMax) this.#deliver();
  }

  /** Earliest clock at which something is to be done. */
  nextDue(): number {
    const next = Math.min(this.#waiting.nextTime(), this.#scheduler.nextDue());
    // Delays may have fractions of a millisecond; the clock has none.
    return Math.ceil(next) + this.#setup.schema.latenessMs + 1;
  }

  /** The clock has reached an instant: everything before instant − lateness is complete. */
  fire(instant: number): void {
    this.#advance(instant - this.#setup.schema.latenessMs - 1);
  }

  metrics(): RuleMetrics {
    const { definition, schema } = this.#setup;
    return {
      rule: definition.name,
      kind: 'actor',
      source: schema.name,
      events: this.#events,
      judged: this.#events,
      alerts: this.#alerts,
      late: this.#late,
      failed: this.#failed,
      keys: { learn: 0, ready: 0, close: this.#chains.size, expire: this.#expired },
      evicted: 0,
      returned: 0,
      weightBytes: this.#chains.size * privateChainBytes + this.#waiting.size * waitingEventBytes,
      noiseBytes: 0,
    };
  }

  #advance(horizon: number): void {
    while (this.#waiting.nextTime() <= horizon) this.#deliver();
    this.#scheduler.advanceTo(horizon);
  }

  #deliver(): void {
    const { event, key, position } = this.#waiting.pop();
    this.#scheduler.advanceTo(event.time);
    if (this.#failures.of(key) >= actorFailuresMax) {
      this.#report(key, 'the actor is quarantined, because it has failed too often', position);
      return;
    }
    this.#position = position;
    this.#key = key;
    const chain = this.#chains.get(key) ?? this.#open(key, event.time);
    chain.lastSeen = event.time;
    chain.events.next(event);
    this.#position = 0;
  }

  #open(key: string, time: number): Chain {
    const { definition } = this.#setup;
    const events = new Subject<ActorEvent>();
    const chain: Chain = {
      events,
      subscription: new Subscription(),
      lastSeen: time,
      alertTime: 0,
      alertsThen: 0,
    };
    this.#chains.set(key, chain);
    try {
      const scheduler = keyScheduler(this.#scheduler, () => {
        this.#key = key;
      });
      chain.subscription = definition.behaviour(events, { key, scheduler }).subscribe({
        next: (alert) => this.#take(key, chain, alert),
        error: (error) => this.#fail(key, error),
        complete: () => this.#close(key),
      });
    } catch (failure) {
      this.#fail(key, failure);
    }
    this.#watchIdle(key, chain);
    return chain;
  }

  #watchIdle(key: string, chain: Chain): void {
    const { idleMs } = this.#setup.definition;
    const wait = chain.lastSeen + idleMs - this.#scheduler.now();
    this.#scheduler.schedule(() => {
      if (this.#chains.get(key) !== chain) return;
      if (chain.lastSeen + idleMs <= this.#scheduler.now()) this.#close(key);
      else this.#watchIdle(key, chain);
    }, wait);
  }

  #close(key: string): void {
    const chain = this.#chains.get(key);
    if (chain === undefined) return;
    this.#chains.delete(key);
    this.#expired++;
    chain.subscription.unsubscribe();
  }

  /** An error thrown at RxJS from here would end the process: what is no alert is a failure of the chain. */
  #take(key: string, chain: Chain, alert: ActorAlert): void {
    if (typeof alert?.message === 'string') this.#alert(key, chain, alert);
    else this.#fail(key, `the behaviour gave something that is no alert: ${String(alert)}`);
  }

  #alert(key: string, chain: Chain, alert: ActorAlert): void {
    const { definition, schema, outputs } = this.#setup;
    const time = this.#scheduler.now();
    chain.alertsThen = time === chain.alertTime ? chain.alertsThen + 1 : 0;
    chain.alertTime = time;
    this.#alerts++;
    outputs.alert({
      id: alertId(definition.name, chain.alertsThen, key, time),
      revision: 1,
      status: 'raised',
      rule: definition.name,
      title: definition.name,
      key,
      time,
      at: formatInstant(time, schema.zone),
      severity: alert.severity ?? 'medium',
      score: alert.score ?? 1,
      message: alert.message,
      features: [],
      count: 1,
      generation: 0,
      position: this.#position,
    });
  }

  /** A chain that fails is gone for RxJS; the key gets a new one with its next event, until it has failed too often. */
  #fail(key: string, failure: unknown): void {
    const failures = this.#failures.add(key);
    const chain = this.#chains.get(key);
    this.#chains.delete(key);
    chain?.subscription.unsubscribe();
    this.#report(key, reasonOf(failure));
    if (failures !== actorFailuresMax) return;
    this.#setup.decide({
      kind: 'quarantined',
      rule: this.#setup.definition.name,
      key,
      reason: `failed ${failures} times; its events go to the dead letters from now on`,
      weightBytes: privateChainBytes,
    });
  }

  #report(key: string | undefined, reason: string, position = this.#position): void {
    this.#failed++;
    const { definition, schema, outputs } = this.#setup;
    outputs.deadLetter({
      source: schema.name,
      position,
      code: 'actor-failed',
      rule: definition.name,
      reason,
      ...(key === undefined ? {} : { key }),
    });
  }

  #read(batch: Batch, row: number): ActorEvent {
    this.#columns ??= this.#setup.definition.fields.map((name) => batch.columns[batch.columnOf(name)]);
    const fields: Record<string, Value> = {};
    for (const column of this.#columns) {
      fields[column.field.name] = column instanceof TextColumn ? column.at(row) : column.values[row];
    }
    return { time: batch.time[row], fields };
  }
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
