/** Tests that need a broker: where none can be had they are skipped, and say so. */

import { describe, inject, it } from 'vitest';
import type { Missing } from './global-setup.ts';

/** Tests over the broker that all share, in files called `*.kafka.test.ts`. Names of topics and groups must be their own. */
export function describeKafka(title: string, tests: (address: string) => void): void {
  const { shared } = inject('kafka');
  describe(title, () => {
    if ('address' in shared) tests(shared.address);
    else tellMissing(shared);
  });
}

/** Tests that start brokers of their own, to kill them. */
export function describeOwnBroker(title: string, tests: () => void): void {
  const { own } = inject('kafka');
  describe(title, () => {
    if (own === 'possible') tests();
    else tellMissing(own);
  });
}

function tellMissing({ reason, so }: Missing): void {
  it('needs a broker', ({ skip }) => {
    if (so === 'skip') skip(reason);
    throw new Error(reason);
  });
}
