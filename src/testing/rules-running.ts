/** Random baselines that go on learning, per event or per window. */

import fc from 'fast-check';
import {
  headClauses,
  importance,
  lateness,
  oncePer,
  perhaps,
  type RuleFields,
  ruleText,
} from './rules-fields.ts';

interface Feature {
  readonly name: string;
  readonly learn: string;
  readonly judgement: string;
  /** Whether it may be compared with groups. */
  readonly hasGroups: boolean;
  /** Whether it tells which keys are alike. */
  readonly isTelling: boolean;
}

const similarKeys = 'similar keys';

/** Learning takes longer than the longest window. */
function learning({ hours, of }: { readonly hours: readonly number[]; readonly of: 'events' | 'windows' }) {
  return fc
    .record({
      hours: fc.constantFrom(...hours),
      evidence: fc.integer({ min: 1, max: 5 }),
      halfLife: perhaps(', half-life 2 days', ', half-life 20 days'),
      forget: perhaps(', forget after 8 days', ', forget after 20 days'),
    })
    .map(
      ({ hours: learn, evidence, halfLife, forget }) =>
        `during ${learn} hours with at least ${evidence} ${of}, keep learning${halfLife}${forget}`,
    );
}

const doubts = perhaps(
  '',
  'no quarantine',
  'quarantine surprises above 0.6 for 2 days, admit after 2 days',
  'down-weight surprises above 0.5',
  'quarantine values seen on fewer than 2 days against this period for 2 days, admit after 2 days',
  'quarantine outliers beyond 2 sigma for 3 days, admit after 2 days',
);
const yardsticks = perhaps(
  '',
  '',
  'ignore values seen on fewer than 2 days',
  'down-weight values seen on fewer than 2 days against previous period',
  'ignore outliers beyond 3 sigma against this period',
  'clip outliers beyond 2 sigma against previous period',
);
const calibration = perhaps(
  '',
  'no calibration',
  'calibrate against everyone',
  'calibrate against own history',
);
const slow = perhaps('', 'add slow surprise over 3 days, weight 0.6');

/** How many alerts there may be, and for whom; without a group for all together. */
function limits(groups: readonly string[]): fc.Arbitrary<{ readonly most: string; readonly group: string }> {
  return fc.constantFrom(
    ...[none, none],
    ...['', ...groups.map((group) => `limit alerts for each ${group}`)].map((group) => ({
      most: 'at most 3 a day ',
      group,
    })),
  );
}

const none = { most: '', group: '' };

export function runningEventBaseline(fields: RuleFields): fc.Arbitrary<(name: string) => string> {
  const features: Feature[] = [
    ...fields.values.flatMap((value, index) => [
      {
        name: `v${index}`,
        learn: `usual values of ${value}`,
        judgement: `new v${index}`,
        hasGroups: true,
        isTelling: true,
      },
      {
        name: `f${index}`,
        learn: `first seen ${value}`,
        judgement: `new f${index}`,
        hasGroups: true,
        isTelling: false,
      },
    ]),
    { name: 'h', learn: 'usual hours of at', judgement: 'unusual h', hasGroups: true, isTelling: true },
    ...fields.amounts.flatMap((amount, index) => [
      {
        name: `r${index}`,
        learn: `range of ${amount}`,
        judgement: `r${index} is unusual`,
        hasGroups: true,
        isTelling: true,
      },
      {
        name: `e${index}`,
        learn: `expected ${amount} given hour(at)`,
        judgement: `unusual e${index}`,
        hasGroups: true,
        isTelling: false,
      },
    ]),
  ];
  return runningBaseline(fields, features, { window: '', shared: fields.values });
}

export function runningWindowBaseline(fields: RuleFields): fc.Arbitrary<(name: string) => string> {
  const features: Feature[] = [
    {
      name: 'n',
      learn: 'frequency',
      judgement: 'n is unusually high',
      hasGroups: true,
      isTelling: true,
    },
    ...fields.amounts.flatMap((amount, index) => [
      {
        name: `s${index}`,
        learn: `range of sum(${amount})`,
        judgement: `s${index} is unusual`,
        hasGroups: true,
        isTelling: true,
      },
      {
        name: `e${index}`,
        learn: `expected sum(${amount}) given count()`,
        judgement: `e${index} is unusually high`,
        hasGroups: true,
        isTelling: false,
      },
      {
        name: `l${index}`,
        learn: `smoothed average(${amount})`,
        judgement: `l${index} is unusual`,
        hasGroups: false,
        isTelling: false,
      },
    ]),
  ];
  return fc
    .constantFrom(' per hour', ' per day', ' over 2 hours')
    .chain((window) => runningBaseline(fields, features, { window, shared: [] }));
}

function runningBaseline(
  fields: RuleFields,
  known: readonly Feature[],
  { window, shared }: { readonly window: string; readonly shared: readonly string[] },
): fc.Arbitrary<(name: string) => string> {
  return fc.constantFrom(...fields.keys).chain((key) => {
    const groups = fields.keys
      .filter(({ name }) => name !== key.name)
      .map(({ name }) => `, against ${name}, everyone`);
    return fc
      .record({
        head: headClauses(fields, key),
        features: fc.subarray([...known], { minLength: 1, maxLength: Math.min(3, known.length) }),
        against: perhaps('', ', against everyone', `, against ${similarKeys}, everyone`, ...groups),
        learning: learning(
          window === '' ? { hours: [6, 24, 48, 120], of: 'events' } : { hours: [48, 120], of: 'windows' },
        ),
        doubts,
        yardsticks,
        calibration,
        slow,
        evidence: perhaps(...shared.map((value) => `add evidence of ${value} within 2 hours`)),
        limit: limits(fields.keys.map(({ name }) => name)),
        threshold: fc.constantFrom('unusual above 0.5', 'unusual above 0.9'),
        scored: perhaps('', ' or score > 0.8'),
        oncePer,
        lateness,
        importance,
      })
      .map((drawn) => (name: string) => {
        const tellsAlike = drawn.features.some(({ isTelling }) => isTelling);
        const against = tellsAlike ? drawn.against : drawn.against.replace(`${similarKeys}, `, '');
        const learn = drawn.features.map(
          (feature) => `${feature.name} = ${feature.learn}${window}${feature.hasGroups ? against : ''}`,
        );
        return ruleText(`baseline ${name}`, [
          ...drawn.head,
          `learn ${learn.join('\n        ')}`,
          drawn.learning,
          drawn.doubts,
          drawn.yardsticks,
          drawn.calibration,
          drawn.slow,
          drawn.evidence,
          drawn.limit.group,
          drawn.threshold,
          `alert ${drawn.limit.most}"{${key.name}}: {${drawn.features[0].name}}"`,
          `when ${drawn.features.map(({ judgement }) => judgement).join(' or ')}${drawn.scored}`,
          drawn.oncePer,
          drawn.lateness,
          drawn.importance,
        ]);
      });
  });
}
