import { expect, it } from 'vitest';
import { limitText } from '../../actors/limit-text.ts';

it.each([
  ['count() > 15', 'count()', 'at most 15'],
  ['count() >= 6', 'count()', 'below 6'],
  ['average(share) < 0.5', 'average(share)', 'at least 0.5'],
  ['sum(bytes) <= 10', 'sum(bytes)', 'above 10'],
  ['count() > 15 and sum(bytes) > 3', 'count()', ''],
  ['count() > 15', 'sum(bytes)', ''],
  ['count() = 3', 'count()', ''],
])('says what is ordinary where %s alerts, for %s', (condition, aggregate, expected) => {
  expect(limitText(condition, aggregate)).toBe(expected);
});
