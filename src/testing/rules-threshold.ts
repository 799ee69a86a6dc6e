/** Random rules that count and sum over windows. */

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

const windows = [
  'over 10 minutes',
  'over 6 hours',
  'over 10 minutes every 5 minutes',
  'over 1 hour every 15 minutes',
  'over 3 hours every 30 minutes',
  'per hour',
  'per day',
];

export function thresholdRule(fields: RuleFields): fc.Arbitrary<(name: string) => string> {
  const conditions = [
    ...[1, 2, 5].map((least) => `count() > ${least}`),
    ...fields.amounts.flatMap((amount) => [
      `sum(${amount}) > 100`,
      `max(${amount}) > 90`,
      `min(${amount}) < 10`,
      `average(${amount}) > 50`,
    ]),
    ...fields.values.map((value) => `distinct(${value}) > 2`),
  ];
  const alert = fc.record({
    first: fc.constantFrom(...conditions),
    second: perhaps('', ...conditions.map((condition) => ` and ${condition}`)),
    window: fc.constantFrom(...windows),
    oncePer,
  });
  return fc.constantFrom(...fields.keys).chain((key) =>
    fc
      .record({
        head: headClauses(fields, key),
        alerts: fc.array(alert, { minLength: 1, maxLength: 2 }),
        severity: perhaps('severity low', 'severity high when count() > 3, else low'),
        lateness,
        importance,
      })
      .map((drawn) => (name: string) => {
        const alerts = drawn.alerts.flatMap((one) => [
          `alert "{${key.name}}: {count()}" when ${one.first}${one.second} ${one.window} ${one.oncePer}`,
          drawn.severity,
        ]);
        return ruleText(`rule ${name}`, [...drawn.head, ...alerts, drawn.lateness, drawn.importance]);
      }),
  );
}
