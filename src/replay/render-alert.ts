/** One alert as one readable line: when, how severe, which rule, which key, what, and per feature why. */

import type { Severity } from '../language/ast.ts';
import type { Alert, AlertEvidence, JudgedFeature } from '../runtime/output.ts';
import { displayWidth, flowParts, harmless, type Part, padEnd } from './display-text.ts';
import { type Palette, plainPalette } from './palette.ts';

export interface AlertLayout {
  readonly palette: Palette;
  /** Columns of the terminal; one line however long when absent. */
  readonly width?: number;
  /** Columns that the names of rules and keys are padded to, so that a list stands in columns. */
  readonly ruleWidth: number;
  readonly keyWidth: number;
}

export const plainLayout: AlertLayout = { palette: plainPalette, ruleWidth: 0, keyWidth: 0 };

/** Longer names are not padded for: a column must not push everything else off the line. */
const nameWidthMax = 24;
const severityWidth = 'CRITICAL'.length;
const indentOfFeatures = 4;

/** A layout in which all of these alerts stand in columns. */
export function layoutFor(
  alerts: readonly Alert[],
  options: { readonly palette: Palette; readonly width?: number },
): AlertLayout {
  const widest = (texts: readonly string[]) =>
    Math.min(nameWidthMax, Math.max(0, ...texts.map((text) => displayWidth(harmless(text)))));
  return {
    ...options,
    ruleWidth: widest(alerts.map(({ rule }) => rule)),
    keyWidth: widest(alerts.map(({ key }) => key)),
  };
}

export function renderAlert(alert: Alert, layout: AlertLayout = plainLayout): string {
  const { palette } = layout;
  const isListed = layout.ruleWidth > 0;
  const severity = alert.severity.toUpperCase();
  const columns: readonly Part[] = [
    { plain: minuteOf(alert.at), paint: palette.dim },
    { plain: isListed ? padEnd(severity, severityWidth) : severity, paint: paintOf(alert.severity, palette) },
    { plain: padEnd(harmless(alert.rule), layout.ruleWidth) },
    { plain: padEnd(harmless(alert.key), layout.keyWidth), paint: palette.bold },
  ];
  const plain = columns.map((column) => column.plain).join('  ');
  const head = columns
    .map((column) => (column.paint === undefined ? column.plain : column.paint(column.plain)))
    .join('  ');
  const times = alert.count > 1 ? ` (${alert.count} times)` : '';
  return flowParts({
    head: { plain, paint: () => head },
    parts: [
      { plain: harmless(alert.message) + times },
      ...alert.features.map((feature) => ({
        plain: harmless(alert.generation === 0 ? limitText(feature) : featureText(feature)),
        paint: palette.dim,
      })),
      ...(alert.evidence === undefined
        ? []
        : [{ plain: harmless(evidenceText(alert.evidence)), paint: palette.dim }]),
    ],
    indent: indentOfFeatures,
    ...(layout.width === undefined ? {} : { width: layout.width }),
  });
}

/** How unusual a score is, for people: `new`, `1 in 400`, `usual`. */
export function unusualness(judged: { readonly score: number; readonly isNew?: boolean }): string {
  if (judged.isNew === true) return 'new';
  const tail = 1 - judged.score;
  if (tail > 0.5) return 'usual';
  if (tail < 1e-6) return 'rarer than 1 in a million';
  return `1 in ${Number((1 / tail).toPrecision(2)).toLocaleString('en-US')}`;
}

/** A threshold rule's value: there is nothing usual about it, only a limit. */
function limitText({ name, observed, expected }: JudgedFeature): string {
  return expected === '' ? `${name} ${observed}` : `${name} ${observed}, usual ${expected}`;
}

function featureText(feature: JudgedFeature): string {
  const expected = feature.expected === '' ? '' : `, usual ${feature.expected}`;
  const levels = (feature.levels ?? []).map((level) => `; ${level.name} ${unusualness(level)}`).join('');
  return `${feature.name} ${feature.observed}${expected} (${unusualness(feature)}${levels})`;
}

/** Bits are for those who tune rules; people see who and when. */
function evidenceText({ place, key, at }: AlertEvidence): string {
  return `${key} was highly unusual at ${place} before (${minuteOf(at)})`;
}

/** `2025-04-20T03:12:05+08:00` to the minute. */
function minuteOf(at: string): string {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)/.exec(at);
  return match === null ? harmless(at) : `${match[1]} ${match[2]}`;
}

function paintOf(severity: Severity, palette: Palette): (text: string) => string {
  switch (severity) {
    case 'critical':
      return (text) => palette.bold(palette.red(text));
    case 'high':
      return palette.red;
    case 'medium':
      return palette.yellow;
    case 'low':
      return palette.cyan;
  }
}
