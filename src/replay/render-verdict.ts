/** A verdict as lines for people: the expectation as written and, when it failed, what was found instead. */

import { harmless } from './display-text.ts';
import type { Verdict } from './judge-expectation.ts';
import type { Palette } from './palette.ts';
import { layoutFor, renderAlert } from './render-alert.ts';

const indentOfFound = '      ';

export function renderVerdict(
  verdict: Verdict,
  options: { readonly palette: Palette; readonly file: string; readonly width?: number },
): string {
  const { palette, file } = options;
  const text = harmless(verdict.expectation.text);
  if (verdict.holds) return `  ${palette.green('✓')} ${text}`;
  const { line } = verdict.expectation.place;
  const lines = [
    `  ${palette.red('✗')} ${palette.bold(text)}  ${palette.dim(`${file}:${line}`)}`,
    `${indentOfFound}found ${verdict.found}`,
    ...verdict.details.map((detail) => indentOfFound + detail),
  ];
  const layout = layoutFor(
    verdict.alerts.map(({ alert }) => alert),
    { palette, ...(options.width === undefined ? {} : { width: options.width - indentOfFound.length }) },
  );
  const differs = verdict.alerts.some(({ differences }) => differences.length > 0);
  if (verdict.alerts.length > 0) lines.push(`${indentOfFound}${differs ? 'nearest:' : 'such as:'}`);
  for (const { alert, differences } of verdict.alerts) {
    const difference =
      differences.length === 0 ? '' : `\n    ${palette.yellow(`differs: ${differences.join(', ')}`)}`;
    lines.push(indented(renderAlert(alert, layout) + difference));
  }
  return lines.join('\n');
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, indentOfFound);
}
