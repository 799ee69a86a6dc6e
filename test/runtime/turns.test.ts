import { describe, expect, it } from 'vitest';
import { defineFunction } from '../../src/index.ts';
import { hourMs, minuteMs } from '../../src/time/duration.ts';
import { logSource, type Row, run, settled } from './run-rules.ts';

const noon = Date.UTC(2025, 0, 6, 12);

/** Gives its argument back, but for one that it throws at. */
const picky = defineFunction({
  name: 'picky',
  summary: 'The text, unless it is "bad".',
  parameters: [{ name: 'text', types: ['text'] }],
  returns: 'text',
  failure: 'the text is "bad"',
  examples: [{ call: 'picky("good")', result: 'good' }],
  evaluate: (text) => {
    if (text === 'bad') throw new Error('picky was given "bad"');
    return text;
  },
});

const learning = 'during 6 hours with at least 3 events, keep 12 hours';
const other = `
baseline other on log for each who
  learn spot = usual values of place
  ${learning}
  alert "{who} is in {spot}" when new spot
`;
const baseline = (parts: {
  where?: string;
  key?: string;
  feature?: string;
  condition?: string;
  message?: string;
}) =>
  `${logSource({ lateness: '10 minutes' })}
baseline tested on log ${parts.where ?? ''} for each ${parts.key ?? 'who'}
  learn spot = usual values of ${parts.feature ?? 'place'}
  ${learning}
  alert "${parts.message ?? '{spot}'}" when new spot ${parts.condition ?? ''}
${other}`;

const visit = (minutes: number, place: string, team = 'good'): Row => [
  noon + minutes * minuteMs,
  { who: 'ann', place, team },
];
const rows = [
  visit(0, 'home'),
  visit(60, 'home'),
  visit(120, 'office'),
  visit(400, 'home'),
  visit(410, 'moon'),
  visit(1_200, 'home'),
];
/** The same records with bad ones among them. */
const withBad = (...places: string[]) => {
  const bad = [
    visit(30, places[0], 'bad'),
    visit(361, places[1] ?? places[0], 'bad'),
    visit(420, places[1] ?? places[0], 'bad'),
  ];
  return [...rows, ...bad].sort(([left], [right]) => Number(left) - Number(right));
};

describe('a turn that fails', () => {
  it.each([
    ['filter', { where: 'where picky(team) = "good"' }, 'filter or key: '],
    ['key', { key: 'concat(who, picky(team)) as name' }, 'filter or key: '],
    ['feature', { feature: 'concat(place, picky(team))' }, 'admit: '],
  ])('in its %s leaves all else as it was', (_part, parts, prefix) => {
    const rules = baseline(parts);
    const expected = run({ rules, functions: [picky] }, rows);
    const found = run({ rules, functions: [picky] }, withBad('mars'));
    const ofTested = ({ rule }: { rule: string }) => rule === 'tested';
    const plain = <Entry extends object>(entry: Entry) => ({ ...entry, position: 0 });
    expect(found.alerts.filter(ofTested).map(plain)).toEqual(expected.alerts.filter(ofTested).map(plain));
    expect(found.baselines.filter(ofTested)).toEqual(expected.baselines.filter(ofTested));
    expect(found.deadLetters).toHaveLength(3);
    expect(found.deadLetters[0]).toMatchObject({
      source: 'log',
      rule: 'tested',
      code: 'rule-failed',
      position: 2,
      reason: `${prefix}picky was given "bad"`,
    });
    expect(found.metrics.rules[0].failed).toBe(3);
    expect(found.metrics.rules[1]).toMatchObject({ failed: 0, events: 9 });
  });

  it.each([
    ['condition', { condition: 'and picky(team) = "good"' }],
    ['message', { message: '{spot} {picky(team)}' }],
  ])('in the %s of its alert learns nothing and reports nothing', (_part, parts) => {
    const rules = baseline(parts);
    const late: Row[] = [visit(361, 'mars', 'bad'), visit(355, 'mars')];
    const { alerts, deadLetters, baselines } = run({ rules, functions: [picky] }, [
      ...rows.slice(0, 3),
      ...late,
      visit(500, 'home'),
    ]);
    expect(deadLetters).toMatchObject([
      { rule: 'tested', key: 'ann', position: 4, reason: 'detect: picky was given "bad"' },
    ]);
    expect(alerts.filter(({ rule }) => rule === 'tested')).toEqual([]);
    expect(baselines.filter(({ rule }) => rule === 'tested').map(({ events }) => events)).toEqual([3, 4]);
  });

  it('is met by the next event of its key as if it had not been', () => {
    const rules = baseline({ condition: 'and picky(team) = "good"' });
    const { alerts } = run({ rules, functions: [picky] }, [
      ...rows.slice(0, 3),
      visit(500, 'mars', 'bad'),
      visit(501, 'mars'),
      visit(900, 'home'),
    ]);
    expect(alerts.filter(({ rule }) => rule === 'tested')).toMatchObject([{ position: 5, message: 'mars' }]);
  });

  it('evaluates what an alert shows before anything is learnt, even when nothing is judged yet', () => {
    const rules = `${logSource({ lateness: '10 minutes' })}
baseline tested on log for each who
  learn spot = usual values of place
  during 6 hours with at least 30 events, relearn every 2 hours, keep 12 hours
  alert "{picky(team)}" when new spot
`;
    const clean = [visit(0, 'home'), visit(130, 'home'), visit(300, 'home'), visit(500, 'home')];
    const found = run({ rules, functions: [picky] }, [
      ...clean.slice(0, 3),
      visit(362, 'mars', 'bad'),
      clean[3],
    ]);
    const expected = run({ rules, functions: [picky] }, clean);
    expect(found.deadLetters.map(({ reason }) => reason)).toEqual(['detect: picky was given "bad"']);
    expect(found.baselines).toEqual(expected.baselines);
    expect(found.metrics.rules[0].keys).toEqual(expected.metrics.rules[0].keys);
  });

  it('makes no actor for a key that is new', () => {
    const rules = baseline({ feature: 'picky(place)' });
    const { metrics, deadLetters } = run({ rules, functions: [picky] }, [visit(0, 'bad')]);
    expect(metrics.rules[0].keys).toEqual({ learn: 0, ready: 0, close: 0, expire: 0 });
    expect(deadLetters).toMatchObject([{ key: 'ann', rule: 'tested' }]);
  });
});

