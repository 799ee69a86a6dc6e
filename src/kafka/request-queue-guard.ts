/**
 * A guard for the request queue of kafkajs 2.2.4. After each answer the queue arms a timer for requests that wait, even when
 * none does, and with a delay below zero: an idle client wakes up some thousand times a second. Guarded, the timer is armed
 * only while a request waits, and never for less than the interval that kafkajs itself looks at.
 */

import { createRequire } from 'node:module';

/** The part of kafkajs' queue that schedules, as its source of 2.2.4 has it. */
export interface ScheduledQueue {
  readonly pending: readonly unknown[];
  /** Epoch ms until which the broker asked for silence; below now for never. */
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

const knownVersion = '2.2.4';

/** What kafkajs waits when requests are pending that it may send already, in ms. */
const lookIntervalMs = 10;

const require = createRequire(import.meta.url);

/**
 * Guards all clients of this process; the second call changes nothing.
 * @throws Error when the installed kafkajs is not the one whose source is known
 */
export function guardRequestQueues(): void {
  const { version } = require('kafkajs/package.json') as { version: string };
  const { prototype } = require('kafkajs/src/network/requestQueue/index.js') as {
    prototype: { scheduleCheckPendingRequests?: unknown };
  };
  if (prototype.scheduleCheckPendingRequests === scheduleWhilePending) return;
  if (version !== knownVersion || typeof prototype.scheduleCheckPendingRequests !== 'function')
    throw new Error(
      `expected kafkajs ${knownVersion}, found ${version}: compare its request queue with this guard before it is used`,
    );
  prototype.scheduleCheckPendingRequests = scheduleWhilePending;
}

/** Stands in for the method of the same purpose: called on each push and after each answer. */
export function scheduleWhilePending(this: ScheduledQueue): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
  const throttledMs = this.throttledUntil - Date.now();
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    },
    Math.max(throttledMs, lookIntervalMs),
  );
}
