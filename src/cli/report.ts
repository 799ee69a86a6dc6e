/** What a replay says at its end: for people as text, for programs as lines of JSON. */

import { alertsKeptMax } from '../limits.ts';
import { harmless } from '../replay/display-text.ts';
import type { Verdict } from '../replay/judge-expectation.ts';
import { countText } from '../replay/number-text.ts';
import { compareAlerts, type Outcome } from '../replay/outcome.ts';
import { colouredPalette, type Palette, plainPalette } from '../replay/palette.ts';
import { layoutFor, renderAlert } from '../replay/render-alert.ts';
import { renderVerdict } from '../replay/render-verdict.ts';
import { type Measured, renderSummary } from '../replay/summary-table.ts';
import type { Alert, Metrics } from '../runtime/output.ts';
import type { TextOutput } from './cli-io.ts';
import { counted } from './counted.ts';

/** One run that came to its end or was interrupted. */
export interface FinishedRun {
  readonly title: string;
  /** The scenario's directory and file; absent when rules were run over given events. */
  readonly scenario?: { readonly directory: string; readonly file: string };
  readonly outcome: Outcome;
  readonly verdicts: readonly Verdict[];
  readonly measured: Measured;
}

const severityOrder = ['critical', 'high', 'medium', 'low'] as const;

/** Writes the report of one run: its most severe alerts in order of time, its verdicts, its tables. */
export function writeReport(run: FinishedRun, output: TextOutput, alertsShownMax: number): void {
  const palette = output.isColoured ? colouredPalette : plainPalette;
  const width = output.columns === undefined ? {} : { width: output.columns };
  const where = run.scenario === undefined ? '' : `  ${palette.dim(run.scenario.directory)}`;
  output.write(`${palette.bold(harmless(run.title))}${where}\n`);
  writeAlerts(run.outcome, output, { palette, alertsShownMax, ...width });
  for (const verdict of run.verdicts) {
    output.write(`${renderVerdict(verdict, { palette, file: run.scenario?.file ?? '', ...width })}\n`);
  }
  if (run.verdicts.length > 0) output.write('\n');
  output.write(`${renderSummary(run.outcome.metrics, run.measured, palette)}\n`);
  output.write(run.outcome.isInterrupted ? `${palette.yellow('interrupted')}\n\n` : '\n');
}

/** Writes the alerts of one run, a line of JSON each, as fast as they are read. */
export async function writeAlertsAsJson(
  { outcome, scenario }: FinishedRun,
  output: TextOutput,
): Promise<void> {
  const origin = scenario === undefined ? {} : { scenario: scenario.directory };
  for (const alert of outcome.alerts) {
    output.write(`${JSON.stringify({ ...origin, ...alert })}\n`);
    await output.ready();
    if (output.isAbandoned) return;
  }
}

/** What is left of a run when it has been told: many runs one after the other must not pile up their alerts. */
export interface ToldRun {
  readonly title: string;
  readonly directory?: string;
  readonly verdicts: readonly Pick<Verdict, 'expectation' | 'holds' | 'found'>[];
  readonly alerts: number;
  readonly alertsNotKept: number;
  readonly isInterrupted: boolean;
  /** Why its input could not be read to its end. */
  readonly failure?: string;
  readonly metrics: Metrics;
}

export function toldRun({ title, scenario, outcome, verdicts }: FinishedRun): ToldRun {
  return {
    title,
    ...(scenario === undefined ? {} : { directory: scenario.directory }),
    verdicts: verdicts.map(({ expectation, holds, found }) => ({ expectation, holds, found })),
    alerts: outcome.alerts.length + outcome.alertsNotKept,
    alertsNotKept: outcome.alertsNotKept,
    isInterrupted: outcome.isInterrupted,
    ...(outcome.failure === undefined ? {} : { failure: outcome.failure.message }),
    metrics: outcome.metrics,
  };
}

export function runHolds({ verdicts }: Pick<ToldRun, 'verdicts'>): boolean {
  return verdicts.every(({ holds }) => holds);
}

/** The last line of the JSON output. It holds nothing of clocks or of the machine: same input, same line. */
export function summaryAsJson(runs: readonly ToldRun[], failed: number): string {
  const told = runs.map((run) => ({
    title: run.title,
    ...(run.directory === undefined ? {} : { scenario: run.directory }),
    interrupted: run.isInterrupted,
    ...(run.failure === undefined ? {} : { failure: run.failure }),
    alerts: run.alerts,
    alertsNotKept: run.alertsNotKept,
    expectations: run.verdicts.map(({ expectation, holds, found }) => ({
      line: expectation.place.line,
      text: expectation.text,
      holds,
      found,
    })),
    ...run.metrics,
  }));
  return JSON.stringify({ holds: failed === 0 && runs.every(runHolds), failed, runs: told });
}

/** `12 expectations in 4 scenarios: all hold`, one line. `failed` counts those that could not be run. */
export function totalText(runs: readonly ToldRun[], failed: number): string {
  const verdicts = runs.flatMap((run) => run.verdicts);
  const broken = verdicts.filter(({ holds }) => !holds).length;
  const interrupted = runs.some(({ isInterrupted }) => isInterrupted) ? ', interrupted' : '';
  const notRun = failed === 0 ? '' : `, ${failed} could not be run`;
  const ended = runs.filter(({ failure }) => failure === undefined).length;
  const counts = `${counted(verdicts.length, 'expectation')} in ${counted(ended + failed, 'scenario')}`;
  const judged =
    verdicts.length === 0 ? 'nothing was judged' : broken === 0 ? 'all hold' : `${broken} failed`;
  return `${counts}: ${judged}${notRun}${interrupted}`;
}

function writeAlerts(
  { alerts, alertsNotKept }: Outcome,
  output: TextOutput,
  options: { readonly palette: Palette; readonly width?: number; readonly alertsShownMax: number },
): void {
  const shown = mostSevere(alerts, options.alertsShownMax);
  const layout = layoutFor(shown, options);
  for (const alert of shown) output.write(`${renderAlert(alert, layout)}\n`);
  const more = alerts.length - shown.length;
  const { dim, yellow } = options.palette;
  if (more > 0) output.write(`${dim(`… and ${countText(more)} more, see --limit`)}\n`);
  if (alertsNotKept > 0) {
    const lost = `only the first ${countText(alertsKeptMax)} alerts are listed, ${countText(alertsNotKept)} more are in --alerts FILE`;
    output.write(`${yellow(lost)}\n`);
  }
  if (alerts.length === 0) output.write(`${dim('no alerts')}\n`);
  output.write('\n');
}

/** The most severe alerts, of equal ones those with the highest score, in order of time. */
function mostSevere(alerts: readonly Alert[], count: number): readonly Alert[] {
  if (alerts.length <= count) return alerts;
  const ranked = [...alerts].sort(
    (left, right) =>
      severityOrder.indexOf(left.severity) - severityOrder.indexOf(right.severity) ||
      right.score - left.score ||
      compareAlerts(left, right),
  );
  return ranked.slice(0, count).sort(compareAlerts);
}
