/** Commits offsets for onlookers, under a group that has no members. */

import { progressMsMax } from '../limits.ts';
import { createClient } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { topicErrorOf } from './kafka-trouble.ts';
import { type Waiting, within } from './waiting.ts';

export interface GroupProgressOptions {
  readonly topic: string;
  readonly groupId: string;
  readonly settings: KafkaSettings;
  readonly waiting: Waiting;
}

export class GroupProgress {
  readonly #options: GroupProgressOptions;
  #isShowing = false;

  constructor(options: GroupProgressOptions) {
    this.#options = options;
  }

  /** What comes while an earlier call is under way is left out: the next call tells more. @throws TopicError */
  async show(offsets: ReadonlyMap<number, number>): Promise<void> {
    if (this.#isShowing || offsets.size === 0) return;
    this.#isShowing = true;
    const { topic, groupId, settings, waiting } = this.#options;
    const action = `show the progress of topic "${topic}" as group "${groupId}"`;
    // A client of its own each time: kafkajs joins the group for a moment, and would not stop trying when it cannot.
    const retry = { retries: 2, restartOnFailure: async () => false };
    const admin = createClient(settings, { retry }).admin({ retry });
    const commit = async () => {
      await admin.connect();
      await admin.setOffsets({
        groupId,
        topic,
        partitions: [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset) })),
      });
    };
    try {
      await within(commit(), {
        durationMs: progressMsMax,
        waiting,
        late: () => new Error(`no answer within ${progressMsMax} ms`),
      });
    } catch (error) {
      throw topicErrorOf(action, error, settings);
    } finally {
      this.#isShowing = false;
      // One that cannot say goodbye is gone as well.
      void admin.disconnect().catch(() => {});
    }
  }
}
