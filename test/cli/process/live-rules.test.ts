/** A live run that is started again with other rules: what its plan says before is what happens to the state of each rule. */

import { describe, expect, it } from 'vitest';
import { LiveProgram } from './live-program.ts';
import {
  alertsIn,
  allRules,
  append,
  burst,
  codes,
  endAfter,
  eventsBetween,
  nights,
  places,
  replayed,
  rulesOf,
  standing,
} from './live-records.ts';
import { recordsOf, Workplace } from './program.ts';

const kept = { verdict: 'kept', reason: 'what it keeps means the same as before' };
const orphaned = { verdict: 'orphaned', reason: expect.stringContaining('so that the rule can come back') };

/** `plumbline plan --json`. */
async function planOf(workplace: Workplace, rules: string): Promise<readonly Record<string, unknown>[]> {
  const { code, stdout, stderr } = await workplace.run('plan', rules, '--state', 'state', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return recordsOf(stdout);
}

/** What a run with `--json` says about the state it goes on with. */
function restoredOf(stderr: string): readonly Record<string, unknown>[] {
  return recordsOf(stderr)
    .filter(({ kind }) => kind === 'state')
    .map(({ at: _, kind: __, ...told }) => told);
}

describe.concurrent('a run with other rules', () => {
  it('keeps what means the same, begins anew what does not, and finds again what was put back', async (test) => {
    const workplace = new Workplace(test, { 'live.rules': allRules });
    const count = 3_000;
    const [away, back] = [2_000, 2_300];
    const events = [...eventsBetween(0, count), endAfter(count)];
    const options = ['--json'];
    append(workplace, events.slice(0, away));
    const first = new LiveProgram(workplace, { rules: 'live.rules' });
    await first.untilRead(away);
    expect(await first.stop()).toBe(0);

    const filtered = nights.replace('on activity', 'on activity where code < 500');
    const tuned = burst.replace('rule error_burst', 'rule bursts').replace('count() > 4', 'count() > 6');
    const loud = burst.replace('rule error_burst', 'rule loud').replace('20 minutes', '30 minutes');
    workplace.write('changed.rules', rulesOf(codes, filtered, loud, tuned));
    const plan = await planOf(workplace, 'changed.rules');
    expect(plan).toEqual([
      { rule: 'codes', ...kept },
      { rule: 'nights', verdict: 'cold', reason: expect.stringMatching(/now: .*where code < 500/) },
      { rule: 'loud', verdict: 'cold', reason: expect.stringContaining('nor of a rule with this name') },
      { rule: 'bursts', verdict: 'kept', reason: 'it means the same as "error_burst" did' },
      { rule: 'places', ...orphaned },
      { rule: 'nights', ...orphaned },
    ]);
    append(workplace, events.slice(away, back));
    const second = new LiveProgram(workplace, { rules: 'changed.rules', options });
    const { rules } = await second.untilRead(back);
    expect(rules.find(({ rule }) => rule === 'nights')).toMatchObject({ alerts: 0, keys: { learn: 5 } });
    const { stderr } = await second.end('SIGTERM');
    expect(restoredOf(stderr).slice(0, 4)).toEqual(plan.slice(0, 4));
    expect(restoredOf(stderr).slice(4)).toEqual([
      { rule: 'places', verdict: 'orphaned' },
      { rule: 'nights', verdict: 'orphaned' },
    ]);

    expect(await planOf(workplace, 'live.rules')).toEqual([
      { rule: 'error_burst', verdict: 'kept', reason: 'it means the same as "bursts" did' },
      { rule: 'places', verdict: 'kept', reason: expect.stringContaining('when that rule went') },
      { rule: 'nights', verdict: 'kept', reason: expect.stringContaining('it has seen no event since then') },
      { rule: 'codes', ...kept },
      { rule: 'nights', ...orphaned },
      { rule: 'loud', ...orphaned },
    ]);
    append(workplace, events.slice(back));
    const third = new LiveProgram(workplace, { rules: 'live.rules' });
    await third.untilRead(events.length);
    const errors = events.filter((event) => event.includes('"code":500')).length;
    expect(await third.query('codes', 'code = 500')).toEqual([{ code: 500, events: errors }]);
    expect(await third.stop()).toBe(0);

    // What was away has seen nothing meanwhile, and has not learnt again.
    const seen = [...events.slice(0, away), ...events.slice(back)];
    const expected = await replayed(workplace, 'live.rules', seen);
    for (const rule of ['places', 'nights']) {
      const of = (alerts: readonly Record<string, unknown>[]) =>
        alerts.filter((alert) => alert.rule === rule);
      expect(of(standing(alertsIn(workplace)))).toEqual(of(expected));
      expect(of(expected).length).toBeGreaterThan(5);
    }
  });

  it('drops state that no rule has gone on with for too long, and says so', async (test) => {
    const workplace = new Workplace(test, {
      'all.rules': rulesOf(places, codes),
      'fewer.rules': rulesOf(codes),
    });
    append(workplace, eventsBetween(0, 1_000));
    const run = async (rules: string, options: readonly string[] = []): Promise<string> => {
      const program = new LiveProgram(workplace, { rules, options });
      await program.untilRead(1_000);
      const { code, stderr } = await program.end('SIGTERM');
      expect(code).toBe(0);
      return stderr;
    };
    await run('all.rules');
    expect(await run('fewer.rules')).toContain('state of "places": kept, though no rule goes on with it now');
    expect((await planOf(workplace, 'all.rules'))[0]).toMatchObject({ rule: 'places', verdict: 'kept' });
    expect(await run('fewer.rules', ['--keep-orphans', '1 ms'])).toContain('state of "places": dropped');
    expect((await planOf(workplace, 'all.rules'))[0]).toMatchObject({ rule: 'places', verdict: 'cold' });
    expect(await planOf(workplace, 'fewer.rules')).toEqual([{ rule: 'codes', ...kept }]);
  });
});
