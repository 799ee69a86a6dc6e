/** Drives a run from chunk to chunk: draws progress, waits for slow outputs, and lets signals have their turn. */

import { turnIntervalMs } from '../limits.ts';
import type { Progress } from '../replay/run-rules.ts';
import type { Measured } from '../replay/summary-table.ts';
import type { CliIo } from './cli-io.ts';
import type { OutputFiles } from './output-files.ts';
import { ProgressLine } from './progress-line.ts';

export interface Driven<Result> {
  readonly result: Result;
  readonly measured: Measured;
}

/** @throws what the run throws, and FileError when an output cannot be written; the run is then ended. */
export async function driveRun<Result>(
  run: AsyncGenerator<Progress, Result, void>,
  session: {
    readonly title: string;
    readonly io: CliIo;
    readonly outputs: OutputFiles;
    readonly stop: AbortController;
  },
): Promise<Driven<Result>> {
  const { io, outputs, stop } = session;
  const progress = new ProgressLine(session.title, io);
  const startedAt = io.now();
  let turnAt = startedAt;
  try {
    for (;;) {
      const step = await run.next();
      if (step.done === true) {
        const measured = { elapsedMs: io.now() - startedAt, processBytes: io.processBytes() };
        return { result: step.value, measured };
      }
      await outputs.ready();
      if (io.now() - turnAt < turnIntervalMs) continue;
      progress.draw(step.value);
      await io.turn();
      turnAt = io.now();
      if (io.stdout.isAbandoned) stop.abort();
    }
  } finally {
    progress.clear();
    // Ends a run that was left early; one that is done does not mind.
    await run.return(undefined as never);
  }
}
