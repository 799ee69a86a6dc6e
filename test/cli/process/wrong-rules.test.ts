/** Rules with an error never start anything: no output is opened and no event read. */

import { describe, expect, it } from 'vitest';
import { Workplace } from './program.ts';
import { requests, rules } from './web-records.ts';

const wrongTwice = rules.replace('user: text', 'user: txt').replace('count() >= 3', 'cuont() >= 3');
const wrongOnce = 'rule other\n  on wbe for each user\n  alert "{user}" when count() >= 3 over 1 minute\n';

describe.concurrent('rules with errors', () => {
  it('are told about all together, and leave files and events alone', async (test) => {
    const workplace = new Workplace(test, {
      'a.rules': wrongTwice,
      'b.rules': wrongOnce,
      kept: 'of yesterday\n',
    });
    // Standard input stays open: a program that reads it would not end.
    const { code, stdout, stderr } = await workplace
      .start('replay', 'a.rules', 'b.rules', '--events', '-', '--alerts', 'kept', '--late', 'new', '--json')
      .end();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.match(/^error.*$/gm)).toEqual([
      'error[C007] a.rules:3:26: there is no type "txt"',
      'error[C005] a.rules:9:10: there is no function "cuont"',
      'error[C001] b.rules:2:6: there is no source "wbe"',
    ]);
    expect(stderr).not.toContain('\n\n\n');
    expect(stderr.match(/hint: .*$/gm)).toEqual([
      'hint: did you mean "text"?',
      'hint: did you mean "count"?',
      'hint: did you mean "web"?',
    ]);
    expect(workplace.read('kept')).toBe('of yesterday\n');
    expect(workplace.names()).toEqual(['a.rules', 'b.rules', 'kept']);
  });

  it('keep only their own scenario from being run', async (test) => {
    const scenario = `events\n${requests(60)}end\nexpect 10 alerts from burst\n`;
    const workplace = new Workplace(test, {
      'all/wrong/a.rules': wrongTwice,
      'all/wrong/scenario.txt': scenario,
      'all/right/a.rules': rules,
      'all/right/scenario.txt': scenario,
      kept: 'of yesterday\n',
    });
    const wrong = await workplace.run('replay', 'all/wrong', '--alerts', 'kept', '--scores', 'new');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no type "txt"') });
    expect(wrong.stdout).toBe('0 expectations in 1 scenario: nothing was judged, 1 could not be run\n');
    expect(workplace.names()).toEqual(['all', 'kept']);
    expect(workplace.read('kept')).toBe('of yesterday\n');

    const both = await workplace.run('replay', 'all', '--alerts', 'kept');
    expect(both.code).toBe(2);
    expect(both.stdout).toContain('1 expectation in 2 scenarios: all hold, 1 could not be run\n');
    expect(new Set(workplace.records('kept').map(({ id }) => id)).size).toBe(10);
  });
});
