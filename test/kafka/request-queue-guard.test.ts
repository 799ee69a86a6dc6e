import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  guardRequestQueues,
  type ScheduledQueue,
  scheduleWhilePending,
} from '../../src/kafka/request-queue-guard.ts';

/** What the guard uses of a queue, and how often it looked. */
interface ObservedQueue extends ScheduledQueue {
  pending: unknown[];
  looks: number;
}

describe('the guard of the request queue', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });
  afterEach(() => expect(vi.getTimerCount()).toBe(0));

  it('arms no timer when no request waits', () => {
    const queue = queueOf({ pending: [] });
    scheduleWhilePending.call(queue);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('looks again soon while a request waits', () => {
    const queue = queueOf({ pending: ['request'] });
    scheduleWhilePending.call(queue);
    scheduleWhilePending.call(queue);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(9);
    expect(queue.looks).toBe(0);
    vi.advanceTimersByTime(1);
    expect(queue.looks).toBe(1);
    expect(queue.throttleCheckTimeoutId).toBe(null);
  });

  it('looks when the broker no longer asks for silence', () => {
    const queue = queueOf({ pending: ['request'], throttledUntil: Date.now() + 500 });
    scheduleWhilePending.call(queue);
    vi.advanceTimersByTime(499);
    expect(queue.looks).toBe(0);
    vi.advanceTimersByTime(1);
    expect(queue.looks).toBe(1);
  });

  it('stands in the queue of the client that is installed', () => {
    guardRequestQueues();
    guardRequestQueues();
    const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as {
      prototype: object;
    };
    expect(prototype).toHaveProperty('scheduleCheckPendingRequests', scheduleWhilePending);
  });
});

function queueOf(part: Partial<ObservedQueue>): ObservedQueue {
  return {
    pending: [],
    throttledUntil: -1,
    throttleCheckTimeoutId: null,
    looks: 0,
    checkPendingRequests() {
      this.looks++;
    },
    ...part,
  };
}
