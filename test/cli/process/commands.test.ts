/** Commands and options as they are typed: what they show, and what they say to a slip of the finger. */

import { describe, expect, it } from 'vitest';
import { Workplace } from './program.ts';
import { rules } from './web-records.ts';

describe.concurrent('the program', () => {
  it('shows its plan, its help and its version', async (test) => {
    const workplace = new Workplace(test, { 'web.rules': rules });
    const [plan, help, version] = await Promise.all(
      ['explain web.rules', '--help', '--version'].map((line) => workplace.run(...line.split(' '))),
    );
    for (const { code, stderr } of [plan!, help!, version!])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(plan!.stdout).toContain('rule burst\n');
    expect(plan!.stdout).toContain('count() >= 3 over 1 minute\n');
    expect(help!.stdout).toMatch(/replay .*\n.*check .*\n.*explain .*\n.*generate /s);
    expect(version!.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends with 2 and the nearest word for what it does not know', async (test) => {
    const workplace = new Workplace(test, { 'web.rules': rules });
    const slips = {
      'repaly web.rules': "error: unknown command 'repaly'\n(Did you mean replay?)\n",
      'replay web.rules --evnts -': "error: unknown option '--evnts'\n(Did you mean --events?)\n",
      'replay web.rules --shards 0': 'Expected a whole number from 1 to',
      'generate vpnuser': 'found "vpnuser"; did you mean "vpn-user"? There are:\n',
    };
    const ended = await Promise.all(Object.keys(slips).map((line) => workplace.run(...line.split(' '))));
    expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    Object.values(slips).forEach((said, index) => {
      expect(ended[index]!.stderr).toContain(said);
      expect(ended[index]!.stdout).toBe('');
    });
  });
});
