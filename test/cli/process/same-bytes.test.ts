/** The same input gives the same bytes, whatever the number of shards and however little memory there is. */

import { describe, expect, it } from 'vitest';
import { Workplace } from './program.ts';
import { fileOf, putRules } from './vpn-records.ts';

const outputs = ['alerts', 'baselines', 'scores', 'late'] as const;

describe('a replay', () => {
  it('writes the same bytes again, with 7 shards and in one byte of memory', async (test) => {
    const workplace = new Workplace(test, { events: shuffled(fileOf('ndjson')) });
    const rules = putRules(workplace);
    const replay = async (name: string, ...options: readonly string[]) => {
      const paths = outputs.flatMap((kind) => [`--${kind}`, `${name}-${kind}`]);
      const ended = await workplace.run(
        'replay',
        rules,
        '--events',
        'events',
        '--json',
        ...paths,
        ...options,
      );
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      const lines = ended.stdout.trimEnd().split('\n');
      const summary = JSON.parse(lines.pop()!);
      return { told: lines, written: outputs.map((kind) => workplace.read(`${name}-${kind}`)), summary };
    };
    const [first, again, sharded, tiny] = await Promise.all([
      replay('first'),
      replay('again'),
      replay('sharded', '--shards', '7'),
      replay('tiny', '--memory', '1', '--decisions', 'decisions'),
    ]);
    expect(again).toEqual(first);
    expect(sharded.written).toEqual(first.written);
    expect(sharded.told).toEqual(first.told);
    expect(tiny.written).toEqual(first.written);
    expect(tiny.told).toEqual(first.told);
    for (const text of first.written) expect(text).not.toBe('');
    const [{ rules: tinyRules }] = tiny.summary.runs;
    expect(tinyRules[0].evicted).toBeGreaterThan(10);
    const reasons = workplace.records('decisions').map(({ kind, reason }) => `${kind}: ${reason}`);
    expect(reasons).toContainEqual(expect.stringMatching(/^evicted: .*above .* memory.*; worth /));
    expect(reasons).toContainEqual('returned: something came for its key');
  });
});

/** Every 40th line comes 30 lines later than it should, some of them too late. */
function shuffled(text: string): string {
  const lines = text.trimEnd().split('\n');
  for (let line = 0; line + 30 < lines.length; line += 40)
    lines.splice(line + 30, 0, ...lines.splice(line, 1));
  return `${lines.join('\n')}\n`;
}
