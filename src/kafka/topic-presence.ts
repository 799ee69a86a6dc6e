/** Waits for topics that do not exist yet: whoever creates them may come later than the engine. */

import { connectPatienceMs, topicPauseMsMax } from '../limits.ts';
import { TopicError, type TopicNotice } from '../runtime/topic.ts';
import type { KafkaAdmin } from './kafka-admin.ts';
import { GrowingPauses, type Waiting } from './waiting.ts';

export interface TopicWait {
  readonly admin: KafkaAdmin;
  readonly waiting: Waiting;
  readonly onNotice: (notice: TopicNotice) => void;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** How long a broker is waited for that does not answer, in ms; `connectPatienceMs` by default. */
  readonly patienceMs?: number | undefined;
}

/**
 * Partitions of the topic by number, ascending, once it exists.
 * @throws TopicError when the broker cannot be asked, or `no-such-topic` when the wait was ended
 */
export async function awaitTopic(
  topic: string,
  { admin, waiting, onNotice, signal, patienceMs = connectPatienceMs }: TopicWait,
): Promise<number[]> {
  const pauses = new GrowingPauses(waiting, topicPauseMsMax);
  for (let isFirst = true; ; isFirst = false) {
    try {
      const partitions = await admin.partitions(topic, { patienceMs, signal });
      if (partitions.length > 0) {
        if (!isFirst) onNotice({ topic, kind: 'topic found', message: `topic "${topic}" exists now` });
        return partitions;
      }
    } catch (error) {
      if (!(error instanceof TopicError) || error.code !== 'no-such-topic' || !isPassing(error)) throw error;
      if (signal.aborted) throw error;
    }
    if (isFirst)
      onNotice({
        topic,
        kind: 'topic missing',
        message: `topic "${topic}" does not exist yet; waiting for it: create it with kafka-topics.sh --bootstrap-server … --create --topic ${topic}`,
      });
    await waiting.wait(pauses.next(), signal);
    if (signal.aborted)
      throw new TopicError('no-such-topic', `expected topic "${topic}", found none until the wait was ended`);
  }
}

/** A name that Kafka does not allow never comes to be. */
function isPassing({ cause }: TopicError): boolean {
  return (cause as { type?: string } | undefined)?.type !== 'INVALID_TOPIC_EXCEPTION';
}
