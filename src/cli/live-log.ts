/** What a live run says while it works: for people as lines of text, for programs as lines of JSON. On standard error, but for alerts. */

import type { Engine } from '../engine.ts';
import { statusIntervalMs } from '../limits.ts';
import type { CheckpointReport } from '../live/checkpointer.ts';
import type { LiveProgress, LiveRun } from '../live/live-run.ts';
import { bytesText, countText } from '../replay/number-text.ts';
import { colouredPalette, plainPalette } from '../replay/palette.ts';
import { renderAlert } from '../replay/render-alert.ts';
import type { Alert, Metrics } from '../runtime/output.ts';
import type { StatePlan } from '../runtime/plan-state.ts';
import type { SavedRule } from '../runtime/saved-state.ts';
import type { TopicNotice } from '../runtime/topic.ts';
import type { CliIo, TextOutput } from './cli-io.ts';
import { counted } from './counted.ts';

export class LiveLog {
  readonly #io: CliIo;
  readonly #isJson: boolean;
  #checkpoints = 0;
  #last: CheckpointReport | undefined;

  constructor(io: CliIo, options: { readonly json: boolean }) {
    this.#io = io;
    this.#isJson = options.json;
  }

  /** An alert of rules without a sink. */
  alert(alert: Alert): void {
    const { stdout } = this.#io;
    const palette = stdout.isColoured ? colouredPalette : plainPalette;
    const layout = { palette, ruleWidth: 0, keyWidth: 0 };
    stdout.write(`${this.#isJson ? JSON.stringify(alert) : renderAlert(alert, layout)}\n`);
  }

  notice(notice: TopicNotice): void {
    this.#say('notice', notice.message, { ...notice });
  }

  warn(message: string): void {
    this.#say('warning', message, { message });
  }

  restored({ rules, orphans }: StatePlan, expired: readonly SavedRule[]): void {
    for (const { rule, verdict, reason } of rules) {
      if (rules.every((plan) => plan.saved === undefined) && orphans.length === 0) break;
      this.#say('state', `${rule}: ${verdict}; ${reason}`, { rule, verdict, reason });
    }
    for (const orphan of orphans) {
      const isGone = expired.includes(orphan);
      const text = isGone
        ? 'dropped, since no rule has gone on with it for too long'
        : 'kept, though no rule goes on with it now';
      this.#say('state', `state of "${orphan.name}": ${text}`, {
        rule: orphan.name,
        verdict: isGone ? 'dropped' : 'orphaned',
      });
    }
  }

  started({ inputs }: LiveProgress): void {
    for (const { source, topic, positions } of inputs) {
      const from = positions.map(({ partition, offset }) => `${partition}: ${countText(offset)}`).join(', ');
      const text = `${source} reads "${topic}", ${counted(positions.length, 'partition')} from offsets ${from}`;
      this.#say('started', text, { source, topic, positions });
    }
  }

  checkpoint(report: CheckpointReport): void {
    this.#checkpoints++;
    this.#last = report;
    if (this.#isJson) this.#say('checkpoint', '', { ...report });
  }

  stopped(metrics: Metrics, { isKept }: { readonly isKept: boolean }): void {
    const events = metrics.sources.reduce((sum, source) => sum + source.events, 0);
    const kept = isKept ? 'everything up to here is kept' : 'not everything up to here is kept';
    const text = `stopped; ${kept}: ${counted(events, 'event')} since the state began`;
    this.#say('stopped', text, { isKept, ...metrics });
  }

  /** Says from time to time how it goes, until the signal. */
  async report({
    engine,
    live,
    signal,
  }: {
    engine: Engine;
    live: LiveRun;
    signal: AbortSignal;
  }): Promise<void> {
    let before = this.#recordsOf(engine);
    while (!signal.aborted) {
      await this.#io.wait(statusIntervalMs, signal);
      if (signal.aborted) return;
      const records = this.#recordsOf(engine);
      if (records !== before)
        this.#say('status', this.#statusText(engine, live, records - before), this.#status(engine, live));
      before = records;
    }
  }

  #recordsOf(engine: Engine): number {
    return engine.metrics().sources.reduce((sum, source) => sum + source.records, 0);
  }

  #statusText(engine: Engine, live: LiveRun, records: number): string {
    const { rules, sources, weightBytes } = engine.metrics();
    const alerts = rules.reduce((sum, rule) => sum + rule.alerts, 0);
    const refused = sources.reduce((sum, source) => sum + source.refused, 0);
    const late = rules.reduce((sum, rule) => sum + rule.late, 0);
    const { input, output } = live.waitingBytes;
    const parts = [
      `${countText(Math.round(records / (statusIntervalMs / 1_000)))} records/s`,
      counted(alerts, 'alert'),
      `${countText(late)} late`,
      `${countText(refused)} refused`,
      `actors ${bytesText(weightBytes)}`,
      `waiting ${bytesText(input)} in, ${bytesText(output)} out`,
    ];
    const last = this.#last;
    if (last !== undefined)
      parts.push(
        `checkpoint ${this.#checkpoints}: ${counted(last.actors, 'actor')}, ${bytesText(last.bytes)} in ${countText(last.tookMs)} ms, pause ${countText(last.pausedMs)} ms`,
      );
    return parts.join('; ');
  }

  #status(engine: Engine, live: LiveRun): object {
    return { ...engine.metrics(), ...live.progress(), waitingBytes: live.waitingBytes };
  }

  #say(kind: string, text: string, told: object): void {
    const output: TextOutput = this.#io.stderr;
    const at = new Date(this.#io.epochMs()).toISOString();
    output.write(
      this.#isJson ? `${JSON.stringify({ at, kind, ...told })}\n` : `${at.slice(11, 19)}  ${text}\n`,
    );
  }
}
