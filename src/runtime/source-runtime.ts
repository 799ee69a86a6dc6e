/**
 * One source at work: its clock, its rules, and the steps between them.
 *
 * A batch is cut into steps wherever the clock passes a tick at which deadlines may stand. Within a step no timer can
 * be due, so each rule takes all rows of the step in one go; between steps the timers that are due fire, instant by
 * instant: key actors first, then the samples they sent, then the peer groups. So the result does not depend on where
 * batches begin or end.
 */

import type { Batch } from '../event/batch.ts';
import type { SourceProgram } from '../language/program.ts';
import { keyBytesMax } from '../limits.ts';
import { shardOf } from '../memory/key-table.ts';
import { KeyReader } from './key-reader.ts';
import type { Mailbox } from './mailbox.ts';
import type { OrderedOutputs } from './ordered-outputs.ts';
import type { PrivateActors } from './private-actors.ts';
import type { RuleRuntime } from './rule-runtime.ts';
import { SourceIntake } from './source-intake.ts';

export interface SourceRuntimeSetup {
  readonly program: SourceProgram;
  readonly rules: readonly RuleRuntime[];
  /** Actors of the embedder's own that listen to this source. */
  readonly privateActors: readonly PrivateActors[];
  readonly mailbox: Mailbox;
  readonly outputs: OrderedOutputs;
  readonly batchRows: number;
  readonly afterBatch: () => void;
}

export class SourceRuntime {
  readonly name: string;
  readonly program: SourceProgram;
  /** Clock, duplicates, refused records. */
  readonly intake: SourceIntake;
  readonly #setup: SourceRuntimeSetup;
  readonly #tickMs: number;
  readonly #keys: readonly KeyReader[];
  readonly #clockAt: Float64Array;
  readonly #accepted: Int32Array;
  /** Rows of the step that the rule at hand takes, and the slots of their actors. */
  readonly #chosen: Int32Array;
  readonly #located: Int32Array;
  #nextDue = Number.POSITIVE_INFINITY;
  #hasEnded = false;

  constructor(setup: SourceRuntimeSetup) {
    const { program, rules, batchRows, privateActors, outputs } = setup;
    const { schema } = program;
    this.name = schema.name;
    this.program = program;
    this.#setup = setup;
    const waitMs = Math.max(schema.latenessMs, ...rules.map((rule) => rule.program.latenessMs));
    this.intake = new SourceIntake({ schema, waitMs, outputs });
    const ticks = rules.map((rule) => rule.program.tickMs);
    if (privateActors.length > 0 || ticks.length === 0) ticks.push(schema.precisionMs);
    this.#tickMs = ticks.reduce(greatestCommonDivisor);
    this.#keys = program.keys.map((key) => new KeyReader(key, batchRows));
    this.#clockAt = new Float64Array(batchRows);
    this.#accepted = new Int32Array(batchRows);
    this.#chosen = new Int32Array(batchRows);
    this.#located = new Int32Array(batchRows);
  }

  /** Hands on what has been reported so far. */
  flush(): void {
    this.intake.reportRefusals(Number.POSITIVE_INFINITY, 0);
    this.#setup.outputs.flush();
  }

