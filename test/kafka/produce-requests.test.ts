import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { produceRequests } from '../../src/kafka/produce-requests.ts';
import { recordOverheadBytes } from '../../src/limits.ts';

const message = fc.record({ key: fc.string({ unit: 'grapheme' }), value: fc.string({ unit: 'grapheme' }) });

describe('requests', () => {
  it('hold all messages in order, and none is larger than allowed', () => {
    fc.assert(
      fc.property(fc.array(message), fc.integer({ min: 400, max: 2_000 }), (messages, bytesMax) => {
        const requests = produceRequests(messages, { topic: 'alerts', bytesMax });
        expect(requests.flat()).toEqual(messages);
        for (const request of requests) {
          const bytes = request.reduce((sum, one) => sum + Buffer.byteLength(one.key + one.value), 0);
          expect(bytes + request.length * recordOverheadBytes).toBeLessThanOrEqual(bytesMax);
        }
      }),
    );
  });

  it('refuse a message that is larger by itself, and name its size', () => {
    const messages = [{ key: 'k', value: 'é'.repeat(500) }];
    expect(() => produceRequests(messages, { topic: 'alerts', bytesMax: 1_000 })).toThrow(
      /topic "alerts": expected messages of at most 1000 bytes, found one of 1065 with key "k"/,
    );
  });
});