describe('a key expression that fails for one rule', () => {
  it('fails for every rule that shares it, and takes no key of another record', () => {
    const shared = (name: string) => `
rule ${name} on log for each picky(team) as name
  alert "{name} {count()}" when count() > 1 over 10 minutes
`;
    const rules = `${logSource()}${shared('one')}${shared('two')}`;
    const batchRows = 2;
    const { alerts, deadLetters, metrics } = run({ rules, functions: [picky], batchRows }, [
      visit(1, 'home', 'a'),
      visit(2, 'home', 'b'),
      visit(3, 'home', 'bad'),
      visit(4, 'home', 'bad'),
      visit(5, 'home', 'c'),
      visit(30, 'home', 'c'),
    ]);
    expect(alerts).toEqual([]);
    expect(deadLetters.map(({ rule, position }) => [position, rule])).toEqual([
      [3, 'one'],
      [3, 'two'],
      [4, 'one'],
      [4, 'two'],
    ]);
    expect(metrics.rules.map(({ events, failed }) => [events, failed])).toEqual([
      [4, 2],
      [4, 2],
    ]);
  });
});

describe('a timer turn that fails', () => {
  const daily = `${logSource()}
rule tested on log for each who
  alert "{picky(who)} {count()}" when count() < 3 over 10 minutes
`;

  it('is told once, and the windows after it are judged', () => {
    const rows = [1, 11, 21].flatMap((minutes): Row[] => [
      [noon + minutes * minuteMs, { who: 'bad' }],
      [noon + minutes * minuteMs, { who: 'ann' }],
    ]);
    const { alerts, deadLetters, metrics } = run({ rules: daily, functions: [picky] }, [
      ...rows,
      [noon + hourMs, {}],
    ]);
    expect(alerts.map(({ key, message }) => [key, message])).toEqual([
      ['ann', 'ann 1'],
      ['ann', 'ann 1'],
      ['ann', 'ann 1'],
    ]);
    expect(deadLetters.map(({ key, position, reason }) => [key, position, reason])).toEqual(
      Array.from({ length: 3 }, () => ['bad', 0, 'lifecycle: picky was given "bad"']),
    );
    expect(metrics.rules[0]).toMatchObject({ failed: 3, judged: 6 });
  });

  it('does not keep the other observations of the key from their second judgement', () => {
    const rules = `${logSource({ lateness: '10 minutes' })}
baseline tested on log for each who
  learn spot = usual values of place
  ${learning}
  alert "{spot}" when new spot or picky(spot) = "never"
`;
    const { alerts, deadLetters } = run({ rules, functions: [picky] }, [
      ...rows.slice(0, 3),
      visit(361, 'moon'),
      visit(362, 'bad'),
      visit(363, 'mars'),
      visit(355, 'bad'),
      visit(500, 'home'),
    ]);
    expect(settled(alerts).map(({ message }) => message)).toEqual(['moon', 'mars']);
    expect(deadLetters).toMatchObject([{ key: 'ann', reason: 'lifecycle: picky was given "bad"' }]);
  });
});
