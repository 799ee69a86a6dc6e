/** Runs rules over events: feeds an engine chunk by chunk, giving way to the caller after each, and hands back the outcome. */

import type { SourceSchema } from '../event/schema.ts';
import type { Metrics } from '../runtime/output.ts';
import { OutcomeCollector, type ReplaySinks } from './collect-outcome.ts';
import type { Outcome } from './outcome.ts';
import type { GeneratedLabel, ReplayEngine } from './replay-port.ts';

/** One stretch of input for one source, in its own format. */
export interface Feed {
  readonly source: string;
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Known when the chunks have been walked. */
  readonly labels?: readonly GeneratedLabel[];
}

/** Handed to the caller after each chunk. */
export interface Progress {
  /** Made when asked for: what the engine has done so far. */
  metrics(): Metrics;
  readonly alertCount: number;
  readonly sources: readonly SourceSchema[];
}

export interface RunOptions {
  readonly sinks: ReplaySinks;
  /** Stops reading when it fires; what was read is finished. */
  readonly signal: AbortSignal;
}

/**
 * Feeds one after the other, then finishes the engine. The caller decides when to go on: between two steps it may draw,
 * write and look at signals. Errors of the input are thrown after the engine has been finished, so that what was read is reported.
 */
export async function* runRules(
  engine: ReplayEngine,
  feeds: Iterable<Feed>,
  { sinks, signal }: RunOptions,
): AsyncGenerator<Progress, Outcome, void> {
  const collector = new OutcomeCollector(engine, sinks);
  const progress: Progress = {
    metrics: () => engine.metrics(),
    sources: engine.sources,
    get alertCount() {
      return collector.alertCount;
    },
  };
  const labels: GeneratedLabel[] = [];
  let metrics: Metrics | undefined;
  let isEngineAtWork = false;
  try {
    for (const feed of feeds) {
      if (signal.aborted) break;
      const input = engine.input(feed.source);
      for await (const chunk of untilAborted(feed.chunks, signal)) {
        isEngineAtWork = true;
        input.push(chunk);
        isEngineAtWork = false;
        yield progress;
      }
      input.end();
      for (const label of feed.labels ?? []) labels.push(label);
      yield progress;
    }
  } finally {
    // An engine that has thrown cannot be asked for more; its error must not be hidden by the next one.
    if (!isEngineAtWork) metrics = engine.finish();
    collector.close();
  }
  return collector.outcome({ labels, metrics: metrics!, isInterrupted: signal.aborted });
}

/** The chunks up to the signal, even when the next one never comes (a terminal, a pipe that stays open). */
async function* untilAborted(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  if (Symbol.iterator in chunks) {
    for (const chunk of chunks) {
      if (signal.aborted) return;
      yield chunk;
    }
    return;
  }
  const iterator = chunks[Symbol.asyncIterator]();
  let stop = () => {};
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    while (!signal.aborted) {
      const next = await Promise.race([iterator.next(), stopped]);
      if (next === undefined) return;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // A read that never ends would also keep this from ending, so nobody waits for it.
    void iterator.return?.();
  }
}
