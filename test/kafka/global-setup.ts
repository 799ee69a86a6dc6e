/** One broker for all tests that talk to Kafka: vitest runs this only when such a test is asked for. */

import process from 'node:process';
import type { TestProject } from 'vitest/node';
import { answers } from './answers.ts';
import { startBroker } from './broker.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kafka: KafkaOfTests;
  }
}

export interface KafkaOfTests {
  /** The broker that all tests share. */
  readonly shared: { readonly address: string } | Missing;
  /** Whether tests can start brokers of their own. */
  readonly own: 'possible' | Missing;
}

export interface Missing {
  readonly reason: string;
  /** What becomes of a test that needs it. */
  readonly so: 'fail' | 'skip';
}

/**
 * `KAFKA_BROKERS` names a broker to use instead: its tests fail when it does not answer. When none can be started, they
 * fail with `KAFKA_REQUIRED=1`; otherwise they are skipped, and one line says why. Never throws: all other tests of the
 * run would be lost with these.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const named = process.env.KAFKA_BROKERS;
  if (named !== undefined && named !== '') {
    project.provide('kafka', await namedBroker(named));
    return undefined;
  }
  try {
    const broker = await startBroker();
    project.provide('kafka', { shared: { address: broker.address }, own: 'possible' });
    return () => broker.stop();
  } catch (error) {
    const reason = (error as Error).message;
    const missing: Missing = { reason, so: process.env.KAFKA_REQUIRED === '1' ? 'fail' : 'skip' };
    if (missing.so === 'skip') process.stderr.write(`tests with Kafka are skipped: ${reason}\n`);
    project.provide('kafka', { shared: missing, own: missing });
    return undefined;
  }
}

async function namedBroker(address: string): Promise<KafkaOfTests> {
  const reason = `expected a broker at ${address}, as KAFKA_BROKERS says, but none answers: start it, or unset that`;
  return {
    shared: (await answers(address)) ? { address } : { reason, so: 'fail' },
    own: { reason: 'KAFKA_BROKERS names a broker: none is started beside it', so: 'skip' },
  };
}