  /** Handles the rows of a batch. */
  handle(batch: Batch): void {
    const { outputs } = this.#setup;
    outputs.followListeners();
    for (const key of this.#keys) key.nextBatch();
    let step = 0;
    let tick = Math.floor(this.intake.now / this.#tickMs);
    for (let row = 0; row < batch.rows; row++) {
      if (this.intake.hasRefusals) this.intake.reportRefusals(batch.number[row], row);
      if (!this.intake.admit(batch, row)) continue;
      const now = this.intake.now;
      const reached = Math.floor(now / this.#tickMs);
      if (reached !== tick) {
        this.#runStep(batch, step);
        step = 0;
        tick = reached;
        if (this.#nextDue <= now) this.#fireUntil(now);
      }
      this.#clockAt[row] = now;
      this.#accepted[step++] = row;
    }
    this.#runStep(batch, step);
    this.flush();
    this.#setup.afterBatch();
  }

  /** Time passes without an event, to an instant: what is due by then fires. */
  advanceTo(instant: number): void {
    this.#setup.outputs.followListeners();
    this.intake.advanceTo(instant);
    this.#refreshDue();
    if (this.#nextDue <= this.intake.now) this.#fireUntil(this.intake.now);
    this.flush();
    this.#setup.afterBatch();
  }

  /** Goes on with actors that were restored: their deadlines count. */
  resume(): void {
    this.#refreshDue();
  }

  /** The input has ended: nothing can come late any more, so all that ended before the last event is over. */
  finish(): void {
    this.#setup.outputs.followListeners();
    const last = this.intake.now;
    if (last === Number.NEGATIVE_INFINITY) return;
    this.#hasEnded = true;
    this.#refreshDue();
    this.#fireUntil(last);
    this.#setup.rules.forEach((rule, index) => {
      this.#setup.outputs.rule = index;
      for (const host of rule.hosts) if (host.behaviour.settle !== undefined) host.conclude('settle');
      for (const host of rule.hosts) host.conclude();
    });
    this.#setup.outputs.flush();
  }

  #runStep(batch: Batch, rows: number): void {
    if (rows === 0) return;
    const { rules, privateActors, outputs } = this.#setup;
    for (let index = 0; index < rules.length; index++) {
      outputs.rule = index;
      this.#runRule(rules[index], batch, rows);
    }
    privateActors.forEach((actors, which) => {
      outputs.rule = rules.length + which;
      for (let index = 0; index < rows; index++) {
        outputs.row = this.#accepted[index];
        actors.event(batch, this.#accepted[index], this.#clockAt[this.#accepted[index]]);
      }
    });
    outputs.row = -1;
    outputs.flush();
    this.#refreshDue();
  }

  /** Two passes: whom each row concerns, then the turns. */
  #runRule(rule: RuleRuntime, batch: Batch, rows: number): void {
    const { program, hosts } = rule;
    const { outputs } = this.#setup;
    const key = this.#keys[program.key];
    const shards = hosts.length;
    const chosen = this.#choose(rule, batch, rows);
    for (let index = 0; index < chosen; index++) {
      const row = this.#chosen[index];
      outputs.row = row;
      key.read(batch, row);
      const shard = shards === 1 ? 0 : shardOf(key.hash, shards);
      const located = this.#located[index];
      hosts[shard].event(batch, row, key.bytes, key.start, key.end, key.hash, located, this.#clockAt[row]);
    }
  }

  /** Fills in the rows that a rule takes, and where their actors are. @returns how many */
  #choose(rule: RuleRuntime, batch: Batch, rows: number): number {
    const { program, hosts } = rule;
    const { outputs } = this.#setup;
    let chosen = 0;
    const filter = program.filter < 0 ? undefined : this.program.filters[program.filter];
    const key = this.#keys[program.key];
    const shards = hosts.length;
    // A view has no window that could be over.
    const refusesLate = program.kind !== 'view';
    for (let index = 0; index < rows; index++) {
      const row = this.#accepted[index];
      outputs.row = row;
      try {
        if (filter !== undefined && !filter.matches(batch, row)) continue;
        if (!key.read(batch, row)) continue;
      } catch (failure) {
        this.#failEarly(rule, batch, row, failure);
        continue;
      }
      const beyondMs = this.#clockAt[row] - program.latenessMs - batch.time[row];
      if (beyondMs > 0 && refusesLate) {
        this.#late(rule, batch, row, beyondMs);
        continue;
      }
      if (key.end - key.start > keyBytesMax) {
        this.#refuseKey(rule, batch, row, key.end - key.start);
        continue;
      }
      const shard = shards === 1 ? 0 : shardOf(key.hash, shards);
      this.#chosen[chosen] = row;
      this.#located[chosen++] = hosts[shard].locate(key.bytes, key.start, key.end, key.hash);
    }
    rule.events += chosen;
    return chosen;
  }

  #late(rule: RuleRuntime, batch: Batch, row: number, beyondMs: number): void {
    rule.late++;
    const { position, time } = batch;
    this.#setup.outputs.late({
      source: this.name,
      rule: rule.program.name,
      position: position[row],
      time: time[row],
      beyondMs,
    });
  }

  #failEarly(rule: RuleRuntime, batch: Batch, row: number, failure: unknown): void {
    rule.failedEarly++;
    const message = failure instanceof Error ? failure.message : String(failure);
    this.#setup.outputs.deadLetter({
      source: this.name,
      position: batch.position[row],
      code: 'rule-failed',
      rule: rule.program.name,
      reason: `filter or key: ${message}`,
    });
  }

  #refuseKey(rule: RuleRuntime, batch: Batch, row: number, bytes: number): void {
    rule.failedEarly++;
    this.#setup.outputs.deadLetter({
      source: this.name,
      position: batch.position[row],
      code: 'key-too-long',
      rule: rule.program.name,
      reason: `a key takes at most ${keyBytesMax} bytes, found ${bytes}`,
    });
  }

  /** Once the input has ended a rule waits for nothing late: its deadlines come earlier by its own lateness, in whole ticks. */
  #notAwaitedMs({ program: { latenessMs, tickMs } }: RuleRuntime): number {
    return this.#hasEnded ? Math.ceil(latenessMs / tickMs) * tickMs : 0;
  }

  /** An actor waits one instant longer: until nothing of the instant itself can come. */
  #notAwaitedByActorsMs(): number {
    return this.#hasEnded ? this.program.schema.latenessMs + 1 : 0;
  }

  #refreshDue(): void {
    let due = Number.POSITIVE_INFINITY;
    for (const rule of this.#setup.rules) due = Math.min(due, rule.nextDue() - this.#notAwaitedMs(rule));
    for (const actors of this.#setup.privateActors)
      due = Math.min(due, actors.nextDue() - this.#notAwaitedByActorsMs());
    this.#nextDue = due;
  }

  #fireUntil(now: number): void {
    const { rules, privateActors, mailbox, outputs } = this.#setup;
    while (this.#nextDue <= now) {
      const instant = this.#nextDue;
      rules.forEach((rule, index) => {
        outputs.rule = index;
        const reached = instant + this.#notAwaitedMs(rule);
        for (const host of rule.hosts) if (host.nextDue() <= reached) host.fire(reached);
      });
      mailbox.deliver();
      for (const rule of rules) {
        const reached = instant + this.#notAwaitedMs(rule);
        for (const host of rule.groupHosts) if (host.nextDue() <= reached) host.fire(reached);
      }
      privateActors.forEach((actors, index) => {
        outputs.rule = rules.length + index;
        actors.fire(instant + this.#notAwaitedByActorsMs());
      });
      outputs.flush();
      this.#refreshDue();
    }
  }
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
