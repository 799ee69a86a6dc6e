/** One line on a terminal, redrawn while a replay works: what, how far, how fast. */

import { progressIntervalMs } from '../limits.ts';
import { displayWidth, harmless } from '../replay/display-text.ts';
import { rateText } from '../replay/number-text.ts';
import type { Progress } from '../replay/run-rules.ts';
import { formatLocal } from '../time/instant.ts';
import type { CliIo } from './cli-io.ts';
import { counted } from './counted.ts';

const columnsDefault = 80;
const clearLine = '\r\u001b[K';

/** Draws nothing when standard error is no terminal. */
export class ProgressLine {
  readonly #io: CliIo;
  readonly #title: string;
  readonly #startedAt: number;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  constructor(title: string, io: CliIo) {
    this.#io = io;
    this.#title = title;
    this.#startedAt = io.now();
  }

  /** Redraws, but at most ten times a second. */
  draw(progress: Progress): void {
    const { stderr } = this.#io;
    const now = this.#io.now();
    if (!stderr.isTerminal || now - this.#drawnAt < progressIntervalMs) return;
    this.#drawnAt = now;
    this.#isDrawn = true;
    const text = progressText(this.#title, progress, now - this.#startedAt);
    stderr.write(clearLine + cut(text, (stderr.columns ?? columnsDefault) - 1));
  }

  clear(): void {
    if (this.#isDrawn) this.#io.stderr.write(clearLine);
    this.#isDrawn = false;
  }
}

/** `A DBA account: 120,000 events, 412,000/s, at Sun 2025-04-20 03:12, 3 alerts` */
export function progressText(title: string, progress: Progress, elapsedMs: number): string {
  const { sources } = progress.metrics();
  const records = sources.reduce((sum, source) => sum + source.records, 0);
  const clock = Math.max(...sources.map((source) => source.clock));
  const zone = progress.sources[0]?.zone;
  const at = zone === undefined || !Number.isFinite(clock) ? '' : `, at ${formatLocal(clock, zone)}`;
  const rate = elapsedMs > 0 ? `, ${rateText((records * 1000) / elapsedMs)}/s` : '';
  return `${harmless(title)}: ${counted(records, 'event')}${rate}${at}, ${counted(progress.alertCount, 'alert')}`;
}

function cut(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (displayWidth(kept + character) >= columns) break;
    kept += character;
  }
  return `${kept}…`;
}
