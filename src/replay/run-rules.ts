/** Runs rules over events: feeds an engine chunk by chunk, giving way to the caller after each, and hands back the outcome. */

import type { SourceSchema } from '../event/schema.ts';
import type { Metrics } from '../runtime/output.ts';
import { OutcomeCollector, type ReplaySinks } from './collect-outcome.ts';
import type { Outcome } from './outcome.ts';
import type { GeneratedLabel, ReplayEngine, ReplayFiles } from './replay-port.ts';

/** One stretch of input for one source, in its own format: a file, or bytes made here. */
export type Feed = { readonly source: string } & (
  | { readonly path: string }
  | {
      readonly chunks: Iterable<Uint8Array>;
      /** Known when the chunks have been walked. */
      readonly labels?: readonly GeneratedLabel[];
    }
);

/** Handed to the caller after each chunk. */
export interface Progress {
  /** Made when asked for: what the engine has done so far. */
  metrics(): Metrics;
  readonly alertCount: number;
  readonly sources: readonly SourceSchema[];
}

export interface RunOptions {
  /** Asked for once, when rules and names are found right and the events are there: nothing is written for a run that cannot start. */
  readonly openSinks: () => Promise<ReplaySinks>;
  /** Stops reading when it fires; what was read is finished. */
  readonly signal: AbortSignal;
}

/**
 * Feeds one after the other, then finishes the engine. The caller decides when to go on: between two steps it may draw,
 * write and look at signals. Input that cannot be read to its end ends the run and stands in the outcome, with all that
 * was read before.
 * @throws what files throw for events that are not there, before any are read.
 */
export async function* runRules(
  engine: ReplayEngine,
  feeds: Iterable<Feed>,
  { openSinks, signal, files }: RunOptions & { readonly files: ReplayFiles },
): AsyncGenerator<Progress, Outcome, void> {
  for (const feed of feeds) if ('path' in feed) await files.expectFile(feed.path);
  const collector = new OutcomeCollector(engine, await openSinks());
  const progress: Progress = {
    metrics: () => engine.metrics(),
    sources: engine.sources,
    get alertCount() {
      return collector.alertCount;
    },
  };
  const labels: GeneratedLabel[] = [];
  let metrics: Metrics | undefined;
  let failure: Error | undefined;
  let isEngineAtWork = false;
  const work = (step: () => void) => {
    isEngineAtWork = true;
    step();
    isEngineAtWork = false;
  };
  try {
    for (const feed of feeds) {
      const input = engine.input(feed.source);
      const isFile = 'path' in feed;
      const chunks = isFile ? files.readChunks(feed.path) : feed.chunks;
      for await (const chunk of untilAborted(chunks, signal)) {
        work(() => input.push(chunk));
        yield progress;
      }
      // The record that was being read stays out: half of it may well look like a whole one.
      if (signal.aborted) break;
      work(() => input.end());
      if (!isFile) for (const label of feed.labels ?? []) labels.push(label);
      yield progress;
    }
  } catch (error) {
    if (isEngineAtWork) throw error;
    failure = error as Error;
  } finally {
    // An engine that has thrown cannot be asked for more; its error must not be hidden by the next one.
    if (!isEngineAtWork) metrics = engine.finish();
    collector.close();
  }
  return collector.outcome({
    labels,
    metrics: metrics!,
    isInterrupted: signal.aborted,
    ...(failure === undefined ? {} : { failure }),
  });
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
  const onAbort = () => stop();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted) {
      // A promise of its own for each read: one that stands for the signal would keep every chunk raced against it.
      const next = await new Promise<IteratorResult<Uint8Array> | undefined>((resolve, reject) => {
        stop = () => resolve(undefined);
        iterator.next().then(resolve, reject);
      });
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // A read that never ends would also keep this from ending, so nobody waits for it.
    void iterator.return?.();
  }
}
