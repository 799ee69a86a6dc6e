import { expect, it } from 'vitest';
import { logSource, open } from './run-rules.ts';

const separator = '\u001f';

it('a key of one part is said whole, whatever characters it has', () => {
  const session = open({
    rules: `${logSource()} rule seen on log for each who alert "<{who}>" when count() >= 1 over 10 minutes`,
  });
  session.push(['2025-03-03 10:00:00', { who: `a${separator}b` }]);
  expect(session.finish().alerts[0].message).toBe(`<a${separator}b>`);
});

it('the parts of a key are told apart', () => {
  const session = open({
    rules: `${logSource()} rule seen on log for each who, place alert "{who} in {place}" when count() >= 1 over 10 minutes`,
  });
  session.push(['2025-03-03 10:00:00', { who: 'ann', place: 'Wuhan' }]);
  const [{ message, key }] = session.finish().alerts;
  expect([message, key]).toEqual(['ann in Wuhan', 'ann / Wuhan']);
});
