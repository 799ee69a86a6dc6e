import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { settingsOf } from '../../src/kafka/kafka-settings.ts';
import { describeTopic } from '../conformance/topic.ts';
import { clientOf, connectProducer, createTopic } from './clients.ts';
import { describeKafka } from './describe-kafka.ts';

describeKafka('topics of a broker', (address) => {
  describeTopic('Kafka', {
    hasTombstones: true,
    open: async () => {
      const kafka = clientOf(address);
      const producer = await connectProducer(kafka);
      const connection = new KafkaConnection(settingsOf(address), { onNotice: () => {} });
      onTestFinished(() => connection.close());
      return {
        async createTopic(partitions) {
          const topic = `conformance-${randomUUID()}`;
          await createTopic(kafka, topic, partitions);
          return topic;
        },
        async produce(topic, partition, values) {
          const messages = values.map((value) => ({ partition, value }));
          await producer.send({ topic, acks: -1, messages });
        },
        reader: (topic) =>
          connection.reader(topic, { groupId: randomUUID(), progressGroupId: `${topic}-progress` }),
        writer: () => connection.writer(),
      };
    },
  });
});
