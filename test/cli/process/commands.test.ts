/** Commands and options as they are typed: what they show, and what they say to a slip of the finger. */

import { describe, expect, it } from 'vitest';
import { Workplace } from './program.ts';
import { rules } from './web-records.ts';

describe('the program', () => {
  it('shows its plan, its help and its version', async () => {
    const workplace = new Workplace({ 'web.rules': rules });
    const [plan, help, version, ofReplay] = await Promise.all(
      ['explain web.rules', '--help', '--version', 'replay --help'].map((line) =>
        workplace.run(...line.split(' ')),
      ),
    );
    for (const { code, stderr } of [plan!, help!, version!, ofReplay!])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(plan!.stdout).toContain('rule burst\n');
    expect(plan!.stdout).toContain('count() >= 3 over 1 minute\n');
    expect(help!.stdout).toMatch(/replay .*\n.*check .*\n.*explain .*\n.*generate /s);
    expect(version!.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(ofReplay!.stdout).toContain('--dead-letters <file>');
  });

  it('ends with 2 and the nearest word for what it does not know', async () => {
    const workplace = new Workplace({ 'web.rules': rules });
    const slips = {
      'repaly web.rules': "error: unknown command 'repaly'\n(Did you mean replay?)\n",
      'replay web.rules --evnts -': "error: unknown option '--evnts'\n(Did you mean --events?)\n",
      'replay web.rules --shards 0': 'Expected a whole number from 1 to',
      'replay wbe.rules --events -': 'error: wbe.rules: there is no such file: did you mean "web.rules"?\n',
    };
    const ended = await Promise.all(Object.keys(slips).map((line) => workplace.run(...line.split(' '))));
    expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 3]);
    Object.values(slips).forEach((said, index) => {
      expect(ended[index]!.stderr).toContain(said);
      expect(ended[index]!.stdout).toBe('');
    });
  });
});
