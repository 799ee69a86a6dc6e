/**
 * One source at work: its clock, its rules, and the steps between them.
 *
 * A batch is cut into steps wherever the clock passes a tick at which deadlines may stand. Within a step no timer can
 * be due, so each rule takes all rows of the step in one go; between steps the timers that are due fire, instant by
 * instant: key actors first, then the samples they sent, then the peer groups. So the result does not depend on where
 * batches begin or end.
 */

import type { Batch } from '../event/batch.ts';
import { RecentIdentities } from '../event/identity.ts';
import type { Refusal } from '../event/refusal.ts';
import type { SourceProgram } from '../language/program.ts';
import { keyBytesMax, timeAheadMsMax } from '../limits.ts';
import { shardOf } from '../memory/key-table.ts';
import { formatInstant } from '../time/instant.ts';
import { SourceClock } from '../time/watermark.ts';
import { KeyReader } from './key-reader.ts';
import type { Mailbox } from './mailbox.ts';
import type { OrderedOutputs } from './ordered-outputs.ts';
import type { SourceMetrics } from './output.ts';
import type { PrivateActors } from './private-actors.ts';
import type { RuleRuntime } from './rule-runtime.ts';

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
  readonly #setup: SourceRuntimeSetup;
  readonly #clock: SourceClock;
  readonly #tickMs: number;
  readonly #identities: RecentIdentities | undefined;
  readonly #identityColumn: number;
  readonly #waitMs: number;
  readonly #keys: readonly KeyReader[];
  readonly #clockAt: Float64Array;
  readonly #accepted: Int32Array;
  /** Rows of the step that the rule at hand takes, and the slots of their actors. */
  readonly #chosen: Int32Array;
  readonly #located: Int32Array;
  #nextDue = Number.POSITIVE_INFINITY;
  /** Refused records that stand behind the last event handled. */
  readonly #waitingRefusals: Refusal[] = [];
  #hasEnded = false;
  #records = 0;
  #events = 0;
  /** Position of the event that set the clock. */
  #firstPosition = 0;
  #refused = 0;
  #duplicates = 0;
  /** Lines left out on purpose, told by the decoder. */
  ignored = 0;
  readonly #refusedByCode: Record<string, number> = {};

  constructor(setup: SourceRuntimeSetup) {
    const { program, rules, batchRows, privateActors } = setup;
    const { schema } = program;
    this.name = schema.name;
    this.program = program;
    this.#setup = setup;
    this.#clock = new SourceClock({ precisionMs: schema.precisionMs, aheadMsMax: timeAheadMsMax });
    this.#tickMs = rules.reduce(
      (tick, rule) => greatestCommonDivisor(tick, rule.program.tickMs),
      schema.precisionMs,
    );
    if (rules.length > 0)
      this.#tickMs = rules.map((rule) => rule.program.tickMs).reduce(greatestCommonDivisor);
    if (privateActors.length > 0) this.#tickMs = Math.min(this.#tickMs, schema.precisionMs);
    this.#waitMs = Math.max(schema.latenessMs, ...rules.map((rule) => rule.program.latenessMs));
    this.#identityColumn =
      schema.identityField === undefined
        ? -1
        : schema.fields.findIndex(({ name }) => name === schema.identityField);
    if (this.#identityColumn >= 0) this.#identities = new RecentIdentities({ latenessMs: this.#waitMs });
    this.#keys = program.keys.map((key) => new KeyReader(key, batchRows));
    this.#clockAt = new Float64Array(batchRows);
    this.#accepted = new Int32Array(batchRows);
    this.#chosen = new Int32Array(batchRows);
    this.#located = new Int32Array(batchRows);
  }

  /** Takes a refused record, in the order of the input. It is reported between the events that stand around it. */
  refuse(refusal: Refusal): void {
    this.#records++;
    this.#refused++;
    this.#refusedByCode[refusal.code] = (this.#refusedByCode[refusal.code] ?? 0) + 1;
    this.#waitingRefusals.push(refusal);
  }

  /** Hands on what has been reported so far. */
  flush(): void {
    this.#reportRefusals(Number.POSITIVE_INFINITY, 0);
    this.#setup.outputs.flush();
  }

  /** Handles the rows of a batch. */
  handle(batch: Batch): void {
    const { outputs } = this.#setup;
    outputs.followListeners();
    for (const key of this.#keys) key.nextBatch();
    let step = 0;
    let tick = Math.floor(this.#clock.now / this.#tickMs);
    for (let row = 0; row < batch.rows; row++) {
      if (this.#waitingRefusals.length > 0) this.#reportRefusals(batch.position[row], row);
      if (!this.#admit(batch, row)) continue;
      const now = this.#clock.now;
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

  /** The input has ended: nothing can come late any more, so all that ended before the last event is over. */
  finish(): void {
    this.#setup.outputs.followListeners();
    const last = this.#clock.now;
    if (last === Number.NEGATIVE_INFINITY) return;
    this.#hasEnded = true;
    this.#refreshDue();
    this.#fireUntil(last);
    this.#setup.rules.forEach((rule, index) => {
      this.#setup.outputs.rule = index;
      for (const host of rule.hosts) host.conclude();
    });
    this.#setup.outputs.flush();
  }

  metrics(): SourceMetrics {
    return {
      source: this.name,
      records: this.#records + this.ignored,
      events: this.#events,
      refused: this.#refused,
      refusedByCode: { ...this.#refusedByCode },
      duplicates: this.#duplicates,
      ignored: this.ignored,
      clock: this.#clock.now,
    };
  }

  /** Clock and duplicates. Returns false when the row takes no part. */
  #admit(batch: Batch, row: number): boolean {
    const time = batch.time[row];
    const before = this.#clock.now;
    const verdict = this.#clock.observe(time, 0);
    if (verdict === 1) {
      this.#refuseAhead(time, batch.position[row], before);
      return false;
    }
    if (verdict === 2) this.#reportStrayStart(time, before);
    if (verdict === 2 || before === Number.NEGATIVE_INFINITY) this.#firstPosition = batch.position[row];
    this.#records++;
    if (this.#identities !== undefined) {
      const column = batch.columns[this.#identityColumn];
      if (this.#identities.isDuplicateRow(column, row, time, this.#clock.now - this.#waitMs)) {
        this.#duplicates++;
        return false;
      }
    }
    this.#events++;
    return true;
  }

  /** The first event had set the clock and was handled; by the second it is known to have been wrong. */
  #reportStrayStart(time: number, clock: number): void {
    const { zone, timeField } = this.program.schema;
    this.#setup.outputs.deadLetter({
      code: 'time-far-ahead',
      source: this.name,
      position: this.#firstPosition,
      reason:
        `the first event, at ${formatInstant(clock, zone)}, stands more than ${timeAheadMsMax / 86_400_000} days ahead of the ` +
        `next one, at ${formatInstant(time, zone)}; the source's clock starts anew from the next one`,
      field: timeField,
      sample: '',
    });
  }

  #refuseAhead(time: number, position: number, clock: number): void {
    const { zone } = this.program.schema;
    const reason =
      `the event is at ${formatInstant(time, zone)}, more than ${timeAheadMsMax / 86_400_000} days ahead of the source's ` +
      `clock at ${formatInstant(clock, zone)}; if that is right, events like it are taken after some more of them`;
    this.refuse({
      code: 'time-far-ahead',
      source: this.name,
      position,
      reason,
      field: this.program.schema.timeField,
      sample: '',
    });
  }

  /** Reports the refused records that stand before a position, ahead of the event in that row. */
  #reportRefusals(position: number, row: number): void {
    const { outputs } = this.#setup;
    outputs.row = row;
    outputs.rule = -1;
    let reported = 0;
    for (const refusal of this.#waitingRefusals) {
      if (refusal.position >= position) break;
      outputs.deadLetter(refusal);
      reported++;
    }
    this.#waitingRefusals.splice(0, reported);
    outputs.row = -1;
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
      if (beyondMs > 0) {
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
