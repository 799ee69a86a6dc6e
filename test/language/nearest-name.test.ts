/** Which name was probably meant. */

import { describe, expect, test } from 'vitest';
import { editDistance, nearestName } from '../../src/language/nearest-name.ts';

describe('nearestName', () => {
  test.each([
    ['clientip', 'client_ip'],
    ['acocunt', 'account'],
    ['ACCOUNT', 'account'],
    ['mins', 'min'],
  ])('%s means %s', (wanted, meant) => {
    expect(nearestName(wanted, ['account', 'client_ip', 'min'])).toBe(meant);
  });

  test.each(['ip', 'x', 'department', ''])('nothing is near "%s"', (wanted) => {
    expect(nearestName(wanted, ['account', 'client_ip', 'y'])).toBeUndefined();
  });
});

test('two swapped letters are one edit', () => {
  expect(editDistance('recieve', 'receive')).toBe(1);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
});
