/** Compares what two runs reported: the last revision of every alert, and whether anything came twice. */

export interface Comparison {
  /** Alerts of the undisturbed run. */
  readonly alerts: number;
  /** Messages that came again with an id and revision that had come before. */
  readonly repeated: number;
  /** Empty when the runs reported the same. */
  readonly differences: readonly string[];
}

interface Message {
  readonly id: string;
  readonly revision: number;
}

export function compareAlerts(
  calm: readonly string[],
  chaos: readonly string[],
  { exactlyOnce }: { readonly exactlyOnce: boolean },
): Comparison {
  const differences: string[] = [];
  const expected = lastRevisions(calm);
  const found = lastRevisions(chaos);
  if (expected.size === 0) differences.push('the undisturbed run reported nothing: nothing was tested');
  for (const [id, value] of expected) {
    const other = found.get(id);
    if (other === undefined) differences.push(`lost: ${value}`);
    else if (other !== value) differences.push(`expected ${value}\n   found ${other}`);
  }
  for (const [id, value] of found) if (!expected.has(id)) differences.push(`too many: ${value}`);
  const repeated = chaos.length - new Set(chaos.map(nameOf)).size;
  if (exactlyOnce && repeated > 0) differences.push(`${repeated} messages came twice`);
  return { alerts: expected.size, repeated, differences };
}

/** By id: the last revision without its number, which tells how often it was told and not what. */
function lastRevisions(values: readonly string[]): Map<string, string> {
  const last = new Map<string, { readonly revision: number; readonly told: string }>();
  for (const value of values) {
    const { revision, ...alert } = JSON.parse(value) as Message;
    const known = last.get(alert.id);
    if (known === undefined || known.revision <= revision)
      last.set(alert.id, { revision, told: JSON.stringify(alert) });
  }
  return new Map([...last].map(([id, { told }]) => [id, told]));
}

function nameOf(value: string): string {
  const { id, revision } = JSON.parse(value) as Message;
  return `${id} ${revision}`;
}
