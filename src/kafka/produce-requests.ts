/** Cuts messages into requests that a broker takes. */

import { recordOverheadBytes } from '../limits.ts';
import { TopicError, type TopicMessage } from '../runtime/topic.ts';

/**
 * The messages in their order, each request with at most so many bytes.
 * @throws TopicError `not-writable` when one message alone has more
 */
export function produceRequests(
  messages: readonly TopicMessage[],
  { topic, bytesMax }: { readonly topic: string; readonly bytesMax: number },
): TopicMessage[][] {
  const requests: TopicMessage[][] = [];
  let request: TopicMessage[] = [];
  let requestBytes = 0;
  for (const message of messages) {
    const bytes = sizeBytes(message);
    if (bytes > bytesMax)
      throw new TopicError(
        'not-writable',
        `topic "${topic}": expected messages of at most ${bytesMax} bytes, found one of ${bytes} with key "${message.key.slice(0, 80)}": raise max.message.bytes of the topic, or make the message smaller`,
      );
    if (requestBytes + bytes > bytesMax && request.length > 0) {
      requests.push(request);
      request = [];
      requestBytes = 0;
    }
    request.push(message);
    requestBytes += bytes;
  }
  if (request.length > 0) requests.push(request);
  return requests;
}

function sizeBytes({ key, value }: TopicMessage): number {
  return Buffer.byteLength(key) + Buffer.byteLength(value) + recordOverheadBytes;
}
