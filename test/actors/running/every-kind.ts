/** Every kind of feature that a running baseline can learn, as the rule language spells it, and records that have all of their fields. */

import type { Row, run } from '../../runtime/run-rules.ts';

type Reported = ReturnType<typeof run>;

export interface Kind {
  readonly feature: string;
  readonly per: 'event' | 'window';
}

const perEvent = [
  'usual hours of at',
  'usual hours of week of at within 1 hour',
  'usual hours by day type of at',
  'unusual presence of at',
  'usual values of place',
  'first seen place',
  'usual counts of place',
  'usual places of latitude, longitude',
  'travel speed of latitude, longitude, at',
  'range of amount',
  'expected amount given hour(at), total',
];
const perDay = [
  'range of sum(amount) per day',
  'frequency per day',
  'share of amount > 0 per day',
  'ratio of sum(amount) to sum(total) per day',
  'smoothed sum(amount) per day',
  'smoothed sum(amount) per day with season week',
  'periodic average(amount) per day',
  'series of average(amount) per day',
  'clusters of count(), sum(amount), distinct(place) per day',
  'expected sum(amount) given count(), distinct(place) per day',
  'isolation of count(), sum(amount) per day',
];

export const everyKind: readonly Kind[] = [
  ...perEvent.map((feature): Kind => ({ feature, per: 'event' })),
  ...perDay.map((feature): Kind => ({ feature, per: 'window' })),
];

/** Only features of a key's own history alone can be compared with those of groups. */
export const hasGroups = ({ feature }: Kind): boolean => !/^(smoothed|periodic|series|travel)/.test(feature);

export const everySource = `source log from ndjson
  fields at: time, who: text, team: text, place: text, amount: number, total: number,
         latitude: number, longitude: number
  time at, up to 10 minutes late, zone "UTC", precision 1 second
`;

/** A baseline of its own for each of some kinds, named by its feature, with clauses of a test's own. */
export function rulesOf(kinds: readonly Kind[], clauses = '', source = everySource): string {
  const baselines = kinds.map(
    ({ feature, per }, index) => `
baseline kind${index} on log for each who
  learn shown = ${feature}
  during 5 days with at least 5 ${per}s, keep learning
  unusual above 0.9
  ${clauses}
  alert "{who}: {shown}" when unusual shown
`,
  );
  return [source, ...baselines].join('');
}

/** Everything an engine says about some records. What it says must be sound: refusals apart, that is what `unsoundIn` looks at. */
export function unsoundIn({ alerts, baselines, deadLetters, scores, metrics }: Reported): readonly string[] {
  const isShare = (number: number) => number >= 0 && number <= 1;
  const refusals = ['wrong-type', 'time-far-ahead', 'time-absurd', 'time-unreadable', 'time-missing'];
  return [
    ...deadLetters.filter(({ code }) => !refusals.includes(code)).map(text),
    ...scores.filter(({ score, whole }) => !isShare(score) || !isShare(whole)).map(text),
    ...scores.filter(({ bits }) => !Number.isFinite(bits) || bits < 0).map(text),
    ...[...alerts, ...baselines].map(text).filter((line) => /null|NaN|Infinity|undefined/.test(line)),
    ...(Number.isSafeInteger(metrics.weightBytes) ? [] : [`weighs ${metrics.weightBytes}`]),
  ];
}

/** Records in order of their times. */
export function inOrder(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort(([one], [other]) => Number(one) - Number(other));
}

function text(line: object): string {
  return JSON.stringify(line);
}
