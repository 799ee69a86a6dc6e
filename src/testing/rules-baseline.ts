/** Random baselines, learning per event or per window. */

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
  readonly judgements: readonly string[];
}

/** Learning takes longer than any lateness, and than the longest window. */
function learning({ hours, of }: { readonly hours: readonly number[]; readonly of: 'events' | 'windows' }) {
  const draw = fc.record({
    hours: fc.constantFrom(...hours),
    relearn: fc.constantFrom(0, 0, 1 / 3, 0.5, 1, 2),
    keep: fc.constantFrom(0, 1, 2, 4),
    evidence: fc.integer({ min: 1, max: 5 }),
    warmStart: perhaps('', 'warm start'),
  });
  return draw.map(({ hours: learn, relearn, keep, evidence, warmStart }) => {
    const clauses = [`during ${learn} hours`, `with at least ${evidence} ${of}`];
    if (relearn > 0) clauses.push(`relearn every ${learn * relearn} hours`);
    if (keep > 0) clauses.push(`keep ${Math.max(learn, learn * relearn) * keep} hours`);
    return [...clauses, warmStart].join(' ');
  });
}

const valuesNoise = perhaps(
  '',
  'ignore values seen on fewer than 2 days',
  'ignore values seen on fewer than 2 days against history',
  'ignore values seen on fewer than 3 days against this period',
);
const outliersNoise = perhaps(
  '',
  'ignore outliers beyond 3 sigma',
  'ignore outliers beyond 2 sigma against history',
  'ignore outliers beyond 4 sigma against this period',
);
const threshold = perhaps('unusual above 0.5', 'unusual above 0.9', 'unusual above 0.99');

export function eventBaseline(fields: RuleFields): fc.Arbitrary<(name: string) => string> {
  const known: Feature[] = [
    ...fields.values.map((value, index) => ({
      name: `v${index}`,
      learn: `v${index} = usual values of ${value}`,
      judgements: [`new v${index}`, `unusual v${index}`, `rare v${index}`],
    })),
    { name: 'h', learn: 'h = usual hours of at', judgements: ['new h', 'unusual h'] },
    { name: 'w', learn: 'w = usual hours of week of at', judgements: ['unusual w'] },
    ...fields.amounts.map((amount, index) => ({
      name: `r${index}`,
      learn: `r${index} = range of ${amount}`,
      judgements: [`r${index} is unusual`, `r${index} is unusually high`, `r${index} is unusually low`],
    })),
  ];
  return fc.constantFrom(...fields.keys).chain((key) =>
    fc
      .record({
        head: headClauses(fields, key),
        features: fc.subarray(known, { minLength: 1 }),
        learning: learning({ hours: [6, 12, 24, 48], of: 'events' }),
        valuesNoise,
        outliersNoise,
        notLearnt: perhaps('', ...fields.conditions.map((condition) => `ignore where ${condition}`)),
        threshold,
        and: perhaps('', '', '', ...fields.conditions.map((condition) => `and ${condition}`)),
        asked: fc.array(fc.nat(2), { minLength: known.length, maxLength: known.length }),
        severity: fc.nat(2),
        shown: perhaps(...fields.shown.map((shown) => ` of {${shown}}`)),
        oncePer,
        lateness,
        importance,
      })
      .map((drawn) => (name: string) => {
        const judgements = drawn.features.map(
          ({ judgements: known }, index) => known[drawn.asked[index]! % known.length]!,
        );
        const names = drawn.features.map((feature) => feature.name);
        return ruleText(`baseline ${name}`, [
          ...drawn.head,
          `learn ${drawn.features.map(({ learn }) => learn).join(', ')}`,
          drawn.learning,
          names.some((feature) => !feature.startsWith('r')) ? drawn.valuesNoise : '',
          names.some((feature) => feature.startsWith('r')) ? drawn.outliersNoise : '',
          drawn.notLearnt,
          drawn.threshold,
          `alert "{${key.name}}: {${names.join('} {')}}${drawn.shown}"`,
          `when (${judgements.join(' or ')}) ${drawn.and}`,
          ['', `severity high when ${judgements[0]}, else low`, 'severity critical'][drawn.severity]!,
          drawn.oncePer,
          drawn.lateness,
          drawn.importance,
        ]);
      }),
  );
}

const windows = [
  { text: 'per hour', hours: [6, 12, 24] },
  { text: 'per day', hours: [48, 96] },
  { text: 'over 30 minutes', hours: [6, 12] },
  { text: 'over 2 hours', hours: [12, 24] },
];

export function windowBaseline(fields: RuleFields): fc.Arbitrary<(name: string) => string> {
  const measures = [
    'frequency',
    ...fields.amounts.flatMap((amount) =>
      ['sum', 'max', 'min', 'average'].map((aggregate) => `range of ${aggregate}(${amount})`),
    ),
    ...fields.values.map((value) => `range of distinct(${value})`),
  ];
  return fc.tuple(fc.constantFrom(...fields.keys), fc.constantFrom(...windows)).chain(([key, window]) => {
    const groups = fields.keys
      .filter(({ name }) => name !== key.name)
      .map(({ name }) => `, against ${name}, everyone`);
    return fc
      .record({
        head: headClauses(fields, key),
        measures: fc.subarray(measures, { minLength: 1, maxLength: 2 }),
        against: perhaps('', ', against everyone', ...groups),
        learning: learning({ hours: window.hours, of: 'windows' }),
        outliersNoise,
        threshold,
        quality: fc.constantFrom('unusual', 'unusually high', 'unusually low'),
        oncePer,
        lateness,
        importance,
      })
      .map((drawn) => (name: string) => {
        const features = drawn.measures.map(
          (measure, index) => `f${index} = ${measure} ${window.text}${drawn.against}`,
        );
        return ruleText(`baseline ${name}`, [
          ...drawn.head,
          `learn ${features.join(', ')}`,
          drawn.learning,
          drawn.outliersNoise,
          drawn.threshold,
          `alert "{${key.name}}: {f0}"`,
          `when ${features.map((_, index) => `f${index} is ${drawn.quality}`).join(' or ')}`,
          drawn.oncePer,
          drawn.lateness,
          drawn.importance,
        ]);
      });
  });
}
