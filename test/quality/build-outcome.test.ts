import { describe, expect, it } from 'vitest';
import type { Label } from '../../scenarios/index.ts';
import { Zone } from '../../src/time/zone.ts';
import { CaseOutcomeBuilder, mainDayOf } from './build-outcome.ts';
import type { ScoredObservation } from './engine-scorer.ts';
import type { LabelledCase } from './labelled-case.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

const labelled: LabelledCase = {
  name: 'case',
  world: 'vpn-user',
  judges: 'events',
  counts: ({ kind }) => kind === 'wanted',
  alternatives: [],
  naive: [],
  sight: () => undefined,
};

function label(key: string, hours: readonly [from: number, to: number], kind = 'wanted'): Label {
  return { key, from: hours[0] * hourMs, to: hours[1] * hourMs, kind, strength: 'clear', note: '' };
}

const seen = (key: string, hour: number, score: number): ScoredObservation => {
  return { key, time: hour * hourMs, score, features: [] };
};

function outcomeOf(
  labels: readonly Label[],
  base: readonly ScoredObservation[],
  other: readonly ScoredObservation[],
) {
  const builder = new CaseOutcomeBuilder({ labelled, zone: 'UTC', seed: 1, labels });
  const takeBase = builder.scorer({ name: 'base', kind: 'rules' });
  const takeOther = builder.scorer({ name: 'other', kind: 'naive' });
  base.forEach(takeBase);
  other.forEach(takeOther);
  return builder.outcome();
}

describe('the outcome of a case', () => {
  it('has the highest score of each key-day, for the key-days that the base judged', () => {
    const outcome = outcomeOf(
      [],
      [seen('ann', 1, 0.2), seen('ann', 5, 0.9), seen('ann', 25, 0.1), seen('bob', 3, 0.5)],
      [seen('ann', 2, 7), seen('bob', 40, 9)],
    );
    expect(outcome.keyOf.map((key) => outcome.keys[key])).toEqual(['ann', 'ann', 'bob']);
    expect(outcome.scorers.map(({ scores }) => scores)).toEqual([
      [0.9, 0.1, 0.5],
      [7, -1, -1],
    ]);
  });

  it('counts a label on a key-day that was not judged', () => {
    const outcome = outcomeOf([label('ann', [50, 51])], [seen('ann', 1, 0.2)], []);
    expect(outcome.labels).toMatchObject([{ row: -1, strength: 'clear' }]);
    expect(outcome.keys[outcome.labels[0].key]).toBe('ann');
  });

  it('sets key-days of other labels aside, and the smaller part of a label that goes on over midnight', () => {
    const outcome = outcomeOf(
      [label('ann', [1, 2], 'other'), label('bob', [23, 30])],
      [seen('ann', 1, 0.2), seen('ann', 26, 0.3), seen('bob', 23, 0.4), seen('bob', 29, 0.8)],
      [],
    );
    expect(outcome.scorers[0].scores).toEqual([0.3, 0.8]);
    expect(outcome.setAside).toBe(2);
    expect(outcome.labels).toMatchObject([{ row: 1 }]);
  });

  it('keeps of a labelled day each observation that is higher than all before it, from the label on', () => {
    const outcome = outcomeOf(
      [label('ann', [4, 9])],
      [seen('ann', 1, 0.99), seen('ann', 4, 0.2), seen('ann', 5, 0.1), seen('ann', 8, 0.7)],
      [],
    );
    expect(outcome.scorers[0].rises).toEqual([
      [
        [4 * hourMs, 0.2],
        [8 * hourMs, 0.7],
      ],
    ]);
  });

  it('counts a window for the day that it ends', () => {
    const builder = new CaseOutcomeBuilder({
      labelled: { ...labelled, judges: 'windows' },
      zone: 'UTC',
      seed: 1,
      labels: [label('ann', [10, 12])],
    });
    builder.scorer({ name: 'base', kind: 'rules' })(seen('ann', 24, 0.9));
    expect(builder.outcome().labels).toMatchObject([{ row: 0 }]);
  });
});

describe('the day of a label', () => {
  it.each([
    [2, 5, 0],
    [23, 24, 0],
    [20, 26, 0],
    [22, 26, 0],
    [23, 26, 1],
  ])('from %s h to %s h is day %s', (from, to, day) => {
    expect(mainDayOf(label('ann', [from, to]), Zone.of('UTC'))).toBe(day);
    expect(mainDayOf({ from: from * hourMs + dayMs, to: to * hourMs + dayMs }, Zone.of('UTC'))).toBe(day + 1);
  });
});
